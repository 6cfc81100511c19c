"""计时: when a case is due, day by day, with pauses and one extension.

Counting starts on the next day, and a period that ends on a rest day ends on the next working
day (民法典 §201 to §203; until 2020 民法总则, same articles; before October 2017 民法通则 §154).
The limits of the licensing law are working days (行政许可法 §82).
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bianmin.rules.errors import CalendarNotPublished, ClockStopped, Invalid
from bianmin.rules.limits import IMMEDIATE, TELL_ONCE, Limit, Unit
from bianmin.rules.pauses import Clock, Pause, PauseKind, stopping
from bianmin.rules.workdays import WorkCalendar

# One door: callers of the clock find its words here too.
__all__ = [
    "IMMEDIATE",
    "PENDING",
    "SHANGHAI",
    "STOPPED",
    "TELL_ONCE",
    "Clock",
    "DayLine",
    "DueDay",
    "Dues",
    "Limit",
    "Pause",
    "PauseKind",
    "Unit",
    "deemed_accepted_on",
    "due_on",
    "due_or_pending",
    "dues",
    "explain",
    "local_day",
    "stopping",
    "tell_once_due",
]

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_GENERAL_RULES_FROM = date(2017, 10, 1)
_CIVIL_CODE_FROM = date(2021, 1, 1)


@dataclass(frozen=True)
class DayLine:
    """逐日: one day of the count, for the page and the command line."""

    day: date
    is_counted: bool
    ordinal: int  # how much of the limit, in its unit, has passed at the end of this day
    reason: str


@dataclass(frozen=True)
class DueDay:
    """到期日: a day, or the words that stand in its place."""

    on: date | None
    text: str


PENDING = DueDay(None, "待公布")
STOPPED = DueDay(None, "计时中止")


@dataclass(frozen=True)
class Dues:
    """两个到期日: the promise, by which lights burn, and the law's, a legal alarm."""

    promised: DueDay
    statutory: DueDay


def local_day(moment: date) -> date:
    """当地日: return the day in Shanghai of an aware moment; a plain day stays itself."""
    return _local(moment).date() if isinstance(moment, datetime) else moment


def due_on(
    start: date,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extension: Limit | None = None,
) -> date:
    """到期日: return the last day on which the case is still on time.

    ``start`` is a day or an aware moment; limits in hours need the moment. Every pause given
    counts: choose them with ``stopping``. Raises CalendarNotPublished when a needed year is
    unknown, ClockStopped when a pause is open, Invalid when hours lack their moment.
    """
    return explain(start, limit, calendar, pauses, extension)[-1].day


def due_or_pending(
    start: date,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extension: Limit | None = None,
) -> DueDay:
    """到期日或待公布: as ``due_on``; a case is never refused for want of a calendar."""
    try:
        day = due_on(start, limit, calendar, pauses, extension)
    except CalendarNotPublished:
        return PENDING
    except ClockStopped:
        return STOPPED
    return DueDay(day, day.isoformat())


def dues(
    start: date,
    promised: Limit,
    statutory: Limit,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extension: Limit | None = None,
) -> Dues:
    """两个到期日: run both clocks; each stops only for the pauses that stop it."""
    pauses = tuple(pauses)
    return Dues(
        due_or_pending(start, promised, calendar, stopping(pauses, Clock.PROMISED), extension),
        due_or_pending(start, statutory, calendar, stopping(pauses, Clock.STATUTORY), extension),
    )


def tell_once_due(arrived_on: date, calendar: WorkCalendar, pauses: Iterable[Pause] = ()) -> date:
    """告知到期日: return the last day for telling all that is missing (行政许可法 §32).

    ``arrived_on`` is the day the papers reached our system, read or not.
    """
    return due_on(arrived_on, TELL_ONCE, calendar, stopping(pauses, Clock.TELL_ONCE))


def deemed_accepted_on(
    arrived_on: date,
    today: date,
    calendar: WorkCalendar,
    *,
    is_licence: bool,
    pauses: Iterable[Pause] = (),
) -> date | None:
    """视为受理: return the day both clocks start from when nobody has spoken in time.

    None while there is still time, while the applicant is correcting, and for what is not a
    licence. The clocks start from the receipt of the papers (行政许可法 §32): the first, or
    after a correction the corrected ones. Raises CalendarNotPublished.
    """
    corrections = stopping(pauses, Clock.TELL_ONCE)
    if not is_licence or any(pause.ends_on is None for pause in corrections):
        return None
    if local_day(today) <= tell_once_due(arrived_on, calendar, corrections):
        return None
    return max([local_day(arrived_on), *(pause.ends_on for pause in corrections if pause.ends_on)])


def explain(
    start: date,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extension: Limit | None = None,
) -> tuple[DayLine, ...]:
    """逐日说明: return every day from the start to the due day, each with its reason.

    The last line is the due day. Raises what ``due_on`` raises.
    """
    pauses = tuple(pauses)
    if any(pause.ends_on is None for pause in pauses):
        raise ClockStopped("计时已中止，恢复后重新计算到期日")
    parts = _parts(limit, extension)
    if parts[0].unit is Unit.HOUR:
        lines = list(_hours(start, parts[0].amount, pauses))
    else:
        lines = [_first_line(local_day(start), parts[0])]
        for part in parts:
            lines.extend(_days(lines[-1], part, calendar, pauses))
    lines.extend(_roll(lines[-1].day, lines[-1].ordinal, calendar, pauses))
    return tuple(lines)


def _parts(limit: Limit, extension: Limit | None) -> tuple[Limit, ...]:
    """Join a limit and its extension: one sum if they share the unit, else one after the other."""
    if extension is None:
        return (limit,)
    if limit.unit is extension.unit:
        return (Limit(limit.amount + extension.amount, limit.unit),)
    if Unit.HOUR in (limit.unit, extension.unit):
        raise Invalid("按小时计算的时限只能按小时延长")
    return (limit, extension)


def _first_line(start: date, limit: Limit) -> DayLine:
    if limit.is_immediate:
        return DayLine(start, True, 0, "即办件，当日办结（行政许可法第三十四条）")
    return DayLine(start, False, 0, f"起算日不计入（{_law(start, '第二百零一条')}）")


def _days(
    last: DayLine, limit: Limit, calendar: WorkCalendar, pauses: tuple[Pause, ...]
) -> Iterator[DayLine]:
    """Count the days after ``last`` until the limit is used up."""
    day, counted = last.day, last.ordinal
    until = counted + _amount_in_days(last.day, limit)
    while counted < until:
        day += _DAY
        reason = _pause_reason(day, pauses)
        if reason:
            yield DayLine(day, False, counted, reason)
        elif limit.unit is not Unit.WORKDAY:
            counted += 1
            yield DayLine(day, True, counted, "自然日计入")
        else:
            is_counted = calendar.is_workday(day)
            counted += is_counted
            yield DayLine(day, is_counted, counted, calendar.reason(day))


def _amount_in_days(start: date, limit: Limit) -> int:
    """Return the limit in its days; months end on the corresponding day (民法典 §202)."""
    if limit.unit is not Unit.MONTH:
        return limit.amount
    years, month = divmod(start.month - 1 + limit.amount, 12)
    year, month = start.year + years, month + 1
    end = date(year, month, min(start.day, monthrange(year, month)[1]))
    return (end - start).days


def _hours(start: date, hours: int, pauses: tuple[Pause, ...]) -> Iterator[DayLine]:
    """Count hours from the moment itself (民法典 §201), day by day, skipping paused days."""
    if not isinstance(start, datetime):
        raise Invalid("按小时计算的时限需要起算的时刻")
    moment, left = _local(start), hours * _HOUR
    while left:
        day = moment.date()
        midnight = datetime.combine(day + _DAY, time.min)
        reason = _pause_reason(day, pauses)
        step = timedelta() if reason else min(left, midnight - moment)
        left -= step
        passed = hours - -(-left // _HOUR)
        yield DayLine(day, not reason, passed, reason or "按小时计入")
        moment = midnight


def _roll(
    day: date, ordinal: int, calendar: WorkCalendar, pauses: tuple[Pause, ...]
) -> Iterator[DayLine]:
    """Move a last day that is a rest day to the next working day (民法典 §203)."""
    while _pause_reason(day, pauses) or not calendar.is_workday(day):
        day += _DAY
        yield DayLine(day, False, ordinal, f"末日休息，顺延（{_law(day, '第二百零三条')}）")


def _pause_reason(day: date, pauses: tuple[Pause, ...]) -> str:
    return next((f"{pause.label}期间不计入" for pause in pauses if pause.covers(day)), "")


def _local(moment: datetime) -> datetime:
    """Return the wall clock in Shanghai, without zone; a moment without zone is taken as that."""
    return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).replace(tzinfo=None)


def _law(day: date, article: str) -> str:
    """Name the law in force on the day: the three say the same."""
    if day < _GENERAL_RULES_FROM:
        return "民法通则第一百五十四条"
    return f"{'民法总则' if day < _CIVIL_CODE_FROM else '民法典'}{article}"
