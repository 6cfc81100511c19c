"""培训: coverage by county with the plan's deadline, plans over years, sessions and who came."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bianmin.regions.models import Region
from bianmin.regions.queries import children
from bianmin.rules.exams import TARGET, TRAINING_DEADLINE
from bianmin.rules.roles import LABELS, RoleKind
from bianmin.rules.verdict import require
from bianmin.web.console.forms.workforce.training import CancelForm, PlanForm, SessionForm
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import codes, policies
from bianmin.workforce.commands import training as commands
from bianmin.workforce.models import TrainingPlan, TrainingSession
from bianmin.workforce.queries import training as queries
from bianmin.workforce.queries.coverage import covered

PER_PAGE = 30


@staff(*policies.SEES_PEOPLE)
@require_GET
def start(request: Request) -> HttpResponse:
    return redirect("console:training", reach.home_region(request.actor))


@staff(*policies.SEES_PEOPLE)
@require_GET
def training(request: Request, region: int) -> HttpResponse:
    return _show(request, reach.region_of(request, region))


@staff(*policies.RUNS_TRAINING)
@require_POST
def sessions(request: Request, region: int) -> HttpResponse:
    here = reach.region_of(request, region)
    require(policies.may_train(request.actor, here))
    form = SessionForm(request.POST)
    held = attempt(form, lambda: _hold(request, here, form))
    if held is None:
        return _show(request, here, form)
    messages.success(request, "定好了，到时候打开签到码")
    return redirect("console:session", held.pk)


def _hold(request: Request, here: Region, form: SessionForm) -> TrainingSession:
    starts_at, ends_at = form.when()
    got = form.cleaned_data
    return commands.hold_session(
        got["course"],
        here,
        place=got["place"],
        starts_at=starts_at,
        ends_at=ends_at,
        teacher=got["teacher"],
        **act(request),
    )


@staff(*policies.RUNS_TRAINING)
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: Request, region: int) -> HttpResponse:
    here = reach.region_of(request, region)
    require(policies.may_train(request.actor, here))
    form = PlanForm(request.POST or None, initial={"first_year": localdate(request.at).year})
    if request.method == "POST":
        made = attempt(
            form,
            lambda: commands.publish_plan(
                here,
                title=form.cleaned_data["title"],
                goal=form.cleaned_data["goal"],
                audience=[RoleKind(kind) for kind in form.cleaned_data["audience"]],
                target=form.cleaned_data["target"],
                years=form.years(),
                **act(request),
            ),
        )
        if made is not None:
            messages.success(request, "培训计划公布了")
            return redirect("console:training", here.pk)
    context = {"region": here, "crumbs": reach.crumbs(here, request.actor), "form": form}
    status = 422 if form.errors else 200
    return page(request, "console/workforce/plan.html", context, status=status)


@staff(*policies.RUNS_TRAINING)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: Request, session: int) -> HttpResponse:
    held = _session(request, session)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.cancel_session(held, **form.cleaned_data, **act(request))
        messages.success(request, "这一场取消了")
        return redirect("console:session", held.pk)
    shown = Paginator(queries.attended(held), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "session": held,
        "crumbs": reach.crumbs(held.region, request.actor),
        "page": shown,
        "rows": list(shown),
        "form": form,
        "is_to_come": held.starts_at > request.at,
    }
    status = 422 if form.errors else 200
    return page(request, "console/workforce/session.html", context, status=status)


@staff(*policies.RUNS_TRAINING)
@require_GET
def screen(request: Request, session: int) -> HttpResponse:
    """The code for the wall: new every few seconds; the page asks for it again by itself."""
    held = _session(request, session)
    code = codes.code_at(held.secret, request.at)
    own = reverse("me:session", args=[held.pk])
    address = request.build_absolute_uri(f"{own}?code={code}")
    context = {
        "session": held,
        "code": code,
        "image": segno.make(address, error="m").svg_data_uri(scale=9, border=2),
        "came": queries.attended(held).count(),
    }
    return page(request, "console/workforce/screen.html", context)


def _session(request: Request, pk: int) -> TrainingSession:
    held = get_object_or_404(
        TrainingSession.objects.select_related("course", "region__parent__parent"), pk=pk
    )
    require(policies.may_train(request.actor, held.region))
    return held


def _show(request: Request, region: Region, form: SessionForm | None = None) -> HttpResponse:
    low = region.level in ("township", "village")
    parts = [region] if low else list(children(region))
    rows = covered(region, parts, at=request.at)
    people, certified = sum(r.people for r in rows), sum(r.certified for r in rows)
    shown = Paginator(queries.held_sessions(region), PER_PAGE).get_page(request.GET.get("page"))
    came = queries.attendances([one.pk for one in shown])
    context: dict[str, Any] = {
        "region": region,
        "crumbs": reach.crumbs(region, request.actor),
        "deadline": TRAINING_DEADLINE,
        "is_late": localdate(request.at) > TRAINING_DEADLINE,
        "target": TARGET,
        "people": people,
        "certified": certified,
        "percent": 100 * certified / people if people else None,
        "rows": rows,
        "plans": [(plan, _audience(plan)) for plan in queries.plans_for(region)],
        "page": shown,
        "sessions": [(one, came.get(one.pk, 0)) for one in shown],
        "courses": queries.courses(),
        "may_train": policies.may_train(request.actor, region),
        "may_teach": policies.may_teach(request.actor),
        "form": form or SessionForm(),
    }
    status = 422 if form is not None else 200
    return page(request, "console/workforce/training.html", context, status=status)


def _audience(plan: TrainingPlan) -> str:
    return "、".join(LABELS[RoleKind(kind)] for kind in plan.audience)
