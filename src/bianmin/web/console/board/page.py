"""看板页: everything that the board's template prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.regions.models import Region
from bianmin.reports import board, late, policies, waits
from bianmin.reports.board import Period, Scope
from bianmin.web.console.board import figures as six
from bianmin.web.console.board import queues
from bianmin.web.console.board.parts import BELOW, address, parts
from bianmin.web.console.board.waiting import case_page, items
from bianmin.web.console.forms.boards import BoardWish
from bianmin.web.frame.charts import trend_of

HAS_CASES = frozenset({"township", "site"})


def board_page(scope: Scope, wish: BoardWish, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what the page prints of one scope."""
    today = localdate(at)
    period = Period.ending(today, wish.days)
    by_part = late.late_by_part(scope, today)
    waiting, in_all = items(scope, wish, at)
    found = board.figures(scope, period, (*six.SHOWN, *six.BESIDE, *six.VISITS))
    shown: dict[str, Any] = {
        "scope": scope,
        "wish": wish,
        "period": period,
        "at": at,
        "crumbs": crumbs(scope, actor),
        "figures": six.figures(found, sum(by_part.values()), wish.days),
        "trend": _trend(scope, Period.ending(today, max(wish.days, board.LEAST_LINE))),
        "todo": waiting,
        "todo_more": in_all - len(waiting),
        "top": _top(scope, period),
        "visits": six.visits(found),
        "queues": queues.figures(waits.counts(scope, period)),
    }
    mean = queues.mean_waits(waits.by_part(scope, period) if scope.level in BELOW else {})
    shown |= parts(scope, board.parts(scope, period), by_part, mean, wish.by)
    if scope.level in HAS_CASES:
        shown["page"], shown["lines"] = case_page(scope, wish, wish.page, actor, at)
    return shown


def crumbs(scope: Scope, actor: Actor) -> list[tuple[str, str]]:
    """The levels above this one that the actor may open, widest first."""
    above: list[tuple[str, str]] = []
    region = scope.region if scope.level == "site" else scope.region and scope.region.parent
    while region is not None:
        if region.level != "village" and actor.covers(region.path, *policies.SEES_BOARDS):
            above.append((_short(region), address(region.level, region.pk)))
        region = region.parent
    return above[::-1]


def _short(region: Region) -> str:
    return "全市" if region.level == "city" else region.name


def _trend(scope: Scope, period: Period) -> dict[str, Any]:
    spans = board.spans(board.daily(scope.days(), period))
    often = "每日" if len(spans) == len(period.days()) else "每周"
    summary = f"{period.first:%m月%d日}至{period.last:%m月%d日}{often}受理与办结件数"
    series = {
        "受理": [span.counts["accepted"] for span in spans],
        "办结（虚线）": [span.counts["completed"] for span in spans],
    }
    days = [f"{span.first:%m-%d}" for span in spans]
    return {
        "title": f"{often}受理与办结",
        "drawn": trend_of(series, days, summary=summary),
        "rows": list(zip(days, *series.values(), strict=True)),
    }


def _top(scope: Scope, period: Period) -> list[dict[str, Any]]:
    rows = board.top_items(scope, period)
    most = max((row.submitted for row in rows), default=0) or 1
    return [
        {"label": row.name, "percent": 100 * row.submitted / most, "text": f"{row.submitted:,}"}
        for row in rows
    ]
