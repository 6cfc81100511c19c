"""六个数: each with its line, what it is compared with, and its definition beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bianmin.reports.board import Figure
from bianmin.reports.indicators import BY_KEY

SHOWN = ("submitted", "completed", "on_time", "by_agent", "rated_well")
BESIDE = ("rated_poorly", "completed_late")  # told with another figure
VISITS = ("one_place", "one_visit", "in_village", "on_net", "no_visit", "visits_unsaid")
TARGETS: Mapping[str, float] = {"on_time": 98}  # per cent; a city's setting later
RISING_IS_GOOD = frozenset({"on_time", "rated_well"})
LATE = "现在已过承诺日、没有暂停的在办件；日期待公布的不计入。折线是每天超期办结的件数。"


def figures(found: list[Figure], late: int, days: int) -> list[dict[str, Any]]:
    """Return the six for `frame/kpi.html`."""
    by_key = {figure.key: figure for figure in found}
    six = [_figure(by_key[key], days) for key in SHOWN]
    poor = by_key["rated_poorly"].value or 0
    six[-1]["note"] = f"差评 {poor:,.0f} 条，{six[-1]['note']}"
    return [*six, _late(late, by_key["completed_late"])]


def visits(found: list[Figure]) -> list[tuple[str, str, str]]:
    """跑几趟: each share's name, value in words and definition; nothing where none can be told."""
    by_key = {figure.key: figure for figure in found}
    mine = [by_key[key] for key in VISITS]
    if by_key["one_visit"].value is None and not by_key["visits_unsaid"].value:
        return []
    return [(one.name, _with_unit(one), one.definition) for one in mine]


def text_of(value: float | None, unit: str) -> str:
    """A figure in words; a dash where nothing was counted."""
    if value is None:
        return "—"
    return f"{value:.1f}" if unit == "%" else f"{value:,.0f}"


def _with_unit(figure: Figure) -> str:
    return shown(figure.key, figure.value) + ("" if figure.unit == "%" else f" {figure.unit}")


def shown(key: str, value: float | None) -> str:
    """A figure with its sign, as tables and rankings print it."""
    sign = "%" if BY_KEY[key].unit == "%" and value is not None else ""
    return text_of(value, BY_KEY[key].unit) + sign


def _figure(figure: Figure, days: int) -> dict[str, Any]:
    change, trend = _change(figure)
    return {
        "label": figure.name,
        "value": text_of(figure.value, figure.unit),
        "unit": figure.unit if figure.value is not None else "",
        "note": f"比前 {days} 天" if change else "前期没有可比的数",
        "change": change,
        "trend": trend,
        "aside": _aside(figure),
        "points": _points(figure),
        "definition": figure.definition,
    }


def _change(figure: Figure) -> tuple[str, str]:
    if figure.change is None or not figure.before:
        return "", ""
    if figure.change == 0:
        return "持平", ""
    amount = text_of(abs(figure.change), figure.unit) + (" 点" if figure.unit == "%" else "")
    rises = figure.change > 0
    trend = ("good" if rises else "bad") if figure.key in RISING_IS_GOOD else ""
    return f"{'▲' if rises else '▼'} {amount}", trend


def _aside(figure: Figure) -> str:
    target = TARGETS.get(figure.key)
    if target is None or figure.value is None:
        return ""
    gap = target - figure.value
    return f"目标 {target:g}%，差 {gap:.1f} 点" if gap > 0 else f"已达目标 {target:g}%"


def _late(late: int, completed_late: Figure) -> dict[str, Any]:
    return {
        "label": "超期在办",
        "value": f"{late:,}",
        "unit": "件",
        "note": f"期内另有 {completed_late.value or 0:,.0f} 件超期办结",
        "is_bad": late > 0,
        "points": _points(completed_late),
        "definition": LATE,
    }


def _points(figure: Figure) -> list[float]:
    points = [value for value in figure.line if value is not None]
    return points if len(points) > 1 else []
