"""The shipped years: what they say, and that two independent sources say the same."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from bianmin.calendars import loader, notices
from bianmin.rules.errors import CalendarNotPublished, Invalid

GIVEN = Path(__file__).parents[3] / "shared" / "data" / "cn_holidays_2015_2026.csv"


def test_the_years_are_2004_to_2026() -> None:
    assert set(notices.shipped()) == set(range(2004, 2027))
    assert set(loader.ADDRESSES) == set(notices.shipped())


@pytest.mark.parametrize("year", sorted(notices.shipped()))
def test_the_files_are_what_the_loader_writes(year: int) -> None:
    assert notices.shipped()[year] == loader.notice_for(year)


def test_a_second_source_agrees_on_every_day() -> None:
    calendar = notices.shipped_calendar()
    other = holidays.country_holidays("CN", years=range(2004, 2027))
    day, different = date(2004, 1, 1), []
    while day.year < 2027:
        if calendar.is_workday(day) != other.is_working_day(day):
            different.append(day)
        day += timedelta(days=1)
    assert different == []


def test_the_loader_adds_the_one_day_that_its_package_leaves_out() -> None:
    notice = notices.shipped()[2006]
    assert notice.makeup[date(2005, 12, 31)] == "元旦"
    assert notices.shipped_calendar().is_workday(date(2005, 12, 31))


@pytest.mark.parametrize(
    ("year", "workdays"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_working_days_of_a_year(year: int, workdays: int) -> None:
    calendar = notices.shipped_calendar()
    assert len(calendar.workdays_in(date(year - 1, 12, 31), date(year, 12, 31))) == workdays


def test_the_longer_holiday_of_2020_is_in() -> None:
    assert date(2020, 1, 31) in notices.shipped()[2020].rest
    assert "延长2020年春节假期" in notices.shipped()[2020].source


def test_2027_is_not_published() -> None:
    with pytest.raises(CalendarNotPublished, match="2027 年"):
        notices.shipped_calendar().is_workday(date(2027, 1, 4))


@pytest.mark.skipif(not GIVEN.exists(), reason="the trial data is not here")
def test_the_trial_data_agrees() -> None:
    calendar = notices.shipped_calendar()
    with GIVEN.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            assert calendar.is_workday(day) == (row["off_or_work"] == "班"), day


def test_a_file_reads_back_as_it_was_written() -> None:
    notice = notices.shipped()[2020]
    assert notices.parse(notices.to_json(notice)) == notice


def changed(**changes: object) -> str:
    content = json.loads(notices.to_json(notices.shipped()[2020]))
    return json.dumps(content | changes)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "不是放假安排文件"),
        ("{", "不是放假安排文件"),
        ("{}", "不是放假安排文件"),
        (changed(rest={"2020-01-01": "元旦"}), "与其校验码不符"),
        (changed(rest={"2020-13-01": "元旦"}), "不是放假安排文件"),
        (changed(rest={"2021-01-01": "元旦"}, digest=None), "2021-01-01 不属于 2020 年"),
        (changed(rest={}, digest=None), "没有放假日"),
        (changed(rest={"2020-01-19": "春节"}, digest=None), "不能既是放假日又是调休上班日"),
        (changed(makeup={"2020-01-19": "春" * 21}, digest=None), "不能超过 20 个字"),
        (changed(sources=[{"title": "长" * 301}], digest=None), "不能超过 300 个字"),
    ],
)
def test_a_wrong_file_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(Invalid, match=complaint):
        notices.parse(text)


def test_a_file_without_a_digest_is_taken() -> None:
    assert notices.parse(changed(digest=None)) == notices.shipped()[2020]
