from datetime import date

import pytest

from bianmin.rules.errors import Invalid
from bianmin.rules.ratings import (
    LABELS,
    Satisfaction,
    from_pushed,
    may_rate_on_site,
    may_rate_online,
)
from tests.rules.calendars import OFFICIAL


@pytest.mark.parametrize(
    ("level", "label", "is_poor", "pushed"),
    [
        (1, "非常满意", False, 5),
        (2, "满意", False, 4),
        (3, "基本满意", False, 3),
        (4, "不满意", True, 2),
        (5, "非常不满意", True, 1),
    ],
)
def test_five_levels(level: int, label: str, is_poor: bool, pushed: int) -> None:
    satisfaction = Satisfaction(level)

    assert LABELS[satisfaction] == label
    assert satisfaction.is_poor is is_poor
    assert satisfaction.pushed == pushed
    assert from_pushed(pushed) is satisfaction


@pytest.mark.parametrize("value", [0, 6])
def test_other_levels_are_refused(value: int) -> None:
    with pytest.raises(Invalid):
        from_pushed(value)


@pytest.mark.parametrize(
    ("today", "allowed"),
    [
        (date(2020, 9, 24), False),
        (date(2020, 9, 25), True),
        (date(2020, 10, 9), True),
        (date(2020, 10, 10), False),
    ],
)
def test_on_site_within_five_workdays(today: date, allowed: bool) -> None:
    assert may_rate_on_site(date(2020, 9, 25), today, OFFICIAL) is allowed


@pytest.mark.parametrize(
    ("today", "allowed"),
    [
        (date(2020, 8, 31), False),
        (date(2020, 9, 1), True),
        (date(2020, 10, 1), True),
        (date(2020, 10, 2), False),
    ],
)
def test_online_within_thirty_days(today: date, allowed: bool) -> None:
    assert may_rate_online(date(2020, 9, 1), today) is allowed
