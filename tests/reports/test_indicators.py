"""Every figure has its unit and its written definition, and is computed as it says."""

from __future__ import annotations

import re

import pytest

from bianmin.cases.tally import COUNTED
from bianmin.reports.indicators import BY_KEY, INDICATORS, Indicator

NOTHING = dict.fromkeys(COUNTED, 0)
SOME = NOTHING | {
    "submitted": 40,
    "by_agent": 18,
    "online": 9,
    "accepted": 35,
    "completed": 33,
    "completed_on_time": 29,
    "completed_late": 2,
    "rated": 12,
    "rated_well": 11,
    "rated_poorly": 1,
    "corrections": 4,
    "second_slips": 1,
    "deemed_accepted": 3,
    "not_accepted": 2,
    "delivered": 30,
    "visits_told": 25,
    "no_visit": 10,
    "on_net": 4,
    "one_visit": 18,
    "places_told": 24,
    "one_place": 21,
    "village_told": 20,
    "in_village": 13,
}
EXPECTED = {
    "submitted": 40,
    "accepted": 35,
    "completed": 33,
    "on_time": 93.5,  # 29 of 31: two were completed without a promised day
    "by_agent": 45,
    "online": 22.5,
    "rated_well": 91.7,
    "rated_poorly": 1,
    "corrections": 4,
    "second_slips": 1,
    "deemed_accepted": 3,
    "correction_share": 10,  # 4 of 40
    "completed_late": 2,
    "not_accepted": 2,
    "one_place": 87.5,  # 21 of 24
    "one_visit": 72,  # of 25, those who did not come among them
    "no_visit": 40,
    "in_village": 65,  # 13 of 20
    "on_net": 16,
    "visits_unsaid": 5,
}


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.key)
def test_each_has_a_definition_that_says_what_is_counted(indicator: Indicator) -> None:
    assert re.fullmatch(r"[一-鿿]{2,8}", indicator.name)
    assert indicator.unit in ("件", "次", "%")
    assert len(indicator.definition) >= 10
    assert indicator.definition.startswith("期内")
    if indicator.unit == "%":
        assert "占比" in indicator.definition


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.key)
def test_each_is_computed_as_it_says(indicator: Indicator) -> None:
    assert indicator.of(SOME) == EXPECTED[indicator.key]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.key)
def test_a_share_of_nothing_is_no_figure_and_a_count_is_zero(indicator: Indicator) -> None:
    assert indicator.of(NOTHING) == (None if indicator.unit == "%" else 0)


def test_each_key_stands_once() -> None:
    assert list(BY_KEY) == [indicator.key for indicator in INDICATORS]
    assert len(BY_KEY) == len(INDICATORS) == len({indicator.name for indicator in INDICATORS})
