"""Periods from vintages: exact, and the same in any order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.regions.runs import Run, hull, runs_of, seen_in
from tests.rules.calendars import SEEDED

D = [date(2016 + n, 6, 30) for n in range(6)]


@pytest.mark.parametrize(
    ("seen", "periods"),
    [
        ("xxxxxx", [(D[0], None)]),
        ("xx....", [(D[0], date(2018, 6, 29))]),
        ("..xx..", [(D[2], date(2020, 6, 29))]),
        ("....xx", [(D[4], None)]),
        ("xx..x.", [(D[0], date(2018, 6, 29)), (D[4], date(2021, 6, 29))]),
        ("......", []),
    ],
)
def test_periods(seen: str, periods: list[tuple[date, date | None]]) -> None:
    shown = [day for day, mark in zip(D, seen, strict=True) if mark == "x"]
    assert [(run.starts, run.ends) for run in runs_of(shown, D)] == periods


days = st.sets(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=12)


@SEEDED
@given(days, st.data())
def test_periods_tell_again_what_was_seen(vintages: set[date], data: st.DataObject) -> None:
    seen = data.draw(st.sets(st.sampled_from(sorted(vintages))))
    assert seen_in(runs_of(seen, vintages), vintages) == seen


@SEEDED
@given(days, st.data())
def test_a_vintage_between_changes_the_same_as_all_at_once(
    vintages: set[date], data: st.DataObject
) -> None:
    seen = data.draw(st.sets(st.sampled_from(sorted(vintages))))
    order = data.draw(st.permutations(sorted(vintages)))
    runs: list[Run] = []
    known: set[date] = set()
    for vintage in order:
        shown = seen_in(runs, known) | ({vintage} & seen)
        known.add(vintage)
        runs = runs_of(shown, known)
    assert runs == runs_of(seen, vintages)


def test_the_hull_is_open_when_one_is() -> None:
    first, second = Run(D[0], D[1]), Run(D[2])
    assert hull([first, second]) == Run(D[0])
    assert hull([first]) == first
