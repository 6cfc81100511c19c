"""排队和预约: how long people waited at a site, what may be booked, and when it is shut."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.counter.commands.bookings import set_plan
from bianmin.counter.commands.closures import announce_closure, end_closure
from bianmin.counter.queries.booking import plan_of
from bianmin.counter.queries.waits import days_of
from bianmin.rules.verdict import require
from bianmin.sites.models import Site, SiteClosure
from bianmin.sites.queries import closures_of
from bianmin.web.console.forms.halls import ClosureForm, PlanForm
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import policies

SHOWN = timedelta(days=14)


@staff(*policies.SEES_PEOPLE)
@require_GET
def hall(request: Request, site: int) -> HttpResponse:
    return _show(request, reach.site_of(request, site))


@staff(*policies.RUNS_SITES)
@require_POST
def plan(request: Request, site: int) -> HttpResponse:
    here, form = reach.site_of(request, site), PlanForm(request.POST, prefix="plan")
    done = attempt(form, lambda: set_plan(here, **form.cleaned_data, **act(request)))
    if done is None:
        return _show(request, here, plan_form=form)
    messages.success(request, "预约安排改好了，从现在起照此预约")
    return redirect("console:hall", here.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def closures(request: Request, site: int) -> HttpResponse:
    here, form = reach.site_of(request, site), ClosureForm(request.POST, prefix="shut")
    done = attempt(form, lambda: announce_closure(here, **form.given(), **act(request)))
    if done is None:
        return _show(request, here, closure_form=form)
    told = f"，{done[1]} 个预约已发短信，请他们另选时间" if done[1] else ""
    messages.success(request, f"停止办公已公布{told}")
    return redirect("console:hall", here.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def lifting(request: Request, closure: int) -> HttpResponse:
    found = get_object_or_404(
        SiteClosure.objects.select_related("site__region__parent__parent"), pk=closure
    )
    require(policies.may_see_people(request.actor, found.site.region))
    end_closure(found, **act(request))
    messages.success(request, "已恢复办公")
    return redirect("console:hall", found.site_id)


def _show(
    request: Request,
    site: Site,
    *,
    plan_form: forms.Form | None = None,
    closure_form: forms.Form | None = None,
) -> HttpResponse:
    today = localdate(request.at)
    kept = plan_of(site)
    initial = {"is_open": kept is not None, "per_window": 1, "days_ahead": 7}
    if kept is not None:
        initial |= {"per_window": kept.per_window, "days_ahead": kept.days_ahead}
    context = {
        "site": site,
        "crumbs": reach.crumbs(site.region, request.actor),
        "days": days_of(site, today - SHOWN, today),
        "closures": closures_of(site, at=request.at),
        "plan": kept,
        "plan_form": plan_form or PlanForm(prefix="plan", initial=initial),
        "closure_form": closure_form or ClosureForm(prefix="shut"),
        "may_run": bool(policies.may_run(request.actor, site.region)),
    }
    wrong = plan_form is not None or closure_form is not None
    return page(request, "console/workforce/hall.html", context, status=422 if wrong else 200)
