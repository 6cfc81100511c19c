"""`bianmin workdays` and `bianmin due`: the plan's examples, and a year nobody published."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import Error

from bianmin.accounts.actor import SYSTEM
from bianmin.calendars import notices
from bianmin.calendars.commands import publish_year
from bianmin.calendars.notices import Notice, Source
from bianmin.ops import calendar_in_force
from bianmin.ops.management.commands import due, workdays
from tests.make import MONDAY_9AM

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
LATER = max(notices.shipped()) + 1  # the first year that does not ship


def lines(capsys: Captured, *words: str) -> list[str]:
    call_command(*words)
    return capsys.readouterr().out.splitlines()


def refusal(capsys: Captured, *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        call_command(*words)
    assert left.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("month", "days"),
    [("2020-06", (23, 24, 28, 29, 30)), ("2020-09", (25, 27, 28, 29, 30))],
)
def test_the_last_five_working_days(capsys: Captured, month: str, days: tuple[int, ...]) -> None:
    assert lines(capsys, "workdays", month, "--last=5") == [f"{month}-{day}" for day in days]


def test_all_working_days_for_a_machine(capsys: Captured) -> None:
    (text,) = lines(capsys, "workdays", "2020-06", "--json")
    found = json.loads(text)
    assert (len(found), found[0]) == (21, "2020-06-01")


def test_a_limit_is_explained_day_by_day(capsys: Captured) -> None:
    said = lines(capsys, "due", "2020-09-25", "5")
    assert said[0] == "2020-10-09"
    assert said[2:5] == [
        "2020-09-25  周五  不计      起算日不计入（民法总则第二百零一条）",
        "2020-09-26  周六  不计      周末",
        "2020-09-27  周日  第 1 日   调休上班",
    ]
    assert said[-1] == "2020-10-09  周五  第 5 日   工作日"


def test_days_that_do_not_count_move_the_due_day(capsys: Captured) -> None:
    (text,) = lines(capsys, "due", "2020-09-25", "5", "--pause=2020-09-27..2020-09-28", "--json")
    found = json.loads(text)
    assert found["due_on"] == "2020-10-12"
    assert found["limit"] == {"amount": 5, "unit": "workday"}
    assert sum(day["counted"] for day in found["days"]) == 5


@pytest.mark.parametrize(("unit", "expected"), [("day", "2020-09-30"), ("month", "2021-02-25")])
def test_days_and_months(capsys: Captured, unit: str, expected: str) -> None:
    assert lines(capsys, "due", "2020-09-25", "5", f"--unit={unit}")[0] == expected


@pytest.mark.parametrize("words", [("due", f"{LATER - 1}-12-31", "3"), ("workdays", f"{LATER}-01")])
def test_a_year_that_is_not_published_is_refused(capsys: Captured, words: tuple[str, ...]) -> None:
    assert f"{LATER} 年放假安排尚未录入" in refusal(capsys, *words)


def test_a_year_that_was_published_here_counts(capsys: Captured) -> None:
    new_year = date(LATER, 1, 1)
    notice = Notice(LATER, "国务院办公厅", (Source("通知"),), {new_year: "元旦"}, {})
    publish_year(notice, by=SYSTEM, at=MONDAY_9AM)
    assert f"{LATER}-01-01" not in lines(capsys, "workdays", f"{LATER}-01")


def test_without_a_database_the_shipped_years_count(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable() -> Any:
        raise Error

    monkeypatch.setattr(calendar_in_force, "work_calendar", unreachable)
    assert calendar_in_force.calendar_in_force() == notices.shipped_calendar()


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (workdays.month, "2020-13", "请写成 2020-06"),
        (workdays.count, "0", "应为正整数"),
        (due.amount, "-1", "0 至 9999"),
        (due.pause, "2020-09-27", "2020-09-27..2020-09-28"),
        (due.pause, "2020-09-28..2020-09-27", "早于开始日"),
        (due.day, "25.9.2020", "请写成 2020-09-25"),
    ],
)
def test_what_cannot_be_read_is_told(read: Any, text: str, said: str) -> None:
    with pytest.raises(due.ArgumentTypeError, match=said):
        read(text)
