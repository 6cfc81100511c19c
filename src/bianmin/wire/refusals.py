"""How a refusal is told: a page for people, `application/problem+json` for programs."""

from __future__ import annotations

import json
import logging
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from bianmin.rules.errors import DomainError, Invalid
from bianmin.wire.context import deployment

log = logging.getLogger("bianmin.fault")

TITLES = {
    400: "这个请求看不懂",
    403: "您不能做这一步",
    404: "没有找到这个页面",
    405: "这里不能这样操作",
    409: "情况已经变了",
    413: "内容太大了",
    422: "有几处要改一改",
    429: "操作太频繁了",
    500: "系统出了差错",
    501: "这一项还不能用",
    503: "系统正在恢复",
}


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def problem(status: int, detail: str, *, fields: dict[str, str] | None = None) -> HttpResponse:
    """Return an RFC 9457 problem document with a sentence for people."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
    }
    if fields:
        body["fields"] = fields
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type="application/problem+json; charset=utf-8",
    )


def answer(request: HttpRequest, status: int, reason: str, **context: object) -> HttpResponse:
    """Return the page (or problem document) for a status with a sentence."""
    if is_api(request):
        return problem(status, reason)
    context |= {"status": status, "title": TITLES.get(status, ""), "reason": reason}
    return render(request, "frame/refusal.html", context, status=status)


def answer_refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    fields = dict(error.fields) if isinstance(error, Invalid) else {}
    if is_api(request):
        return problem(error.status, str(error), fields=fields)
    return answer(request, error.status, str(error), fields=fields)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 400, "请返回上一页再试一次")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 403, "您不能打开这个页面")


def foreign_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old (CSRF)."""
    return answer(request, 403, "页面停留太久了，请返回上一页刷新后再提交，填的内容还在")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 404, "地址可能写错了，或者您不能查看它")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database is away (it comes back by itself), else 500."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        response = _bare(request, 503, "数据库正在恢复，刚才的操作没有得到确认，请稍等半分钟再试")
        response["Retry-After"] = "5"
        return response
    log.error("fault", exc_info=error)
    return _bare(request, 500, "刚才的操作没有生效，我们已经记下，请稍后再试")


def _bare(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    """Answer without asking the database anything: neither a place nor a helper is looked up."""
    if is_api(request):
        return problem(status, reason)
    told = {"status": status, "title": TITLES[status], "reason": reason, "request": request}
    page = render_to_string("frame/refusal.html", deployment(request) | told)
    return HttpResponse(page, status=status)
