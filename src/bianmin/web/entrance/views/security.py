from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.accounts import factors, queries
from bianmin.accounts.commands import change_password, issue_token, revoke_token
from bianmin.rules.roles import STAFF
from bianmin.web.entrance.forms import PasswordForm, TokenForm, posted
from bianmin.web.entrance.next_page import landing
from bianmin.wire import access
from bianmin.wire.requests import Request

FACTOR_NAMES = {factors.TOTP: "动态码", factors.PASSKEY: "通行密钥"}


@access.staff(*STAFF)
@require_safe
def security(request: Request) -> HttpResponse:
    page = {
        "factors": [FACTOR_NAMES[kind] for kind in sorted(factors.kinds_of(request.user))],
        "tokens": queries.tokens_of(request.user, at=request.at),
        "token_form": TokenForm(),
        "password_form": PasswordForm(),
        "work_url": landing(request.actor),
    }
    return render(request, "entrance/security.html", page)


@access.staff(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    form = PasswordForm(posted(request))
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        verdict = change_password(request.user, old, new, by=request.actor, at=request.at)
        if verdict:
            logout(request)  # the command has ended every session, this one too
            messages.success(request, "密码已改，请用新密码重新登录")
            return redirect("entrance:staff")
        form.add_error("old", verdict.reason)
        request.keep_writes = True
    status = 422 if form.errors else 200
    return render(request, "entrance/password.html", {"form": form}, status=status)


@access.staff(*STAFF)
@require_POST
def tokens(request: Request) -> HttpResponse:
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "entrance/token.html", {"form": form}, status=422)
    label = form.cleaned_data["label"]
    token = issue_token(request.user, label=label, by=request.actor, at=request.at)
    return render(request, "entrance/token.html", {"token": token, "label": label})


@access.staff(*STAFF)
@require_POST
def token_end(request: Request, token: int) -> HttpResponse:
    found = get_object_or_404(queries.tokens_of(request.user, at=request.at), pk=token)
    revoke_token(found, by=request.actor, at=request.at)
    messages.success(request, f"令牌“{found.label}”已收回")
    return redirect("entrance:security")
