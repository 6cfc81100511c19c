from __future__ import annotations

import segno
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.accounts import factors
from bianmin.accounts.commands import enrol_passkey, enrol_totp
from bianmin.accounts.factors import FactorAdapter
from bianmin.accounts.models import User
from bianmin.accounts.queries import actor_of
from bianmin.web.entrance.forms import FactorForm, NewPasskeyForm, posted
from bianmin.web.entrance.middleware import half_user
from bianmin.web.entrance.next_page import onward
from bianmin.web.entrance.passkeys import is_new_passkey, new_challenge
from bianmin.web.entrance.sessions import let_staff_in
from bianmin.wire import access
from bianmin.wire.requests import Request

SECRET = "totp"
"""The session's key of the sealed secret that is being enrolled."""


@access.capability("a session that has shown its password, for an account without a factor")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: Request) -> HttpResponse:
    user = _enrolling(request)
    if user is None:
        return redirect("entrance:factor" if half_user(request) else "entrance:staff")
    secret = _secret(request)
    form = FactorForm(posted(request))
    if form.is_valid():
        actor = actor_of(user, at=request.at, channel="web")
        digits = form.cleaned_data["digits"]
        verdict = enrol_totp(user, secret, digits, by=actor, at=request.at)
        if verdict:
            del request.session[SECRET]
            messages.success(request, "动态码已绑定，以后登录都要用到它")
            return _onward(request, user)
        form.add_error("digits", verdict.reason)
        request.keep_writes = True
    page = {
        "form": form,
        "user_name": user.display_name,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "picture": _picture(user, secret),
        "challenge": new_challenge(user),
        "passkey_form": NewPasskeyForm(),
        "passkey_url": onward(request, "entrance:factor_setup_passkey"),
        "has_totp": factors.TOTP in factors.kinds_of(user),
    }
    return render(request, "entrance/setup.html", page, status=422 if form.errors else 200)


@access.capability("a session that has shown its password, for an account without a factor")
@require_POST
def setup_passkey(request: Request) -> HttpResponse:
    user = _enrolling(request)
    if user is None:
        return redirect("entrance:factor" if half_user(request) else "entrance:staff")
    form = NewPasskeyForm(request.POST)
    if form.is_valid() and is_new_passkey(form.cleaned_data["credential"]):
        actor = actor_of(user, at=request.at, channel="web")
        name = form.cleaned_data["name"] or "通行密钥"
        credential = form.cleaned_data["credential"]
        enrol_passkey(user, name, credential, by=actor, at=request.at)
        messages.success(request, "通行密钥已绑定")
        return _onward(request, user)
    page = {"reason": "通行密钥没有绑定成功，请再试一次或改用动态码", "status": 422}
    return render(request, "entrance/retry.html", page, status=422)


def _enrolling(request: Request) -> User | None:
    """Who may enrol: staff that are fully signed in, or have nothing yet to show.

    A password alone never adds a factor beside one that is already there.
    """
    half = half_user(request)
    if half is not None:
        return None if factors.kinds_of(half) else half
    return request.user if request.actor.is_staff else None


def _onward(request: Request, user: User) -> HttpResponse:
    if half_user(request) is not None:
        return HttpResponseRedirect(let_staff_in(request, user))
    return redirect("entrance:security")


def _secret(request: Request) -> str:
    adapter = FactorAdapter()
    if SECRET not in request.session:
        request.session[SECRET] = adapter.encrypt(generate_totp_secret())
    return adapter.decrypt(request.session[SECRET])


def _picture(user: User, secret: str) -> str:
    address = FactorAdapter().build_totp_url(user, secret)
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=2))
