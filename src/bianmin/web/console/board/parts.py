"""下一级: units, townships or sites as a map, a ranking and a table with the same figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from bianmin.reports.board import Row, Scope
from bianmin.reports.indicators import BY_KEY
from bianmin.reports.waits import BY_KEY as WAITS
from bianmin.web.console.board.figures import TARGETS, shown
from bianmin.web.console.forms.boards import RANKED
from bianmin.web.frame.schematic import Choropleth, Figure, choropleth_of, tiles_of

LIMITS = (88.0, 92.0, 95.0, 98.0)
GRADED = frozenset({"on_time", "rated_well"})
AXIS = 80  # per cent at which the bars of graded figures begin
BELOW: Mapping[str, tuple[str, str]] = {
    "city": ("unit", "各县（市、区）"),
    "unit": ("township", "各乡镇（街道）"),
    "township": ("site", "各办理站点"),
}
"""下一级: its page, and what it is called."""
COLUMNS = (
    ("submitted", "申请"),
    ("completed", "办结"),
    ("on_time", "按时办结"),
    ("by_agent", "代办"),
    ("rated_well", "好评"),
    ("rated_poorly", "差评"),
    ("correction_share", "告知补正"),
    ("one_place", "一站办"),
    ("one_visit", "跑一次"),
    ("on_net", "一网办"),
)


def address(level: str, pk: int) -> str:
    """Return the address of a board."""
    return reverse("console:city") if level == "city" else reverse(f"console:{level}", args=[pk])


def parts(
    scope: Scope,
    rows: Sequence[Row],
    late: Mapping[int, int],
    waits: Mapping[int, str],
    by: str,
) -> dict[str, Any]:
    """Return what the template prints of the next level down; nothing at a site."""
    if scope.level not in BELOW:
        return {}
    level, title = BELOW[scope.level]
    return {
        "parts_title": title,
        "ranked_by": RANKED[by],
        "ranks": _ranks(level, rows, by),
        "target": TARGETS.get(by),
        "target_at": _along(TARGETS[by]) if by in TARGETS else None,
        "from_percent": AXIS if by in GRADED else None,
        "map": _map(level, rows, by),
        "legend": _legend(rows, by),
        "columns": [label for _, label in COLUMNS],
        "column_words": [
            (label, f"{BY_KEY[key].name}：{BY_KEY[key].definition}") for key, label in COLUMNS
        ]
        + [("平均等候", WAITS["mean_wait"].definition)],
        "table": [
            (
                row.name,
                address(level, row.id),
                _cells(row),
                waits.get(row.key, "—"),
                late.get(row.key, 0),
            )
            for row in rows
        ],
    }


def _ranks(level: str, rows: Sequence[Row], key: str) -> list[dict[str, Any]]:
    valued = sorted(
        ((row, row.value(key)) for row in rows),
        key=lambda pair: -1.0 if pair[1] is None else pair[1],
        reverse=True,
    )
    most = max((value or 0 for _, value in valued), default=0) or 1
    return [
        {
            "label": row.name,
            "percent": _along(value or 0) if key in GRADED else 100 * (value or 0) / most,
            "text": shown(key, value),
            "is_low": key == "on_time" and value is not None and value < LIMITS[2],
            "url": address(level, row.id),
        }
        for row, value in valued
    ]


def _along(percent: float) -> float:
    """Where a percentage stands on a bar that begins at AXIS."""
    return max(0.0, (percent - AXIS) * 100 / (100 - AXIS))


def _map(level: str, rows: Sequence[Row], key: str) -> Choropleth | None:
    """The city as a drawing of its units; a unit as one tile for each township."""
    figures = {
        row.name: Figure(row.value(key), shown(key, row.value(key)), address(level, row.id))
        for row in rows
    }
    limits, words = _limits(rows, key), f"{RANKED[key]}示意图"
    if level == "unit":
        return choropleth_of(figures, limits, label=f"各县（市、区）{words}")
    if level == "township":
        return tiles_of(figures, limits, label=f"各乡镇（街道）{words}", called=_called)
    return None


def _called(name: str) -> str:
    """A township's name as it fits into a tile: 张炉集镇 → 张炉集."""
    return re.sub(r"(?<=..)(街道|镇|乡)$", "", name)[:5]


def _limits(rows: Sequence[Row], key: str) -> tuple[float, ...]:
    if key in GRADED:
        return LIMITS
    values = [value for row in rows if (value := row.value(key)) is not None]
    low, high = min(values, default=0), max(values, default=5)
    step = (high - low) / 5 or 1
    return tuple(low + step * n for n in range(1, 5))


def _legend(rows: Sequence[Row], key: str) -> list[tuple[str, str]]:
    limits, sign = _limits(rows, key), "%" if BY_KEY[key].unit == "%" else ""
    edges = [f"{limit:.0f}{sign}" for limit in limits]
    words = [f"不足 {edges[0]}", *edges[:3], f"{edges[3]} 以上"]
    words[1:4] = [f"{edges[n]}–{edges[n + 1]}" for n in range(3)]
    return [(f"k{n}", text) for n, text in enumerate(words, start=1)]


def _cells(row: Row) -> list[tuple[str, str]]:
    """The row's figures with their level: g good, w to be watched, b bad."""
    return [(shown(key, value := row.value(key)), _level(key, value)) for key, _ in COLUMNS]


def _level(key: str, value: float | None) -> str:
    if key not in GRADED or value is None:
        return ""
    return "g" if value >= LIMITS[3] else "" if value >= LIMITS[2] else "w" if value >= 90 else "b"
