from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.accounts import demo, factors
from bianmin.accounts.commands import check_totp, enter_by_password
from bianmin.web.entrance.forms import FactorForm, PasskeyForm, StaffForm, posted
from bianmin.web.entrance.middleware import half_user
from bianmin.web.entrance.next_page import landing, next_page, onward
from bianmin.web.entrance.passkeys import challenge, matching_passkey
from bianmin.web.entrance.sessions import hold_at_the_factor, let_staff_in
from bianmin.wire import access
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request


@access.public("the door of the staff; a right password alone opens nothing but the next step")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    if request.actor.is_staff:
        return HttpResponseRedirect(next_page(request, landing(request.actor)))
    form = StaffForm(posted(request))
    if form.is_valid():
        outcome = enter_by_password(
            form.cleaned_data["login"],
            form.cleaned_data["password"],
            address=client_address(request),
            at=request.at,
        )
        if outcome.user is not None:
            hold_at_the_factor(request, outcome.user)
            return HttpResponseRedirect(onward(request, "entrance:factor"))
        form.add_error(None, outcome.reason)
        request.keep_writes = True
    page = {
        "form": form,
        "demo_logins": demo.logins(at=request.at),
        "demo_password": demo.PASSWORD,
    }
    return render(request, "entrance/staff.html", page, status=_status(form))


@access.capability("a session that has shown its password; it names its own account only")
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: Request) -> HttpResponse:
    user = half_user(request)
    if user is None:
        return redirect("entrance:staff")
    kinds = factors.kinds_of(user)
    if not kinds:
        return HttpResponseRedirect(onward(request, "entrance:factor_setup"))
    form = FactorForm(posted(request))
    if form.is_valid():
        verdict = check_totp(user, form.cleaned_data["digits"], at=request.at)
        if verdict:
            return HttpResponseRedirect(let_staff_in(request, user))
        form.add_error("digits", verdict.reason)
        request.keep_writes = True
    page = {
        "form": form,
        "user_name": user.display_name,
        "has_totp": factors.TOTP in kinds,
        "has_passkey": factors.PASSKEY in kinds,
        "challenge": challenge(user) if factors.PASSKEY in kinds else None,
        "passkey_url": onward(request, "entrance:factor_passkey"),
        "demo_code": demo.code_of(user, at=request.at),
    }
    return render(request, "entrance/factor.html", page, status=_status(form))


@access.capability("a session that has shown its password; it names its own account only")
@require_POST
def factor_passkey(request: Request) -> HttpResponse:
    user = half_user(request)
    if user is None:
        return redirect("entrance:staff")
    form = PasskeyForm(request.POST)
    if form.is_valid() and matching_passkey(user, form.cleaned_data["credential"], at=request.at):
        return HttpResponseRedirect(let_staff_in(request, user))
    request.keep_writes = True
    page = {"reason": "通行密钥没有通过，请再试一次或改用动态码", "status": 422}
    return render(request, "entrance/retry.html", page, status=422)


@access.signed_in
@require_POST
def stay(request: Request) -> HttpResponse:
    return HttpResponse(status=204)


def _status(form: FactorForm | StaffForm) -> int:
    return 422 if form.errors else 200
