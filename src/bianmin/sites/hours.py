"""办公时间: by season, noon break included; working days of the official calendar only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.workdays import WorkCalendar

SUMMER_MONTHS = range(5, 10)  # 夏季: May to September
CITY_HOURS: Mapping[str, list[list[str]]] = {
    "summer": [["08:30", "12:00"], ["14:00", "17:30"]],
    "winter": [["08:30", "12:00"], ["13:30", "17:00"]],
}
"""全市默认: for a site without hours of its own; a site may add "saturday"."""


@dataclass(frozen=True)
class Span:
    """时段: from opening to closing, local time."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


def season(day: date) -> str:
    return "summer" if day.month in SUMMER_MONTHS else "winter"


def hours_on(hours: Mapping[str, Any], day: date, calendar: WorkCalendar) -> tuple[Span, ...]:
    """Return when a site with these hours is open on a day; nothing on a day of rest.

    In a year whose calendar is not published the weekday decides.
    """
    if _is_workday(day, calendar):
        return _spans(hours.get(season(day)) or CITY_HOURS[season(day)])
    if day.weekday() == 5:
        return _spans(hours.get("saturday", []))
    return ()


def is_open(hours: Mapping[str, Any], at: datetime, calendar: WorkCalendar) -> bool:
    """Say whether a site with these hours is open at a moment."""
    local = at.astimezone(SHANGHAI)
    spans = hours_on(hours, local.date(), calendar)
    return any(span.opens <= local.time() < span.closes for span in spans)


def _is_workday(day: date, calendar: WorkCalendar) -> bool:
    try:
        return calendar.is_workday(day)
    except CalendarNotPublished:
        return day.weekday() < 5


def _spans(pairs: list[list[str]]) -> tuple[Span, ...]:
    return tuple(Span(time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs)
