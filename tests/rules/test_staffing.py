"""人员配备: Erlang's figures against printed tables and against a queue played out."""

from __future__ import annotations

import heapq
import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules import staffing
from bianmin.rules.errors import Invalid


@pytest.mark.parametrize(
    ("windows", "load", "chance"),
    [
        (1, 0.5, 0.5),  # one window: the chance is its load
        (2, 1.0, 1 / 3),
        (3, 2.0, 4 / 9),
        (10, 8.0, 0.4092),  # printed tables of Erlang C
        (2, 2.0, 1.0),
    ],
)
def test_the_chance_to_wait_is_as_in_the_tables(windows: int, load: float, chance: float) -> None:
    assert staffing.waiting_chance(windows, load) == pytest.approx(chance, abs=5e-5)


def played(
    windows: int,
    arrivals: float,
    minutes: float,
    wait: float,
    *,
    seed: int,
    people: int = 60_000,
    is_even: bool = False,
) -> tuple[float, float, float]:
    """Play a queue: the shares who wait and who are called in time, and the mean wait; `is_even`
    serves everybody equally long."""
    random = Random(seed)
    free = [0.0] * windows
    now = waited = in_time = total = 0.0
    for _ in range(people):
        now += random.expovariate(arrivals / 60)
        start = max(now, heapq.heappop(free))
        served = minutes if is_even else random.expovariate(1 / minutes)
        heapq.heappush(free, start + served)
        waited += start > now
        in_time += start - now <= wait
        total += start - now
    return waited / people, in_time / people, total / people


@pytest.mark.parametrize(
    ("windows", "arrivals", "minutes"), [(1, 3, 12), (2, 8, 11), (3, 18, 8), (5, 20, 12)]
)
def test_the_figures_agree_with_a_queue_played_out(
    windows: int, arrivals: float, minutes: float
) -> None:
    waits, in_time, mean = played(windows, arrivals, minutes, 10, seed=20200731)
    load = arrivals * minutes / 60
    assert staffing.waiting_chance(windows, load) == pytest.approx(waits, abs=0.03)
    assert staffing.called_within(windows, arrivals, minutes, 10) == pytest.approx(
        in_time, abs=0.02
    )
    assert staffing.mean_wait(windows, arrivals, minutes) == pytest.approx(mean, rel=0.12)


@pytest.mark.parametrize(("arrivals", "minutes"), [(8, 11), (18, 8), (40, 6)])
def test_the_windows_asked_for_are_enough_when_played_out_and_one_fewer_is_not(
    arrivals: float, minutes: float
) -> None:
    windows = staffing.windows_needed(arrivals, minutes, wait=10, share=0.9)
    _, enough, _ = played(windows, arrivals, minutes, 10, seed=20200807)
    _, too_few, _ = played(windows - 1, arrivals, minutes, 10, seed=20200807)
    assert too_few < 0.9 <= enough + 0.01


def test_service_that_spreads_less_waits_less_than_reckoned() -> None:
    """The formula errs on the side of more windows, as its page says."""
    _, in_time, mean = played(3, 18, 8, 10, seed=20200808, is_even=True)
    assert mean < staffing.mean_wait(3, 18, 8)
    assert in_time > staffing.called_within(3, 18, 8, 10)


def test_the_fewest_windows_are_asked_for() -> None:
    wish = {"wait": 10.0, "share": 0.9}
    assert staffing.windows_needed(12, 10, **wish) == 4
    assert staffing.called_within(4, 12, 10, 10) >= 0.9 > staffing.called_within(3, 12, 10, 10)
    assert staffing.windows_needed(0.5, 10, **wish) == 1


def test_too_few_windows_never_catch_up() -> None:
    assert staffing.mean_wait(2, 12, 10) == math.inf
    assert staffing.called_within(2, 12, 10, 600) == 0


def test_people_are_counted_with_those_who_are_away() -> None:
    random = Random(7)
    there = sum(sum(random.random() > 0.1 for _ in range(4)) >= 3 for _ in range(50_000)) / 50_000
    assert staffing.manned_chance(4, 3, 0.1) == pytest.approx(there, abs=0.01)
    assert staffing.people_needed(1, away=0.0, sure=0.9) == 2  # never without B
    assert staffing.people_needed(3, away=0.1, sure=0.99) == 5


@given(
    st.integers(1, 20), st.floats(0.5, 60), st.floats(1, 40), st.floats(1, 60), st.floats(0.5, 0.95)
)
def test_another_window_never_makes_it_worse(
    windows: int, arrivals: float, minutes: float, wait: float, share: float
) -> None:
    here = staffing.called_within(windows, arrivals, minutes, wait)
    assert 0 <= here <= staffing.called_within(windows + 1, arrivals, minutes, wait) <= 1
    assert 0 <= staffing.waiting_chance(windows, arrivals * minutes / 60) <= 1


def test_the_whole_need_is_told_with_its_figures() -> None:
    found = staffing.need(arrivals=12, minutes=10, wait=10, share=0.9, away=0.1, sure=0.99)
    assert (found.windows, found.people) == (4, 7)
    assert found.busy == pytest.approx(0.5)
    assert found.within >= 0.9
    assert found.manned >= 0.99


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"arrivals": 0}, "arrivals"),
        ({"minutes": 241}, "minutes"),
        ({"wait": 0}, "wait"),
        ({"share": 1}, "share"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(change: dict[str, float], field: str) -> None:
    asked = {"arrivals": 12, "minutes": 10, "wait": 10, "share": 0.9, "away": 0.1, "sure": 0.99}
    with pytest.raises(Invalid) as refused:
        staffing.need(**(asked | change))
    assert list(refused.value.fields) == [field]


def test_more_than_a_hall_can_hold_is_refused() -> None:
    with pytest.raises(Invalid, match="窗口也不够"):
        staffing.windows_needed(1000, 240, wait=1, share=0.99)
    with pytest.raises(Invalid, match="缺勤率"):
        staffing.people_needed(2, away=0.7, sure=0.9)
