"""配备: planned against present with the plan's deadline, and how many a hall needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.regions.models import Region
from bianmin.regions.queries import children
from bianmin.rules import staffing as rules
from bianmin.rules.errors import Invalid
from bianmin.rules.roles import RoleKind
from bianmin.web.console.forms.workforce.staffing import QueueForm, TargetForm
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt, tell
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.commands.register import set_target
from bianmin.workforce.queries import staffing as queries
from bianmin.workforce.queries.arrivals import Arrivals, arrivals

PER_PAGE = 50
MINUTES = 15
"""每人办多久: where nothing better is known; about what a promised item takes at a window."""


@staff(*policies.SEES_PEOPLE)
@require_GET
def staffing(request: Request, region: int) -> HttpResponse:
    return _show(request, reach.region_of(request, region))


@staff(*policies.RUNS_TRAINING)
@require_POST
def target(request: Request, site: int) -> HttpResponse:
    here = reach.site_of(request, site)
    form = TargetForm(request.POST)
    done = attempt(
        form,
        lambda: set_target(
            here,
            RoleKind(form.cleaned_data["kind"]),
            form.cleaned_data["planned"],
            **act(request),
        ),
    )
    region = reach.township_of(here.region)
    if done is None:
        return _show(request, region, form)
    messages.success(request, f"{here.name}的应配人数改好了")
    return redirect("console:staffing", region.pk)


@staff(*policies.SEES_PEOPLE)
@require_GET
def queue(request: Request) -> HttpResponse:
    seen = _seen(request)
    given = request.GET if "arrivals" in request.GET else None
    form = QueueForm(given, initial=_initial(seen, request.GET.get("site", "")))
    context: dict[str, Any] = {
        "form": form,
        "seen": seen,
        "home": reach.home_region(request.actor),
    } | _reckoned(form)
    return page(request, "console/workforce/queue.html", context)


def _reckoned(form: QueueForm) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    try:
        need = rules.need(**form.wish())
    except Invalid as wrong:
        tell(form, wrong)
        return {}
    return {
        "need": need,
        "within": 100 * need.within,
        "waits": 100 * need.waits,
        "busy": 100 * need.busy,
        "manned": 100 * need.manned,
    }


def _initial(seen: Arrivals | None, site: str) -> dict[str, Any]:
    found: dict[str, Any] = {"minutes": MINUTES, "site": site}
    return found | ({"arrivals": max(1, round(seen.busiest))} if seen else {})


def _seen(request: Request) -> Arrivals | None:
    number = request.GET.get("site", "")
    if not number.isdecimal() or len(number) > 9:
        return None
    return arrivals(reach.site_of(request, int(number)), at=request.at)


def _show(request: Request, region: Region, form: forms.Form | None = None) -> HttpResponse:
    rows = queries.staffed(region, at=request.at)
    parts = [] if region.level in ("township", "village") else list(children(region))
    only_short = "all" not in request.GET
    listed = [row for row in rows if row.missing] if only_short else rows
    shown = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    total = queries.total(region, rows)
    context = {
        "region": region,
        "crumbs": reach.crumbs(region, request.actor),
        "deadline": rules.DEADLINE,
        "is_late": localdate(request.at) > rules.DEADLINE,
        "total": total,
        "parts": queries.totals(region, parts, rows),
        "page": shown,
        "rows": list(shown),
        "only_short": only_short,
        "may_set": policies.may_train(request.actor, region),
        "form": form,
    }
    status = 422 if form is not None else 200
    return page(request, "console/workforce/staffing.html", context, status=status)
