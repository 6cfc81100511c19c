"""图形: places on the canvas, computed here and printed by the templates as plain SVG.

Our pages allow no inline style, so a chart carries only classes and numbers; it copies, prints
and reads aloud. Nothing here knows where the figures come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10

CLASSES = 5


@dataclass(frozen=True)
class Spark:
    """走势: a line of 88 × 34 with its last point."""

    line: str
    area: str
    x: float
    y: float


@dataclass(frozen=True)
class Tick:
    """刻度: a place along an axis and its words."""

    at: int
    label: str


@dataclass(frozen=True)
class Line:
    """线: one series; its place in the list chooses colour and dash."""

    name: str
    number: int
    points: str


@dataclass(frozen=True)
class Trend:
    """趋势图: lines over days, with the same figures as a table beside it."""

    summary: str
    width: int
    height: int
    left: int
    right: int
    floor: int
    area: str
    lines: tuple[Line, ...]
    rows: tuple[Tick, ...]
    days: tuple[Tick, ...]


@dataclass(frozen=True)
class Area:
    """分区: one unit of a map: its outline, its figure and the class of shade (0: no figure)."""

    name: str
    text: str
    path: str
    shade: int
    x: int
    y: int
    url: str = ""
    called: str = ""  # a shorter name, where the whole one does not fit


def spark_of(values: Sequence[float], width: int = 88, height: int = 34) -> Spark:
    """Return the line of a figure's recent values, low to high over the height."""
    low, high = min(values), max(values)
    step = width / max(len(values) - 1, 1)
    rise = (height - 8) / ((high - low) or 1)
    places = [
        (round(i * step, 1), round(height - 3 - (value - low) * rise, 1))
        for i, value in enumerate(values)
    ]
    line = _joined(places)
    x, y = places[-1]
    return Spark(line=line, area=f"0,{height} {line} {x:g},{height}", x=x, y=y)


def trend_of(
    series: Mapping[str, Sequence[float]],
    days: Sequence[str],
    *,
    summary: str,
    width: int = 620,
    height: int = 210,
) -> Trend:
    """Return the lines of up to three series over the same days; the first is also an area."""
    left, right, floor = 44, width - 20, height - 24
    top = _rounded_up(max((max(v, default=0) for v in series.values()), default=0))
    step = (right - left) / max(len(days) - 1, 1)

    def place(i: int, value: float) -> tuple[float, float]:
        return round(left + i * step, 1), round(floor - value / top * (floor - 10), 1)

    lines = tuple(
        Line(name, number, _joined([place(i, v) for i, v in enumerate(values)]))
        for number, (name, values) in enumerate(series.items(), start=1)
    )
    first = lines[0].points if lines else ""
    every = max(1, ceil(len(days) / 5))
    return Trend(
        summary=summary,
        width=width,
        height=height,
        left=left,
        right=right,
        floor=floor,
        area=f"{left},{floor} {first} {right},{floor}",
        lines=lines,
        rows=tuple(Tick(round(place(0, top * k / 4)[1]), f"{top * k // 4:,}") for k in range(5)),
        days=tuple(Tick(round(place(i, 0)[0]), days[i]) for i in range(0, len(days), every)),
    )


def shade_of(value: float | None, limits: Sequence[float]) -> int:
    """Return the class of shade 1 to 5 by four ascending limits; 0 when there is no figure."""
    return 0 if value is None else 1 + sum(value >= limit for limit in limits)


def _joined(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)


def _rounded_up(value: float) -> int:
    """Return a number at or above value that four rows divide into round steps."""
    if value <= 4:
        return 4
    unit = 10 ** int(log10(value))
    return next(int(unit * k) for k in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if unit * k >= value)
