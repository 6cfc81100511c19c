"""一次告知的违规: counted by part from the days' counts, and each with its case, paged."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from bianmin.accounts.queries import names_of
from bianmin.cases import breaches
from bianmin.cases.policies import DECIDES_REFUSALS
from bianmin.regions.models import Region
from bianmin.reports import board, policies
from bianmin.reports.board import Period, Row, Scope
from bianmin.reports.indicators import BY_KEY
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import NotAllowed
from bianmin.rules.masking import Audience
from bianmin.rules.verdict import require
from bianmin.web.console.board.waiting import may_open
from bianmin.web.console.forms.boards import BoardWish
from bianmin.web.console.page import page
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

watchers = staff(*sorted(policies.SEES_BOARDS))
PER_PAGE = 20
LISTS = (("open", "第一次能看出来又要补的"), ("untold", "五个工作日没告知的"))
COUNTED = ("corrections", "second_slips", "deemed_accepted")


@watchers
@require_GET
def start(request: Request) -> HttpResponse:
    """Lead to the widest list that the account may see."""
    role = policies.widest_role(request.actor)
    if role is None:
        raise NotAllowed("您的岗位没有看板")
    if role.level == "city":
        return redirect("console:city-breaches")
    return redirect(f"console:{role.level}-breaches", role.region_id)


@watchers
@require_GET
def city(request: Request) -> HttpResponse:
    return _show(request, board.city_scope(get_object_or_404(Region, level="city")))


@watchers
@require_GET
def unit(request: Request, pk: int) -> HttpResponse:
    return _show(request, board.unit_scope(get_object_or_404(Region, pk=pk, level="unit")))


@watchers
@require_GET
def township(request: Request, pk: int) -> HttpResponse:
    return _show(request, board.township_scope(get_object_or_404(Region, pk=pk, level="township")))


def _show(request: Request, scope: Scope) -> HttpResponse:
    require(policies.may_see(request.actor, scope))
    wish = BoardWish.of(request.GET)
    is_untold = wish.shown == "untold"
    period = Period.ending(request.at.astimezone(SHANGHAI).date(), wish.days)
    rows = board.parts(scope, period)
    shown, lines = _untold(request, scope) if is_untold else _late(request, scope)
    context = {
        "scope": scope,
        "wish": wish,
        "figures": [(BY_KEY[key], sum(r.counts[key] for r in rows)) for key in COUNTED],
        "columns": [BY_KEY[key].name for key in COUNTED],
        "parts": [_part(scope, row) for row in _worst_first(rows)],
        "lists": [
            (label, wish.query(shown=key), (key == "untold") is is_untold) for key, label in LISTS
        ],
        "is_untold": is_untold,
        "lines": lines,
        "page": shown,
    }
    return page(request, "console/cases/breaches.html", context)


def _worst_first(rows: list[Row]) -> list[Row]:
    told = [row for row in rows if any(row.counts[key] for key in COUNTED)]
    return sorted(
        told, key=lambda row: (row.counts["second_slips"], row.counts["deemed_accepted"]),
        reverse=True,
    )  # fmt: skip


def _part(scope: Scope, row: Row) -> tuple[str, str, list[int]]:
    below = board.PART_OF[scope.level]
    url = "" if below == "site" else reverse(f"console:{below}-breaches", args=[row.id])
    return row.name, url, [row.counts[key] for key in COUNTED]


def _late(request: Request, scope: Scope) -> tuple[Page[Any], list[dict[str, Any]]]:
    found = breaches.second_slips(scope.units, scope.place("case__"))
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(shown)
    papers = breaches.papers_asked_late(rows)
    names = names_of({pk for row in rows for pk in (row.proposed_by, row.decided_by) if pk})
    decides = request.actor.has(*DECIDES_REFUSALS)
    audience = Audience.WINDOW if decides else Audience.OTHER_DESK
    return shown, [
        {
            "case": row.case,
            "is_open": may_open(request.actor, row.case),
            "at": row.decided_at,
            "papers": papers[row.pk],
            "asked_by": names.get(row.proposed_by, ""),
            "allowed_by": names.get(row.decided_by or 0, ""),
            "reason": row.reason.masked(audience),
        }
        for row in rows
    ]


def _untold(request: Request, scope: Scope) -> tuple[Page[Any], list[dict[str, Any]]]:
    found = breaches.not_told(scope.units, scope.place("case__"))
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return shown, [
        {
            "case": row.case,
            "is_open": may_open(request.actor, row.case),
            "at": row.issued_at,
            "tell_by": row.case.tell_by,
        }
        for row in shown
    ]
