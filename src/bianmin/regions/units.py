"""报告单位: the counties and development zones that report, each with its fixed number.

A city without a file of its own has its counties for units, numbered in the order of codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Zone:
    """开发区: a unit without an official code; its townships carry the county's around it."""

    number: int
    name: str
    short_name: str
    around: frozenset[str]  # codes of the county
    townships: frozenset[str]  # by name, of all times


@dataclass(frozen=True)
class Units:
    """单位表: numbers of the counties by code, and the zones."""

    numbers: Mapping[str, int]
    zones: tuple[Zone, ...] = ()


def units_of(city_code: str) -> Units:
    """单位表: of one city; empty for a city that ships none."""
    return _shipped().get(city_code, Units({}))


@cache
def _shipped() -> Mapping[str, Units]:
    files = (json.loads(path.read_text(encoding="utf-8")) for path in SHIPPED.glob("*-units.json"))
    return {given["city"]: _read(given["units"]) for given in files}


def _read(rows: list[dict[str, Any]]) -> Units:
    return Units(
        numbers={code: row["number"] for row in rows for code in row.get("codes", ())},
        zones=tuple(
            Zone(
                row["number"],
                row["name"],
                row["short_name"],
                frozenset(row["around"]),
                frozenset(row["townships"]),
            )
            for row in rows
            if "around" in row
        ),
    )
