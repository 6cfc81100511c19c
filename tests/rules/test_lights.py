from datetime import date

import pytest

from bianmin.rules.clock import PENDING, STOPPED, DueDay, Limit, Pause, due_or_pending
from bianmin.rules.lights import LABELS, Light, days_left, light
from tests.rules.calendars import OFFICIAL, PLAIN_2020

START = date(2020, 8, 3)  # a Monday


def at(today: date, limit: str, pauses: tuple[Pause, ...] = ()) -> Light:
    due = due_or_pending(START, Limit.parse(limit), OFFICIAL, pauses)
    return light(due, START, today, OFFICIAL, pauses)


@pytest.mark.parametrize(
    ("today", "limit", "expected"),
    [
        (START, "5 workday", Light.GREEN),
        (date(2020, 8, 6), "5 workday", Light.GREEN),  # two left
        (date(2020, 8, 7), "5 workday", Light.YELLOW),  # one left
        (date(2020, 8, 10), "5 workday", Light.YELLOW),  # due today
        (date(2020, 8, 11), "5 workday", Light.RED),
        (date(2020, 8, 24), "20 workday", Light.GREEN),  # five of twenty left
        (date(2020, 8, 25), "20 workday", Light.YELLOW),  # four of twenty: a fifth
        (START, "0 workday", Light.YELLOW),
        (date(2020, 8, 4), "0 workday", Light.RED),
        (date(2020, 8, 10), "30 day", Light.GREEN),
        (date(2020, 8, 31), "30 day", Light.YELLOW),
    ],
)
def test_the_light_of_the_day(today: date, limit: str, expected: Light) -> None:
    assert at(today, limit) is expected


def test_paused_days_are_not_left() -> None:
    pauses = (Pause(date(2020, 8, 5), date(2020, 8, 14)),)

    assert at(date(2020, 8, 4), "5 workday", pauses) is Light.GREEN
    assert days_left(date(2020, 8, 20), date(2020, 8, 4), OFFICIAL, pauses) == 4


@pytest.mark.parametrize("due", [PENDING, STOPPED])
def test_without_a_due_day_there_is_no_light(due: DueDay) -> None:
    assert light(due, START, START, OFFICIAL) is Light.UNDETERMINED


def test_days_of_an_unknown_year_leave_the_light_undetermined() -> None:
    due = DueDay(date(2020, 1, 20), "2020-01-20")
    assert light(due, date(2019, 12, 20), date(2019, 12, 30), PLAIN_2020) is Light.UNDETERMINED


def test_nothing_is_left_after_the_due_day() -> None:
    assert days_left(date(2020, 8, 10), date(2020, 8, 12), OFFICIAL) == 0


def test_every_light_has_its_word() -> None:
    assert set(LABELS) == set(Light)


@pytest.mark.parametrize(
    ("today", "warn", "expected"),
    [
        (date(2020, 8, 4), 3, Light.GREEN),  # four of five left
        (date(2020, 8, 5), 3, Light.YELLOW),
        (date(2020, 8, 7), 1, Light.YELLOW),
        (date(2020, 8, 6), 1, Light.GREEN),
        (date(2020, 8, 11), 3, Light.RED),
    ],
)
def test_an_item_may_warn_earlier_by_its_own_rule(today: date, warn: int, expected: Light) -> None:
    due = due_or_pending(START, Limit.parse("5 workday"), OFFICIAL)
    assert light(due, START, today, OFFICIAL, warn=warn) is expected
