"""示意图: the city's units as a drawing that claims no boundary; figures are laid over it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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


@cache
def _drawing() -> Any:
    return json.loads(SOURCE.read_text(encoding="utf-8"))
