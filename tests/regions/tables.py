"""Small official tables for the tests, and the trial vintages where they are at hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from bianmin.accounts.actor import SYSTEM
from bianmin.regions import divisions
from bianmin.regions.commands import import_divisions
from bianmin.regions.commands.importing import ImportReport
from bianmin.regions.divisions import Division

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GIVEN = Path(__file__).parents[3] / "shared" / "data"
VINTAGES = {
    date(2016, 7, 31): "liaocheng_divisions_2016.csv",
    date(2018, 10, 31): "liaocheng_divisions_2018.csv",
    date(2019, 10, 31): "liaocheng_divisions_2019.csv",
    date(2020, 6, 30): "liaocheng_divisions.csv",
    date(2021, 10, 31): "liaocheng_divisions_2021.csv",
    date(2023, 6, 30): "liaocheng_divisions_2023.csv",
}
D18, D19, D20, D21 = (date(year, 6, 30) for year in (2018, 2019, 2020, 2021))


@cache
def given(vintage: date) -> tuple[Division, ...]:
    return divisions.read_table(GIVEN / VINTAGES[vintage])


def table(*lines: str) -> tuple[Division, ...]:
    """Divisions from lines of code and name; the city of 3715 and 371502 are added."""
    levels = {6: "county", 9: "township", 12: "village"}
    rows = [Division("3715", "city", "聊城市")]
    rows += [Division(code, levels[len(code)], name) for code, name in map(str.split, lines)]
    return divisions.complete(rows)


def take(rows: tuple[Division, ...], vintage: date, *, system: str = "nbs") -> ImportReport:
    return import_divisions(rows, system=system, vintage=vintage, by=SYSTEM, at=AT)
