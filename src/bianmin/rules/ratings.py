"""好差评: five levels; the last two are poor (国办发〔2019〕51号)."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum
from types import MappingProxyType

from bianmin.rules.clock import due_on
from bianmin.rules.errors import Invalid
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.workdays import WorkCalendar


class Satisfaction(IntEnum):
    """满意度: GB/T 39046 A.8, 1 is best; the provincial push counts the other way."""

    VERY_SATISFIED = 1
    SATISFIED = 2
    MOSTLY_SATISFIED = 3
    DISSATISFIED = 4
    VERY_DISSATISFIED = 5

    @property
    def is_poor(self) -> bool:
        """差评: the last two levels."""
        return self >= Satisfaction.DISSATISFIED

    @property
    def pushed(self) -> int:
        """推送值: the same level where 5 is best."""
        return 6 - self


LABELS: Mapping[Satisfaction, str] = MappingProxyType(
    {
        Satisfaction.VERY_SATISFIED: "非常满意",
        Satisfaction.SATISFIED: "满意",
        Satisfaction.MOSTLY_SATISFIED: "基本满意",
        Satisfaction.DISSATISFIED: "不满意",
        Satisfaction.VERY_DISSATISFIED: "非常不满意",
    }
)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "slow": "办得慢，等得久",
        "trips": "来回跑，没有一次说清",
        "attitude": "态度不好",
        "skill": "业务不熟，说法不一样",
        "guide": "要的材料和指南上不一样",
        "charge": "收了不该收的钱",
        "page": "网上、手机上不好用",
    }
)
"""差评原因: what may be named for a poor rating; the same list everywhere, changed by release."""

ON_SITE = Limit(5, Unit.WORKDAY)
"""补评: who did not rate on the spot may do so within five working days (鲁政办发〔2020〕10号)."""

ONLINE_DAYS = 30
"""网上评价: natural days; our own setting."""


def from_pushed(value: int) -> Satisfaction:
    """推送值: read a level where 5 is best; Invalid outside 1 to 5."""
    if not 1 <= value <= 5:
        raise Invalid("评价应为 1 到 5")
    return Satisfaction(6 - value)


def may_rate_on_site(served_on: date, today: date, calendar: WorkCalendar) -> bool:
    """现场一次一评: open from the service day until five working days later.

    Raises CalendarNotPublished.
    """
    return served_on <= today <= due_on(served_on, ON_SITE, calendar)


def may_rate_online(completed_on: date, today: date) -> bool:
    """网上一事一评: open from completion for thirty natural days."""
    return completed_on <= today <= completed_on + timedelta(days=ONLINE_DAYS)
