"""看板页: the figures of one scope laid out for the template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.cases.models import Case
from bianmin.cases.standing import standing
from bianmin.regions.models import Region
from bianmin.reports import board, policies
from bianmin.reports.board import Figure, Period, Row, Scope
from bianmin.reports.indicators import BY_KEY
from bianmin.web.console.forms.boards import RANKED, BoardWish
from bianmin.web.frame.charts import trend_of
from bianmin.web.frame.schematic import Figure as Shaded
from bianmin.web.frame.schematic import choropleth_of

SHOWN = ("submitted", "completed", "on_time", "by_agent", "rated_well")
TARGET_ON_TIME = 98  # per cent; a city's setting later
LIMITS = (88.0, 92.0, 95.0, 98.0)
LOWER_IS_WORSE = frozenset({"on_time", "rated_well"})
MOST_CASES = 20
LATE = ("超期在办", "现在已过承诺日、没有暂停的在办件；日期待公布的不计入")


def board_page(scope: Scope, wish: BoardWish, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return everything the board's template prints."""
    today = localdate(at)
    period = Period.ending(today, wish.days)
    figures = board.figures(scope, period, SHOWN)
    rows = board.parts(scope, period)
    return {
        "scope": scope,
        "wish": wish,
        "period": period,
        "at": at,
        "crumbs": crumbs(scope, actor),
        "figures": [_kpi(f, wish.days) for f in figures] + [_late_kpi(scope, today)],
        "definitions": [*((f.name, f.definition) for f in figures), LATE],
        "ranked_by": RANKED[wish.by],
        "ranks": _ranks(scope, rows, wish.by),
        "target": TARGET_ON_TIME if wish.by == "on_time" else None,
        "map": _map(rows, wish.by) if scope.level == "city" else None,
        "legend": _legend(wish.by),
        "trend": _trend(scope, Period.ending(today, max(wish.days, 14))),
        "late": [
            (late, _url("township", late.township_id)) for late in board.late_now(scope, today)
        ],
        "top": _top(scope, period),
        "cases": _cases(scope, today) if scope.level == "site" else [],
    }


def crumbs(scope: Scope, actor: Actor) -> list[tuple[str, str]]:
    """The levels above this one that the actor may open, widest first."""
    above: list[tuple[str, str]] = []
    region = scope.region if scope.level == "site" else scope.region and scope.region.parent
    while region is not None:
        if region.level != "village" and actor.covers(region.path, *policies.SEES_BOARDS):
            above.append((_short(region), _url(region.level, region.pk)))
        region = region.parent
    return above[::-1]


def _short(region: Region) -> str:
    return "全市" if region.level == "city" else region.name


def _url(level: str, pk: int) -> str:
    return reverse("console:city") if level == "city" else reverse(f"console:{level}", args=[pk])


def _text(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{value:.1f}" if unit == "%" else f"{value:,.0f}"


def _kpi(figure: Figure, days: int) -> dict[str, Any]:
    change, trend = "", ""
    if figure.change:
        amount = (
            f"{abs(figure.change):.1f} 点" if figure.unit == "%" else f"{abs(figure.change):,.0f}"
        )
        change = f"{'▲' if figure.change > 0 else '▼'} {amount}"
        if figure.key in LOWER_IS_WORSE:
            trend = "good" if figure.change > 0 else "bad"
    return {
        "label": figure.name,
        "value": _text(figure.value, figure.unit),
        "unit": figure.unit if figure.value is not None else "",
        "note": f"比前 {days} 天" if figure.before is not None else "前期没有可比数据",
        "change": change,
        "trend": trend,
        "points": [value for value in figure.line if value is not None] if days > 1 else [],
    }


def _late_kpi(scope: Scope, today: date) -> dict[str, Any]:
    late = board.late_count(scope, today)
    return {
        "label": "超期在办",
        "value": f"{late:,}",
        "unit": "件",
        "note": "现在已过承诺日、没有暂停的在办件",
        "is_bad": late > 0,
    }


def _ranks(scope: Scope, rows: list[Row], key: str) -> list[dict[str, Any]]:
    level = {"city": "unit", "unit": "township", "township": "site"}.get(scope.level, "")
    indicator = BY_KEY[key]
    valued = sorted(
        ((row, row.value(key)) for row in rows),
        key=lambda pair: -1.0 if pair[1] is None else pair[1],
        reverse=True,
    )
    most = max((value or 0 for _, value in valued), default=0) or 1
    return [
        {
            "label": row.name,
            "percent": (value or 0) if indicator.unit == "%" else 100 * (value or 0) / most,
            "text": _text(value, indicator.unit)
            + ("%" if indicator.unit == "%" and value is not None else ""),
            "is_low": key == "on_time" and value is not None and value < LIMITS[2],
            "url": _url(level, row.id),
        }
        for row, value in valued
    ]


def _limits(rows: list[Row], key: str) -> tuple[float, ...]:
    if BY_KEY[key].unit == "%" and key != "by_agent":
        return LIMITS
    values = sorted(value for row in rows if (value := row.value(key)) is not None)
    if not values:
        return (1, 2, 3, 4)
    low, high = values[0], values[-1]
    step = (high - low) / 5 or 1
    return tuple(low + step * n for n in range(1, 5))


def _map(rows: list[Row], key: str) -> object:
    unit = "%" if BY_KEY[key].unit == "%" else ""
    return choropleth_of(
        {
            row.name: Shaded(value, _text(value, BY_KEY[key].unit) + unit, _url("unit", row.id))
            for row in rows
            if (value := row.value(key)) is not None
        },
        _limits(rows, key),
        label=f"各县市区{RANKED[key]}示意图",
    )


def _legend(key: str) -> list[tuple[str, str]]:
    if key not in LOWER_IS_WORSE:
        return [("k1", "少"), ("k2", ""), ("k3", ""), ("k4", ""), ("k5", "多")]
    words = ("88 以下", "88–92", "92–95", "95–98", "98 以上")
    return [(f"k{n}", text) for n, text in enumerate(words, start=1)]


def _trend(scope: Scope, period: Period) -> object:
    by_day = board.daily(scope.days(), period)
    return trend_of(
        {
            "受理": [day["accepted"] for day in by_day.values()],
            "办结": [day["completed"] for day in by_day.values()],
        },
        [f"{day:%m-%d}" for day in by_day],
        summary=f"{period.first:%m月%d日}至{period.last:%m月%d日}每日受理与办结件数",
    )


def _top(scope: Scope, period: Period) -> list[dict[str, Any]]:
    rows = board.top_items(scope, period)
    most = max((row.submitted for row in rows), default=0) or 1
    return [
        {"label": row.name, "percent": 100 * row.submitted / most, "text": f"{row.submitted:,}"}
        for row in rows
    ]


def _cases(scope: Scope, today: date) -> list[tuple[Case, object, str]]:
    rows = scope.open_cases().select_related("item").order_by("promise_due", "id")[:MOST_CASES]
    return [
        (case, standing(case, today), reverse("desk:case", args=[case.number])) for case in rows
    ]
