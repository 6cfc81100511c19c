"""工作日历: the calendar in force, made of the years that ship and the years published here."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest

from bianmin.calendars import notices
from bianmin.calendars.models import CalendarDay, CalendarYear
from bianmin.calendars.notices import Notice, Source
from bianmin.ground import crypto
from bianmin.ground.remembered import Remembered
from bianmin.rules.workdays import WorkCalendar

PURPOSE = "calendar"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """已发布: the years in the database that fit their signatures, and those that do not."""

    years: Mapping[int, Notice]
    damaged: frozenset[int]


def work_calendar() -> WorkCalendar:
    """工作日历: the one calendar that every date is counted by; kept for a few seconds.

    A year published here stands in place of the shipped one. A year that no longer fits its
    signature counts as not published: its dates are 待公布 until somebody imports it again.
    """
    return _work_calendar()


def published() -> Published:
    """已发布: read every year of the database and verify it."""
    days: dict[int, list[CalendarDay]] = defaultdict(list)
    for day in CalendarDay.objects.all():
        days[day.year_id].append(day)
    years: dict[int, Notice] = {}
    damaged: set[int] = set()
    for row in CalendarYear.objects.all():
        notice = _notice_of(row, days.pop(row.year, []))
        if fits(row, notice):
            years[row.year] = notice
        else:
            damaged.add(row.year)
    return Published(years, frozenset(damaged))


def damaged_years() -> frozenset[int]:
    """被改动的年度: years whose rows were changed by hand."""
    return published().damaged


def last_year() -> int:
    """最后公布的年度: the newest year that dates can be counted in."""
    return max(work_calendar().years)


def name_of(day: date) -> str:
    """节日名: what the notice calls this day; empty when it names it nothing."""
    for notice in (
        _published().years.get(year) or notices.shipped().get(year)
        for year in (day.year, day.year + 1)
    ):
        found = notice and (notice.rest.get(day) or notice.makeup.get(day))
        if found:
            return found
    return ""


def fits(row: CalendarYear, notice: Notice) -> bool:
    """Tell whether the row's signature is of this notice."""
    try:
        made = crypto.mac(PURPOSE, notices.canonical(notice), row.key_id)
    except crypto.CannotOpen:
        return False
    return compare_digest(made, bytes(row.signature))


def forget() -> None:
    """Read the calendar again the next time: a year has just been published."""
    _published.forget()
    _work_calendar.forget()


def _notice_of(row: CalendarYear, days: list[CalendarDay]) -> Notice:
    return Notice(
        year=row.year,
        published_by=row.published_by,
        sources=(Source(row.source),),
        rest={day.day: day.name for day in days if not day.is_workday},
        makeup={day.day: day.name for day in days if day.is_workday},
    )


def _put_together() -> WorkCalendar:
    found = _published()
    if found.damaged:
        log.error("calendar years changed by hand: %s", sorted(found.damaged))
    years = {**notices.shipped(), **found.years}
    return notices.calendar_of(
        notice for year, notice in years.items() if year not in found.damaged
    )


_published = Remembered(published)
_work_calendar = Remembered(_put_together)
