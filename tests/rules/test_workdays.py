from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.errors import CalendarNotPublished, Invalid
from bianmin.rules.workdays import WorkCalendar
from tests.rules.calendars import FORGOTTEN_MAKEUP_DAY, OFFICIAL, SEEDED, YEARS, days


def every_day() -> list[date]:
    first, last = date(min(YEARS), 1, 1), date(max(YEARS), 12, 31)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("day", "is_workday", "reason"),
    [
        (date(2020, 9, 25), True, "工作日"),
        (date(2020, 9, 26), False, "周末"),
        (date(2020, 9, 27), True, "调休上班"),
        (date(2020, 10, 1), False, "法定节假日或放假调休"),
        (date(2020, 10, 10), True, "调休上班"),
        (date(2026, 2, 14), True, "调休上班"),
        (date(2026, 2, 23), False, "法定节假日或放假调休"),
    ],
)
def test_the_notice_corrects_the_week(day: date, is_workday: bool, reason: str) -> None:
    assert OFFICIAL.is_workday(day) is is_workday
    assert OFFICIAL.reason(day) == reason


@pytest.mark.parametrize(
    ("year", "month", "expected"),
    [(2020, 6, [23, 24, 28, 29, 30]), (2020, 9, [25, 27, 28, 29, 30])],
)
def test_the_last_five_workdays_of_a_month(year: int, month: int, expected: list[int]) -> None:
    assert [day.day for day in OFFICIAL.last_workdays(year, month, 5)] == expected


def test_a_month_has_only_its_own_workdays() -> None:
    whole = OFFICIAL.last_workdays(2020, 2, 99)

    assert (whole[0], whole[-1], len(whole)) == (date(2020, 2, 3), date(2020, 2, 28), 20)
    assert OFFICIAL.last_workdays(2020, 12, 1) == (date(2020, 12, 31),)


def test_the_number_of_workdays_a_year() -> None:
    counted = {
        year: len(OFFICIAL.workdays_in(date(year - 1, 12, 31), date(year, 12, 31)))
        for year in range(2020, 2027)
    }

    assert counted == {
        2020: 249,
        2021: 250,
        2022: 249,
        2023: 249,
        2024: 251,
        2025: 248,
        2026: 248,
    }


def test_a_year_without_its_notice_is_refused() -> None:
    with pytest.raises(CalendarNotPublished, match="2027 年放假安排尚未录入"):
        OFFICIAL.is_workday(date(2027, 1, 4))
    with pytest.raises(CalendarNotPublished):
        OFFICIAL.next_workday(date(2026, 12, 31))


def test_a_day_cannot_be_both() -> None:
    with pytest.raises(Invalid, match="2020-10-10"):
        WorkCalendar(YEARS, frozenset({date(2020, 10, 10)}), frozenset({date(2020, 10, 10)}))


def test_next_and_same_or_next() -> None:
    assert OFFICIAL.next_workday(date(2020, 9, 30)) == date(2020, 10, 9)
    assert OFFICIAL.workday_from(date(2020, 9, 30)) == date(2020, 9, 30)
    assert OFFICIAL.workday_from(date(2020, 10, 1)) == date(2020, 10, 9)


def test_the_two_packages_differ_on_one_day_only_and_the_notice_decides() -> None:
    other = holidays.country_holidays("CN", years=sorted(YEARS))

    differ = [
        day for day in every_day() if chinese_calendar.is_workday(day) != other.is_working_day(day)
    ]

    assert differ == [FORGOTTEN_MAKEUP_DAY]
    assert OFFICIAL.is_workday(FORGOTTEN_MAKEUP_DAY)
    assert all(OFFICIAL.is_workday(day) == other.is_working_day(day) for day in every_day())


@SEEDED
@given(days, st.integers(0, 120))
def test_the_days_between_are_those_a_walk_finds(after: date, length: int) -> None:
    until = after + timedelta(days=length)
    walked, day = [], after
    while day < until:
        day += timedelta(days=1)
        if OFFICIAL.is_workday(day):
            walked.append(day)

    assert list(OFFICIAL.workdays_in(after, until)) == walked
    assert OFFICIAL.workdays_in(until, after) == ()
