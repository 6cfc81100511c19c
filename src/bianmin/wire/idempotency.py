"""One effect for each key: act, trace, message and first answer commit together.

A key comes from the client (`Idempotency-Key` header, or the hidden `_key` of a form). The same
key with the same body gets the first answer again; with another body it is refused (422). An
answer of 400 and above takes everything back, unless the refusal itself must be counted (a wrong
code): then the view or the refusal sets `keep_writes`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import cast

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import RawPostDataException

from bianmin.ground.crypto import open_bytes, seal_bytes
from bianmin.wire.models import IdempotentAnswer
from bianmin.wire.refusals import answer, is_api
from bianmin.wire.requests import Request

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
COOKIES = "cookies"  # kept sealed: they may open what the first answer opened
KEPT_HEADERS = ("Location", "Content-Type", "HX-Redirect", "HX-Location")
LARGEST_KEPT = 262_144  # bytes
LONGEST_KEY = 200


class Idempotency:
    """Run every unsafe request in one transaction and answer a repeated key as the first time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE:
            return self.get_response(request)
        key = request.headers.get("Idempotency-Key", "") or _form_key(request)
        if is_api(request) and not key:
            return answer(request, 400, "写操作要带 Idempotency-Key（每次操作一个新编号）")
        if len(key) > LONGEST_KEY:
            return answer(request, 422, f"Idempotency-Key 最长 {LONGEST_KEY} 个字符")
        with transaction.atomic():
            if not key:
                return self._act(request)
            return self._once(request, key)

    def _once(self, request: HttpRequest, key: str) -> HttpResponseBase:
        known = cast(Request, request)
        key_hash = hashlib.sha256(
            "\0".join((_scope(known), request.method or "", request.path, key)).encode()
        ).digest()
        body_hash = hashlib.sha256(b"".join(_body(request))).digest()
        if not _claim(key_hash, body_hash, known):
            return _again(request, key_hash, body_hash)
        response = self._act(request)
        if response.status_code < 400 and isinstance(response, HttpResponse):
            IdempotentAnswer.objects.filter(pk=key_hash).update(
                status=response.status_code,
                headers=_kept(response),
                body=response.content[:LARGEST_KEPT],
            )
        elif getattr(request, "keep_writes", False):  # the form may be sent again, mended
            IdempotentAnswer.objects.filter(pk=key_hash).delete()
        return response

    def _act(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 400 and not getattr(request, "keep_writes", False):
            transaction.set_rollback(True)
        return response


def _form_key(request: HttpRequest) -> str:
    return "" if is_api(request) else request.POST.get("_key", "")


def _scope(request: Request) -> str:
    bearer = request.headers.get("Authorization", "")
    return bearer or str(request.actor.user_id or "anonymous")


def _claim(key_hash: bytes, body_hash: bytes, request: Request) -> bool:
    """Take the key, waiting for a twin that is under way; False if it was answered before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wire_idempotentanswer (key_hash, body_hash, status, headers, body,"
            " created_at) VALUES (%s, %s, 0, '{}', '', %s) ON CONFLICT DO NOTHING",
            [key_hash, body_hash, request.at],
        )
        return bool(cursor.rowcount)


def _kept(response: HttpResponse) -> dict[str, str]:
    """Return what is kept of the first answer's head; whoever clicked twice needs its cookies."""
    kept = {h: response[h] for h in KEPT_HEADERS if h in response}
    if response.cookies:
        cookies = "\n".join(morsel.OutputString() for morsel in response.cookies.values())
        kept[COOKIES] = seal_bytes(COOKIES, cookies.encode()).hex()
    return kept


def _again(request: HttpRequest, key_hash: bytes, body_hash: bytes) -> HttpResponse:
    first = IdempotentAnswer.objects.get(pk=key_hash)
    if bytes(first.body_hash) != body_hash:
        return answer(request, 422, "同一个提交编号不能用于不同的内容，请返回重新填写提交")
    response = HttpResponse(bytes(first.body), status=first.status)
    sealed = first.headers.pop(COOKIES, "")
    for name, value in first.headers.items():
        response[name] = value
    for cookie in open_bytes(COOKIES, bytes.fromhex(sealed)).decode().split("\n") if sealed else ():
        response.cookies.load(cookie)
    response["Idempotency-Replayed"] = "true"
    return response


def _body(request: HttpRequest) -> Iterator[bytes]:
    """Yield what tells one body from another: fields and files, or the raw bytes."""
    if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        try:
            yield request.body
        except RawPostDataException:  # pragma: no cover - read as a form before
            return
        return
    for name in sorted(request.POST):
        if name not in ("csrfmiddlewaretoken", "_key"):
            yield repr((name, request.POST.getlist(name))).encode()
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            yield repr((name, upload.name)).encode()
            yield hashlib.sha256(upload.read()).digest()
            upload.seek(0)
