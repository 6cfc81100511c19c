"""示意图: the city's units as a drawing that claims no boundary; figures are laid over it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from pathlib import Path
from typing import Any

from bianmin.web.frame.charts import Area, shade_of

SOURCE = Path(__file__).parent / "data" / "schematic.json"


@dataclass(frozen=True)
class Figure:
    """数字: one unit's figure, as a number for the shade and as text for people."""

    value: float | None
    text: str
    url: str = ""


@dataclass(frozen=True)
class Choropleth:
    """分级图: what `frame/choropleth.html` prints."""

    label: str
    view_box: str
    areas: tuple[Area, ...]


def choropleth_of(
    figures: Mapping[str, Figure], limits: Sequence[float], *, label: str
) -> Choropleth:
    """Return the map with each unit shaded by four ascending limits; unknown units stay grey."""
    drawing = _drawing()
    nothing = Figure(None, "")
    areas = tuple(
        Area(
            name=name,
            text=figures.get(name, nothing).text,
            path=shape["path"],
            shade=shade_of(figures.get(name, nothing).value, limits),
            x=shape["x"],
            y=shape["y"],
            url=figures.get(name, nothing).url,
        )
        for name, shape in drawing["areas"].items()
    )
    return Choropleth(label=label, view_box=drawing["view_box"], areas=areas)


TILE_W, TILE_H = 120, 104  # from one tile's centre to the next, across and down
HEXAGON = "l60 34v70l-60 34l-60 -34v-70z"


def tiles_of(
    figures: Mapping[str, Figure],
    limits: Sequence[float],
    *,
    label: str,
    called: Callable[[str], str],
) -> Choropleth:
    """Return one hexagon for each place in the order given: where it stands claims nothing."""
    wide = ceil(sqrt(max(len(figures), 1)))
    rows = ceil(len(figures) / wide)
    areas = tuple(
        Area(
            name=name,
            text=figure.text,
            path=f"M{x} {y}{HEXAGON}",
            shade=shade_of(figure.value, limits),
            x=x,
            y=y + 62,
            url=figure.url,
            called=called(name),
        )
        for n, (name, figure) in enumerate(figures.items())
        for x, y in [_tile(n % wide, n // wide)]
    )
    width = wide * TILE_W + (TILE_W // 2 if rows > 1 else 0)
    return Choropleth(label, f"0 0 {width + 8} {rows * TILE_H + 42}", areas)


def _tile(column: int, row: int) -> tuple[int, int]:
    """The upper corner of a tile; every second row stands half a tile to the right."""
    return 64 + column * TILE_W + row % 2 * TILE_W // 2, 4 + row * TILE_H


@cache
def _drawing() -> Any:
    return json.loads(SOURCE.read_text(encoding="utf-8"))
