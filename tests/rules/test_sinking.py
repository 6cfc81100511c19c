from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.lists import EntryMode
from bianmin.rules.sinking import Facts, advise, is_put_off

EASY = Facts(
    papers=2,
    steps=2,
    item_type="20",
    is_immediate=True,
    county_decides=False,
    is_police=False,
    cases=1200,
    townships=10,
    township_mode="handle",
    village_mode="agent",
)


@pytest.mark.parametrize(
    ("changes", "points", "mode"),
    [
        ({}, 100, "handle"),
        ({"cases": 239}, 80, "handle"),  # 2.0 a township and month
        ({"cases": 100}, 60, None),  # 0.8: points enough, numbers too small
        ({"papers": 3}, 94, "handle"),
        ({"steps": 0}, 85, "handle"),  # nobody wrote how it goes: no points for that
        ({"papers": 5, "steps": 5, "is_immediate": False}, 40, None),  # wanted, not simple
        ({"papers": 2, "steps": 3, "is_immediate": False, "cases": 600}, 60, "accept"),
        ({"township_mode": "accept"}, 100, "accept"),
        ({"item_type": "05"}, 100, "accept"),  # the village's level is for public services
        ({"item_type": "01"}, 75, "accept"),  # a licence is not decided by a table
        ({"county_decides": True}, 75, "accept"),
        ({"township_mode": ""}, 100, None),
        ({"is_police": True}, 100, None),
        ({"village_mode": "handle"}, 100, None),
        ({"village_mode": "accept", "township_mode": "accept"}, 100, None),
        ({"village_mode": "accept"}, 100, "handle"),
        ({"village_mode": ""}, 100, "handle"),
        ({"townships": 0}, 60, None),
    ],
)
def test_the_advice_follows_the_points(
    changes: dict[str, Any], points: int, mode: str | None
) -> None:
    told = advise(replace(EASY, **changes))

    assert (told.points, told.mode) == (points, mode)
    assert bool(told.why_not) == (mode is None)


def test_the_sum_is_open() -> None:
    told = advise(EASY)

    assert [(line.label, line.points, line.most) for line in told.lines] == [
        ("材料", 20, 20),
        ("环节", 15, 15),
        ("怎么定", 25, 25),
        ("办件量", 40, 40),
    ]
    assert told.lines[3].said == "一年 1200 件 ÷ 12 个月 ÷ 10 个镇 ＝ 每镇每月 10.0 件"


@given(
    st.builds(
        Facts,
        papers=st.integers(0, 9),
        steps=st.integers(0, 9),
        item_type=st.sampled_from(["01", "05", "10", "20"]),
        is_immediate=st.booleans(),
        county_decides=st.booleans(),
        is_police=st.booleans(),
        cases=st.integers(0, 5000),
        townships=st.integers(0, 20),
        township_mode=st.sampled_from(["", "accept", "handle"]),
        village_mode=st.sampled_from(["", "agent", "accept", "handle"]),
    )
)
def test_what_is_proposed_is_always_a_step_forward(facts: Facts) -> None:
    order = ["", "agent", "accept", "handle"]
    told = advise(facts)

    assert all(0 <= line.points <= line.most for line in told.lines)
    if told.mode is None:
        assert told.why_not
        return
    assert order.index(told.mode) > order.index(facts.village_mode)
    assert facts.township_mode and not facts.is_police
    assert told.points >= 60
    if told.mode is EntryMode.HANDLE:
        assert facts.township_mode == "handle" and facts.item_type == "20"


def test_a_declined_advice_rests_for_a_year_unless_it_grows() -> None:
    day = date(2026, 3, 2)
    said = {"declined_points": 70, "declined_on": day}

    assert is_put_off(points=79, today=day + timedelta(days=364), **said)
    assert not is_put_off(points=80, today=day, **said)
    assert not is_put_off(points=70, today=day + timedelta(days=365), **said)
