"""办公时间: by season, noon break included; days of rest by the official calendar.

A site's own hours are JSON: `summer` and `winter` (working days), and `saturday` and `sunday` for
sites that also open then; each a list of `["08:30", "12:00"]`. What is left out is as the city's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import CalendarNotPublished, Invalid
from bianmin.rules.workdays import WorkCalendar

SUMMER_MONTHS = range(5, 10)  # 夏季: May to September
CITY_HOURS: Mapping[str, list[list[str]]] = {
    "summer": [["08:30", "12:00"], ["14:00", "17:30"]],
    "winter": [["08:30", "12:00"], ["13:30", "17:00"]],
}
"""全市默认: for a site without hours of its own."""

WEEKEND: Mapping[int, str] = {5: "saturday", 6: "sunday"}
KEYS = (*CITY_HOURS, *WEEKEND.values())
LONGEST_REST = 15  # days; no holiday is as long


@dataclass(frozen=True)
class Span:
    """时段: from opening to closing, local time."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


def season(day: date) -> str:
    """季节: summer or winter hours."""
    return "summer" if day.month in SUMMER_MONTHS else "winter"


def check(hours: Mapping[str, Any]) -> None:
    """核对: raise Invalid for hours that are not as above."""
    unknown = set(hours) - set(KEYS)
    if unknown:
        raise Invalid(f"办公时间只有夏季、冬季、周六、周日，不认识“{min(unknown)}”")
    for key in hours:
        try:
            spans = _spans(hours[key])
        except (TypeError, ValueError):
            raise Invalid('办公时间请写成 [["08:30", "12:00"], …]') from None
        if any(span.opens >= span.closes for span in spans) or any(
            one.closes > other.opens for one, other in pairwise(spans)
        ):
            raise Invalid("办公时间应先开后关，上午在前，互不重叠")


def normal_week(hours: Mapping[str, Any], of: str) -> tuple[tuple[Span, ...], ...]:
    """平常一周: the opening hours from Monday to Sunday in summer or winter, without holidays."""
    working = _spans(hours.get(of) or CITY_HOURS[of])
    weekend = tuple(_spans(hours.get(key, [])) for key in WEEKEND.values())
    return (working,) * (7 - len(weekend)) + weekend


Shut = Iterable[tuple[datetime, datetime]]
"""停止办公: from when to when a site is shut besides its days of rest."""


def hours_on(
    hours: Mapping[str, Any], day: date, calendar: WorkCalendar, shut: Shut = ()
) -> tuple[Span, ...]:
    """当日办公时间: when a site with these hours is open on a day; nothing on a day of rest.

    In a year whose calendar is not published the weekday decides.
    """
    if _is_workday(day, calendar):
        spans = _spans(hours.get(season(day)) or CITY_HOURS[season(day)])
    elif day in calendar.rest_days:
        return ()
    else:
        spans = _spans(hours.get(WEEKEND.get(day.weekday(), ""), []))
    return _without(spans, day, shut)


def _without(spans: Iterable[Span], day: date, shut: Shut) -> tuple[Span, ...]:
    """What is left of a day's hours when the site is shut for some of them."""
    left = list(spans)
    for starts_at, ends_at in shut:
        starts, ends = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
        if not starts.date() <= day <= ends.date():
            continue
        first = starts.time() if starts.date() == day else time.min
        last = ends.time() if ends.date() == day else time.max
        left = [piece for span in left for piece in _around(span, first, last)]
    return tuple(left)


def _around(span: Span, first: time, last: time) -> Iterator[Span]:
    """What of the span lies before and after a time of the same day."""
    if last <= span.opens or first >= span.closes:
        yield span
        return
    if span.opens < first:
        yield Span(span.opens, first)
    if last < span.closes:
        yield Span(last, span.closes)


def week_of(hours: Mapping[str, Any]) -> dict[str, tuple[Span, ...]]:
    """一周的办公时间: working days of both seasons, then Saturday and Sunday."""
    return {key: _spans(hours.get(key) or CITY_HOURS.get(key, [])) for key in KEYS}


def is_open(
    hours: Mapping[str, Any], at: datetime, calendar: WorkCalendar, shut: Shut = ()
) -> bool:
    """开门: tell whether a site with these hours is open at a moment."""
    local = at.astimezone(SHANGHAI)
    spans = hours_on(hours, local.date(), calendar, shut)
    return any(span.opens <= local.time() < span.closes for span in spans)


def next_opening(
    hours: Mapping[str, Any], at: datetime, calendar: WorkCalendar, shut: Shut = ()
) -> datetime | None:
    """下次开门: the next moment of opening after this one."""
    return next((moment for moment in _openings(hours, at, calendar, shut) if moment > at), None)


def _openings(
    hours: Mapping[str, Any], at: datetime, calendar: WorkCalendar, shut: Shut
) -> Iterator[datetime]:
    first = at.astimezone(SHANGHAI).date()
    for day in (first + timedelta(days=n) for n in range(LONGEST_REST)):
        for span in hours_on(hours, day, calendar, shut):
            yield datetime.combine(day, span.opens, SHANGHAI)


def _is_workday(day: date, calendar: WorkCalendar) -> bool:
    try:
        return calendar.is_workday(day)
    except CalendarNotPublished:
        return day.weekday() not in WEEKEND


def _spans(pairs: list[list[str]]) -> tuple[Span, ...]:
    return _read(tuple((a, b) for a, b in pairs))


@lru_cache(maxsize=512)
def _read(pairs: tuple[tuple[str, str], ...]) -> tuple[Span, ...]:
    """The spans as they are written; a city has few kinds of hours and reads them all day."""
    return tuple(Span(time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs)
