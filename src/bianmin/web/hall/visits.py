"""一次使用: what the kiosk remembers of whoever stands there, and how it is all gone.

Every address of the kiosk is the same for everybody, and every form is answered by a way on: so
neither history nor a form sent again brings back what the person before did (ADR 0047).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bianmin.cases.models import Case
from bianmin.counter.commands import kiosk as commands
from bianmin.counter.models import KioskVisit
from bianmin.counter.queries.kiosk import idle, visit_of
from bianmin.sites.models import Site
from bianmin.web.frame.attempts import hush
from bianmin.wire.requests import Request

COOKIE = "kiosk"
FORGET = '"cache", "cookies", "storage"'
LONGEST_TYPED = 200
TYPED = ("at", "typed", "faults")
SHORT = 20  # seconds that a page stands which only says that something was done
Form = TypeVar("Form", bound=forms.Form)


def current(request: Request, site: Site) -> KioskVisit | None:
    """在用的: the visit of this browser, touched by being asked for."""
    secret = request.COOKIES.get(COOKIE, "")
    visit = visit_of(site, secret, at=request.at) if secret else None
    if visit is not None:
        commands.touch(visit, at=request.at)
    return visit


def kept_by(request: Request, site: Site) -> dict[str, Any]:
    """记着的: what this visit holds; nothing where there is none."""
    visit = current(request, site)
    return dict(visit.kept.clear()) if visit else {}


def start(request: Request, site: Site, to: str, **kept: Any) -> HttpResponse:
    """开始: forget the visit before this one, remember `kept` under a new secret, and go on."""
    commands.end_visit(site, request.COOKIES.get(COOKIE, ""))
    _, secret = commands.begin_visit(site, kept=kept, at=request.at)
    response = redirect(f"hall:{to}", site.pk)
    response.set_cookie(
        COOKIE,
        secret,
        path="/hall/",
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def stay(request: Request, site: Site, to: str, **more: Any) -> HttpResponse:
    """接着用: keep `more` beside what is kept, and go on; what was typed elsewhere is dropped."""
    visit = current(request, site)
    if visit is None:
        return start(request, site, to, **more)
    kept = {name: value for name, value in visit.kept.clear().items() if name not in TYPED}
    commands.keep(visit, kept | more, at=request.at)
    return redirect(f"hall:{to}", site.pk)


def refused(
    request: Request, site: Site, to: str, form: forms.Form, *, page: str = ""
) -> HttpResponse:
    """没成: `to` again, with what was typed into this form of it and what is wrong with it."""
    typed = {name: request.POST.get(name, "")[:LONGEST_TYPED] for name in form.fields}
    faults = {name: str(wrong[0]) for name, wrong in form.errors.items()}
    return stay(request, site, to, at=page or to, typed=typed, faults=faults)


def again(make: type[Form], kept: Mapping[str, Any], page: str) -> Form:
    """再填: the page's form, with what was typed into it and the faults found."""
    if kept.get("at") != page:
        return make()
    form = make(kept["typed"])
    hush(form)
    for name, sentence in kept["faults"].items():
        form.add_error(name if name in form.fields else None, sentence)
    return form


def over(request: Request, site: Site) -> HttpResponse:
    """用完: forget the visit here, and have the browser forget whatever it may hold."""
    response = redirect("hall:kiosk", site.pk)
    secret = request.COOKIES.get(COOKIE, "")
    if secret:
        commands.end_visit(site, secret)
        response["Clear-Site-Data"] = FORGET
        response.delete_cookie(COOKIE, path="/hall/", samesite="Strict")
    return response


def named(case: Case) -> list[int]:
    """办件: as a visit keeps it."""
    return [case.unit, case.pk]


def page(
    request: Request,
    template: str,
    site: Site,
    context: dict[str, Any],
    *,
    away: str = "over",
    is_short: bool = False,
    status: int = 200,
) -> HttpResponse:
    """一页: it leaves by itself when nobody touches it, with a script or without (Refresh)."""
    whole = int(idle().total_seconds())
    seconds = min(whole, SHORT) if is_short else whole
    to = reverse(f"hall:{away}", args=[site.pk])
    told: dict[str, Any] = {"site": site, "idle": seconds, "away": to}
    response = render(request, f"hall/{template}.html", told | context, status=status)
    leave_by_itself(response, site, away=away, seconds=seconds)
    return response


def leave_by_itself(
    response: HttpResponse, site: Site, *, away: str = "over", seconds: int | None = None
) -> None:
    """自己走: a page of the kiosk that nobody touches is left, by a browser without script too."""
    wait = int(idle().total_seconds()) if seconds is None else seconds
    response["Refresh"] = f"{wait};url={reverse(f'hall:{away}', args=[site.pk])}"
