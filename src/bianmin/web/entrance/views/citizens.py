from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.accounts import queries
from bianmin.accounts.commands import enter_by_code, send_code
from bianmin.accounts.models import SignInCode
from bianmin.web.entrance.forms import CodeForm, PhoneForm, posted
from bianmin.web.entrance.middleware import half_user
from bianmin.web.entrance.next_page import next_page, onward
from bianmin.web.entrance.sessions import let_citizen_in
from bianmin.wire import access
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request

WAITING = "code"
"""The session's key that says which code this browser waits for."""


@access.public("anybody may ask for a code to a phone; every number is answered alike")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    if request.actor.user_id is not None:
        return HttpResponseRedirect(next_page(request, "/"))
    form = PhoneForm(posted(request))
    if form.is_valid():
        return _send(request, form.cleaned_data["phone"])
    page = {
        "form": form,
        "heading": "用手机号登录",
        "submit_label": "获取验证码",
        "sms_inbox_url": settings.BIANMIN_SMS_URL,
    }
    return render(request, "entrance/phone.html", page, status=422 if form.errors else 200)


@access.public("whoever reads the phone's messages; five tries a code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request) -> HttpResponse:
    waiting = _waiting(request)
    if waiting is None:
        return HttpResponseRedirect(onward(request, "entrance:sign_in"))
    form = CodeForm(posted(request))
    if form.is_valid():
        outcome = enter_by_code(
            waiting.pk,
            form.cleaned_data["code"],
            address=client_address(request),
            at=request.at,
        )
        if outcome.user is not None:
            let_citizen_in(request, outcome.user)
            return HttpResponseRedirect(next_page(request, "/"))
        form.add_error("code", outcome.reason)
        request.keep_writes = True
    page = {
        "form": form,
        "heading": "输入短信验证码",
        "submit_label": "登录",
        "phone": waiting.phone,
        "phone_url": onward(request, "entrance:sign_in"),
        "resend_url": onward(request, "entrance:resend"),
        "sms_inbox_url": settings.BIANMIN_SMS_URL,
    }
    return render(request, "entrance/code.html", page, status=422 if form.errors else 200)


@access.public("asks for another code to the phone this browser named")
@require_POST
def resend(request: Request) -> HttpResponse:
    waiting = _waiting(request)
    if waiting is None:
        return HttpResponseRedirect(onward(request, "entrance:sign_in"))
    messages.info(request, "新的验证码已发出，旧的作废")
    return _send(request, waiting.phone.clear())


@access.public("ends the visitor's own session")
@require_POST
def sign_out(request: Request) -> HttpResponse:
    was_staff = half_user(request) is not None or request.actor.is_staff
    logout(request)
    return redirect("entrance:staff" if was_staff else "/")


def _send(request: Request, phone: str) -> HttpResponse:
    sent = send_code(phone, address=client_address(request), at=request.at)
    request.session[WAITING] = sent.pk
    return HttpResponseRedirect(onward(request, "entrance:code"))


def _waiting(request: Request) -> SignInCode | None:
    return queries.sent_code(request.session.get(WAITING), at=request.at)
