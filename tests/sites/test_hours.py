"""Opening hours: seasons, noon, weekends, make-up days, a year without a calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from bianmin.calendars.notices import shipped_calendar
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Invalid
from bianmin.sites import hours

SATURDAYS = {"saturday": [["09:00", "11:30"]]}
OWN: dict[str, Any] = {"summer": [["07:30", "11:30"]], **SATURDAYS}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told(own: dict[str, Any], day: str) -> list[str]:
    return [str(s) for s in hours.hours_on(own, date.fromisoformat(day), shipped_calendar())]


@pytest.mark.parametrize(
    ("own", "day", "spans"),
    [
        ({}, "2020-06-30", ["08:30–12:00", "14:00–17:30"]),  # summer
        ({}, "2020-10-09", ["08:30–12:00", "13:30–17:00"]),  # winter
        ({}, "2020-06-28", ["08:30–12:00", "14:00–17:30"]),  # a Sunday that is worked
        ({}, "2020-06-25", []),  # 端午
        ({}, "2020-07-04", []),  # Saturday
        (SATURDAYS, "2020-07-04", ["09:00–11:30"]),
        (SATURDAYS, "2020-07-05", []),
        (SATURDAYS, "2020-10-03", []),  # a Saturday of 国庆节
        (SATURDAYS, "2020-10-10", ["08:30–12:00", "13:30–17:00"]),  # a Saturday that is worked
        (OWN, "2020-06-30", ["07:30–11:30"]),
        (OWN, "2020-12-01", ["08:30–12:00", "13:30–17:00"]),  # no winter hours of its own
        ({}, "2027-01-04", ["08:30–12:00", "13:30–17:00"]),  # not published: a Monday
        ({}, "2027-01-03", []),
    ],
)
def test_hours_of_a_day(own: dict[str, Any], day: str, spans: list[str]) -> None:
    assert told(own, day) == spans


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2020-06-30T08:29", False),
        ("2020-06-30T08:30", True),
        ("2020-06-30T12:00", False),
        ("2020-06-30T13:59", False),
        ("2020-06-30T17:29", True),
        ("2020-06-30T17:30", False),
        ("2020-06-25T10:00", False),
    ],
)
def test_open_now(at: str, is_open: bool) -> None:
    assert hours.is_open({}, moment(at), shipped_calendar()) == is_open


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2020-06-30T08:00", "2020-06-30T08:30"),
        ("2020-06-30T12:30", "2020-06-30T14:00"),
        ("2020-06-30T18:00", "2020-07-01T08:30"),
        ("2020-09-30T18:00", "2020-10-09T08:30"),  # after 国庆节
    ],
)
def test_next_opening(at: str, opens: str) -> None:
    assert hours.next_opening({}, moment(at), shipped_calendar()) == moment(opens)


@pytest.mark.parametrize(
    ("own", "complaint"),
    [
        ({"spring": []}, "不认识“spring”"),
        ({"summer": "08:30"}, "请写成"),
        ({"summer": [["8点", "12点"]]}, "请写成"),
        ({"summer": [["08:30"]]}, "请写成"),
        ({"summer": 5}, "请写成"),
        ({"summer": [["12:00", "08:30"]]}, "先开后关"),
        ({"summer": [["14:00", "17:00"], ["08:30", "12:00"]]}, "先开后关"),
        ({"summer": [["08:30", "12:00"], ["11:00", "17:00"]]}, "先开后关"),
    ],
)
def test_wrong_hours_are_refused(own: dict[str, Any], complaint: str) -> None:
    with pytest.raises(Invalid, match=complaint):
        hours.check(own)


def test_right_hours_pass() -> None:
    hours.check(OWN)
    hours.check(dict(hours.CITY_HOURS))
    hours.check({})
