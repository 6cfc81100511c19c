"""法律顾问: when counsel is on duty, which half-hours that gives, and what comes of a talk.

方案三（四）: 法律顾问及纠纷调解进驻乡镇（街道）便民服务中心. Counsel advises
and decides nothing; what was told stays confidential (律师法 §38).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules import booking
from bianmin.rules.verdict import Verdict, first_denial

SUMMER_MONTHS = range(5, 10)  # 夏季: May to September, as the opening hours
DAYS_AHEAD = 14
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


class DutySeason(StrEnum):
    """值班季节: stored as is."""

    ALL = "all"
    SUMMER = "summer"
    WINTER = "winter"


SEASON_LABELS: Mapping[DutySeason, str] = MappingProxyType(
    {
        DutySeason.ALL: "全年",
        DutySeason.SUMMER: "夏季（5–9月）",
        DutySeason.WINTER: "冬季（10–4月）",
    }
)


class ConsultationState(StrEnum):
    """咨询的状态: stored as is."""

    BOOKED = "booked"
    KEPT = "kept"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    MISSED = "missed"


CONSULTATION_STATES: Mapping[ConsultationState, str] = MappingProxyType(
    {
        ConsultationState.BOOKED: "已约好",
        ConsultationState.KEPT: "已咨询",
        ConsultationState.CANCELLED: "已取消",
        ConsultationState.CLOSED: "顾问不值班，已取消",
        ConsultationState.MISSED: "没有来",
    }
)
HELD = (ConsultationState.BOOKED.value, ConsultationState.KEPT.value)
"""占着时段的: nobody else has the half-hour."""


class Advice(StrEnum):
    """咨询的结果: stored as is."""

    ANSWERED = "answered"
    MEDIATION = "mediation"
    LEGAL_AID = "legal_aid"
    COURT = "court"
    AGAIN = "again"


ADVICE_LABELS: Mapping[Advice, str] = MappingProxyType(
    {
        Advice.ANSWERED: "当场解答清楚",
        Advice.MEDIATION: "建议申请人民调解",
        Advice.LEGAL_AID: "引导申请法律援助",
        Advice.COURT: "建议仲裁、诉讼或找主管部门",
        Advice.AGAIN: "还要带材料再来",
    }
)


@dataclass(frozen=True)
class Duty:
    """一班: a span of one weekday (0 is Monday) in one season."""

    season: DutySeason
    weekday: int
    opens: time
    closes: time

    def falls_on(self, day: date) -> bool:
        """Tell whether the duty is held on this day, holidays apart."""
        in_summer = day.month in SUMMER_MONTHS
        of = DutySeason.SUMMER if in_summer else DutySeason.WINTER
        return day.weekday() == self.weekday and self.season in (DutySeason.ALL, of)


def may_be_duty(duty: Duty, others: Iterable[Duty]) -> Verdict:
    """值班时间: at least one half-hour, and none that stands there already."""
    clash = any(
        duty.weekday == other.weekday
        and (duty.season == other.season or DutySeason.ALL in (duty.season, other.season))
        and duty.opens < other.closes
        and other.opens < duty.closes
        for other in others
    )
    length = datetime.combine(date.min, duty.closes) - datetime.combine(date.min, duty.opens)
    return first_denial(
        (length >= booking.SLOT, "下班要比上班晚半小时以上"),
        (not clash, "和已经有的值班时间重叠"),
    )


def duty_slots(
    day: date, duties: Iterable[Duty], open_hours: Iterable[tuple[time, time]]
) -> Iterator[datetime]:
    """可约时段: the half-hours of that day's duty that lie within the centre's hours."""
    hours = list(open_hours)
    mine = sorted(
        ((duty.opens, duty.closes) for duty in duties if duty.falls_on(day)), key=lambda s: s[0]
    )
    both = (
        (max(opens, start), min(closes, end))
        for opens, closes in mine
        for start, end in hours
        if max(opens, start) < min(closes, end)
    )
    yield from booking.slots(day, both)
