"""预约: into which half-hours a day is cut, how many each takes, and when one may check in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.clock import SHANGHAI

SLOT = timedelta(minutes=30)
EARLY = timedelta(minutes=60)  # before the slot one may check in
LATE = timedelta(minutes=15)  # after the slot it still counts as come in time
NOTICE = timedelta(minutes=30)  # a slot is booked so long before it begins, at the latest


class AppointmentState(StrEnum):
    """预约的状态."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    MISSED = "missed"


APPOINTMENT_STATES: Mapping[AppointmentState, str] = MappingProxyType(
    {
        AppointmentState.BOOKED: "已预约",
        AppointmentState.ARRIVED: "已到",
        AppointmentState.CANCELLED: "已取消",
        AppointmentState.CLOSED: "站点不办公，已取消",
        AppointmentState.MISSED: "没有来",
    }
)


def slots(day: date, spans: Iterable[tuple[time, time]]) -> Iterator[datetime]:
    """时段: when each half-hour begins that lies wholly within the opening hours."""
    for opens, closes in spans:
        begins = datetime.combine(day, opens, SHANGHAI)
        while begins + SLOT <= datetime.combine(day, closes, SHANGHAI):
            yield begins
            begins += SLOT


def capacity(windows: int, per_window: int) -> int:
    """可约人数: of one slot, by the windows that are manned then."""
    return max(windows, 0) * max(per_window, 0)


def is_in_time(starts_at: datetime, at: datetime) -> bool:
    """按时: whether who comes now still goes ahead as booked."""
    return at <= starts_at + SLOT + LATE
