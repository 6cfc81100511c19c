"""工作日: which days count, by the State Council's yearly notices (放假与调休)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from bianmin.rules.errors import CalendarNotPublished, Invalid

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """工作日历: Monday to Friday, corrected by the published rest days and make-up days.

    A notice may also move days of the December before its year, so the last days of the
    last published year stay provisional until the next notice comes.
    """

    years: frozenset[int]
    rest_days: frozenset[date]
    makeup_days: frozenset[date]

    def __post_init__(self) -> None:
        both = self.rest_days & self.makeup_days
        if both:
            raise Invalid(f"{min(both)} 不能既是放假日又是调休上班日")

    def is_workday(self, day: date) -> bool:
        """工作日: tell whether the day counts; CalendarNotPublished if its year is unknown."""
        if day.year not in self.years:
            raise CalendarNotPublished(day.year)
        if day in self.makeup_days:
            return True
        return day.weekday() < _SATURDAY and day not in self.rest_days

    def reason(self, day: date) -> str:
        """理由: say in Chinese what kind of day it is; CalendarNotPublished as above."""
        if self.is_workday(day):
            return "调休上班" if day in self.makeup_days else "工作日"
        return "法定节假日或放假调休" if day in self.rest_days else "周末"

    def workdays_after(self, day: date) -> Iterator[date]:
        """往后的工作日: yield the working days that follow, without end."""
        while True:
            day += _DAY
            if self.is_workday(day):
                yield day

    def next_workday(self, day: date) -> date:
        """下一个工作日: return the first working day after the given day."""
        return next(self.workdays_after(day))

    def workday_from(self, day: date) -> date:
        """当日或顺延: return the day itself if it is a working day, else the next one."""
        return day if self.is_workday(day) else self.next_workday(day)

    def workdays_in(self, after: date, until: date) -> tuple[date, ...]:
        """其间工作日: return the working days later than ``after``, up to and with ``until``."""
        days = (after + n * _DAY for n in range(1, (until - after).days + 1))
        return tuple(filter(self.is_workday, days))

    def last_workdays(self, year: int, month: int, count: int) -> tuple[date, ...]:
        """月末工作日: return the last working days of a month in order (实施方案四（三）)."""
        days = _backwards_through(year, month)
        return tuple(reversed(list(islice(filter(self.is_workday, days), count))))


def _backwards_through(year: int, month: int) -> Iterable[date]:
    first = date(year, month, 1)
    day = (first + timedelta(days=31)).replace(day=1)  # the first of the next month
    while day > first:
        day -= _DAY
        yield day
