"""红黄灯: how close a case is to its promised day."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from bianmin.rules.clock import DueDay
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.pauses import Pause
from bianmin.rules.workdays import WorkCalendar


class Light(StrEnum):
    """灯: stored as is."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNDETERMINED = "undetermined"


LABELS: Mapping[Light, str] = MappingProxyType(
    {
        Light.GREEN: "正常",
        Light.YELLOW: "临期",
        Light.RED: "超期",
        Light.UNDETERMINED: "未定",
    }
)

YELLOW_WORKDAYS = 1
YELLOW_SHARE = Fraction(1, 5)


def days_left(due: date, today: date, calendar: WorkCalendar, pauses: Iterable[Pause] = ()) -> int:
    """剩余天数: count the working days after today, up to and with the due day.

    0 on the due day, and 0 when it has passed. Paused days are not counted. Raises
    CalendarNotPublished.
    """
    pauses = tuple(pauses)
    days = calendar.workdays_in(today, due)
    return sum(not any(pause.covers(day) for pause in pauses) for day in days)


def light(
    due: DueDay,
    start: date,
    today: date,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    *,
    warn: int | None = None,
) -> Light:
    """灯: red after the due day; yellow from one working day or a fifth of them left.

    `warn` is the item's own rule: yellow from so many working days left.
    Undetermined while the due day itself is (待公布, 计时中止) or its days are not known.
    """
    if due.on is None:
        return Light.UNDETERMINED
    if today > due.on:
        return Light.RED
    pauses = tuple(pauses)
    try:
        left = days_left(due.on, today, calendar, pauses)
        whole = days_left(due.on, start, calendar, pauses)
    except CalendarNotPublished:
        return Light.UNDETERMINED
    if warn is not None:
        return Light.YELLOW if left <= warn else Light.GREEN
    is_close = left <= YELLOW_WORKDAYS or left <= YELLOW_SHARE * whole
    return Light.YELLOW if is_close else Light.GREEN
