"""What every request passes through, in the order of the settings.

The only place of the web layer that catches a refusal.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from bianmin.accounts.actor import ANONYMOUS
from bianmin.accounts.queries import actor_of
from bianmin.rules.errors import DomainError, NotAllowed
from bianmin.wire import access
from bianmin.wire.refusals import answer_refusal, is_api
from bianmin.wire.requests import Request

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("bianmin.request")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class RequestLog:
    """Write one line for each request: route, status and duration; no address, no parameter."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        cast(Request, request).request_id = secrets.token_hex(8)
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "request_id": cast(Request, request).request_id,
                "method": request.method if request.method in _METHODS else "OTHER",
                "route": match.route if match else "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        return response


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Headers:
    """Set the headers that hold for every page; nothing personal is kept by any cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
        response.setdefault("Cache-Control", "no-store")
        return response


class ServerTime:
    """Read the clock once; everything below is told the time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cast(Request, request).at = self.now()
        return self.get_response(request)

    @staticmethod
    def now() -> datetime:
        return timezone.now()


class Actors:
    """Say who acts: the account's person and the roles that hold at this moment."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = cast(Request, request)
        user = known.user
        known.actor = (
            actor_of(user, at=known.at, channel="web") if user.is_authenticated else ANONYMOUS
        )
        return self.get_response(request)


class Refusals:
    """Turn a refusal of the domain into a page or a problem document."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if getattr(error, "keeps_writes", False):
            request.keep_writes = True  # type: ignore[attr-defined]
        list(get_messages(request))  # an act that was refused leaves no "done" behind
        return answer_refusal(request, error)


class DeclaredAccess:
    """Refuse a route that declares nobody, and whoever the declaration does not name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if is_api(request):
            return None  # every operation of the API declares its own
        declared = access.of(view)
        if declared is None:
            raise RuntimeError(f"{view.__module__}.{view.__qualname__} declares no access")
        if declared.kind in ("public", "capability"):
            return None
        actor = cast(Request, request).actor
        if actor.user_id is None:
            return _to_sign_in(request, staff=declared.kind == "staff")
        if declared.kind == "staff" and not actor.has(*declared.roles):
            return answer_refusal(request, NotAllowed("您的岗位不能使用这个页面"))
        return None


def _to_sign_in(request: HttpRequest, *, staff: bool) -> HttpResponse:
    here = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"/{'staff' if staff else 'sign-in'}/?{urlencode({'next': here})}")
