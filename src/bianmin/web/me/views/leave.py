from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.rules.errors import Conflict
from bianmin.sites.models import Site
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.me.forms.leave import LeaveForm, NowForm
from bianmin.web.me.page import OWN, page
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce.commands.absences import ask_absence, report_absence, withdraw_absence
from bianmin.workforce.commands.standing_in import end_absence
from bianmin.workforce.models.duty import KINDS
from bianmin.workforce.queries import duty, mine
from bianmin.workforce.queries.stand_ins import site_of

SHOWN = timedelta(days=90)
STATES = {
    "asked": ("等批", "w"),
    "approved": ("同意", "v"),
    "refused": ("不同意", "r"),
    "withdrawn": ("已撤回", ""),
}


@staff(*OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request) -> HttpResponse:
    form = LeaveForm(request.POST or None, auto_id="ask-%s")
    if request.method == "POST":
        asked = attempt(
            form,
            lambda: ask_absence(
                request.user,
                _site(request),
                kind=form.cleaned_data["kind"],
                starts_at=form.starts_at(),
                ends_at=form.ends_at(),
                reason=form.cleaned_data["reason"],
                **act(request),
            ),
            also=(Conflict,),
        )
        if asked is not None:
            messages.success(request, "已交给负责人批")
            return redirect("me:leave")
    return _show(request, form, NowForm(at=request.at))


@staff(*OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def now(request: Request) -> HttpResponse:
    form = NowForm(request.POST or None, at=request.at)
    if request.method == "POST":
        told = attempt(
            form,
            lambda: report_absence(
                request.user,
                _site(request),
                kind=form.cleaned_data["kind"],
                ends_at=form.ends_at(),
                reason=form.cleaned_data["reason"],
                **act(request),
            ),
            also=(Conflict,),
        )
        if told is not None:
            taker = next((h.taker.display_name for h in mine.given_for(told)), "")
            messages.success(request, f"已登记离岗，由{taker}顶岗，在办的件已移交")
            return redirect("me:home")
    return _show(request, LeaveForm(auto_id="ask-%s"), form)


@staff(*OWN)
@require_POST
def back(request: Request, absence: int) -> HttpResponse:
    end_absence(mine.own_absence(request.user, absence), **act(request))
    messages.success(request, "欢迎回来，没办完的件已交还给您")
    return redirect("me:home")


@staff(*OWN)
@require_POST
def withdrawal(request: Request, absence: int) -> HttpResponse:
    withdraw_absence(mine.own_absence(request.user, absence), **act(request))
    messages.success(request, "已撤回")
    return redirect("me:leave")


def _site(request: Request) -> Site:
    site = site_of(request.user)
    if site is None:
        raise Conflict("您没有排在岗位上，不用在这里请假")
    return site


def _show(request: Request, form: LeaveForm, now_form: NowForm) -> HttpResponse:
    rows = duty.absences_of(request.user, request.at - SHOWN)[:50]
    context = {
        "form": form,
        "now_form": now_form,
        "absence": mine.absence_now(request.user, at=request.at),
        "rows": [(one, KINDS[one.kind], *STATES[one.state]) for one in rows],
    }
    status = 422 if form.errors or now_form.errors else 200
    return page(request, "me/leave.html", context, tab="leave", status=status)
