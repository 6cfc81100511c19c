"""否决报备: what the county refused, what waits for a second person, what is to be checked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.accounts.queries import names_of
from bianmin.cases import filings, policies
from bianmin.cases.commands.refusals import CATEGORIES, check_filing
from bianmin.cases.models import RefusalFiling
from bianmin.regions.queries import all_units
from bianmin.rules.lifecycle import ACTION_LABELS, REFUSALS, Action
from bianmin.rules.roles import RoleKind
from bianmin.web.console.forms.cases import CheckForm
from bianmin.web.console.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

WATCHING = (RoleKind.COUNTY_BUREAU, RoleKind.COUNTY_OFFICE)
PER_PAGE, MOST, FIGURES_DAYS = 20, 20, 30
LISTS = (("", "全部"), ("draw", "抽到待查"), ("wrong", "查出不当"))


@staff(*WATCHING)
@require_GET
def refusals(request: Request) -> HttpResponse:
    return _show(request)


@staff(RoleKind.COUNTY_BUREAU)
@require_POST
def check(request: Request, filing: int) -> HttpResponse:
    found = get_object_or_404(filings.filed_in(_units(request)), pk=filing)
    form = CheckForm(request.POST, prefix=f"f{filing}")
    if not attempt(form, lambda: check_filing(found, **form.found(), **act(request))):
        return _show(request, tried=(filing, form))
    messages.success(
        request, "已查，妥当" if found.is_upheld else "已查，不当；短信已通知申请人再来办"
    )
    return redirect("console:refusals")


def _units(request: Request) -> Collection[int]:
    units = request.actor.units(*WATCHING)
    return all_units() if units is None else units


def _show(request: Request, tried: tuple[int, CheckForm] | None = None) -> HttpResponse:
    units, chosen = _units(request), request.GET.get("list", "")
    rows = filings.to_check(units) if chosen == "draw" else filings.filed_in(units)
    if chosen == "wrong":
        rows = rows.filter(is_upheld=False)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    waiting = list(filings.undecided(units)[:MOST])
    people = [*shown, *waiting]
    names = names_of({pk for row in people for pk in (row.proposed_by, row.decided_by) if pk})
    since = request.at - timedelta(days=FIGURES_DAYS)
    context = {
        "lists": [(key, label, key == chosen) for key, label in LISTS],
        "chosen": chosen,
        "lines": [_line(request, row, names, tried) for row in shown],
        "waiting": [_line(request, row, names, None) for row in waiting],
        "page": shown,
        "today": localdate(request.at),
        "figures": filings.figures(units, since),
        "days": FIGURES_DAYS,
    }
    return page(request, "console/cases/refusals.html", context, status=422 if tried else 200)


def _line(
    request: Request,
    row: RefusalFiling,
    names: dict[int, str],
    tried: tuple[int, CheckForm] | None,
) -> dict[str, Any]:
    may = policies.may_check_filing(request.actor, row)
    form = tried[1] if tried and tried[0] == row.pk else CheckForm(prefix=f"f{row.pk}")
    action = Action(row.action)
    return {
        "filing": row,
        "case": row.case,
        "action": ACTION_LABELS[action],
        "category": CATEGORIES[row.category] if action in REFUSALS else "",
        "proposer": names.get(row.proposed_by, ""),
        "decider": names.get(row.decided_by or 0, ""),
        "form": form if may else None,
    }
