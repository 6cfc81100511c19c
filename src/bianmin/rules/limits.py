"""时限: an amount and a unit, and the limits that the law itself fixes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Self

from bianmin.rules.errors import Invalid
from bianmin.rules.verdict import Verdict, first_denial


class Unit(StrEnum):
    """单位: what a limit is counted in."""

    WORKDAY = "workday"
    DAY = "day"
    HOUR = "hour"
    MONTH = "month"


UNIT_LABELS: Mapping[Unit, str] = MappingProxyType(
    {
        Unit.WORKDAY: "个工作日",
        Unit.DAY: "日",
        Unit.HOUR: "小时",
        Unit.MONTH: "个月",
    }
)

_WORDS: Mapping[str, Unit] = MappingProxyType(
    {
        "workday": Unit.WORKDAY,
        "workdays": Unit.WORKDAY,
        "个工作日": Unit.WORKDAY,
        "工作日": Unit.WORKDAY,
        "day": Unit.DAY,
        "days": Unit.DAY,
        "个自然日": Unit.DAY,
        "自然日": Unit.DAY,
        "日": Unit.DAY,
        "天": Unit.DAY,
        "hour": Unit.HOUR,
        "hours": Unit.HOUR,
        "个小时": Unit.HOUR,
        "小时": Unit.HOUR,
        "month": Unit.MONTH,
        "months": Unit.MONTH,
        "个月": Unit.MONTH,
        "月": Unit.MONTH,
    }
)

# For comparing limits of different units only; never for counting a case's days.
_NATURAL_DAYS: Mapping[Unit, Fraction] = MappingProxyType(
    {
        Unit.WORKDAY: Fraction(7, 5),
        Unit.DAY: Fraction(1),
        Unit.HOUR: Fraction(1, 24),
        Unit.MONTH: Fraction(30),
    }
)


@dataclass(frozen=True)
class Limit:
    """时限: ``Limit(5, Unit.WORKDAY)``; zero working days means the same day (即办)."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0 or (self.amount == 0 and self.unit is not Unit.WORKDAY):
            raise Invalid("时限应为正整数；当日办结写作 0 个工作日")

    @classmethod
    def parse(cls, text: str) -> Self:
        """读取: read ``5 workday`` or ``5个工作日``; Invalid if it is neither."""
        found = re.fullmatch(r"\s*(\d{1,4})\s*(\S+)\s*", text)
        unit = _WORDS.get(found[2]) if found else None
        if not found or not unit:
            raise Invalid(f"看不懂的时限“{text}”，请写成“5 workday”或“5个工作日”")
        return cls(int(found[1]), unit)

    @property
    def is_immediate(self) -> bool:
        """即办: due on the working day on which it came."""
        return self.amount == 0

    @property
    def natural_days(self) -> Fraction:
        """折合自然日: for comparing limits only, never for counting a case's days."""
        return self.amount * _NATURAL_DAYS[self.unit]

    def __str__(self) -> str:
        return "当日" if self.is_immediate else f"{self.amount}{UNIT_LABELS[self.unit]}"


IMMEDIATE = Limit(0, Unit.WORKDAY)
"""即办件: done on the spot (行政许可法 §34)."""

DECIDE_REFUSAL = Limit(1, Unit.WORKDAY)
"""否决决定: a proposed refusal is decided within a working day (窗口无权否决)."""
TELL_ONCE = Limit(5, Unit.WORKDAY)
"""一次性告知: tell everything that is missing within five days (行政许可法 §32, §82)."""

PRE_REVIEW = Limit(1, Unit.WORKDAY)
"""预审: our own promise to look at what came in online."""

LICENCE = Limit(20, Unit.WORKDAY)
"""许可决定: twenty days from acceptance (行政许可法 §42, §82)."""

LICENCE_EXTENSION = Limit(10, Unit.WORKDAY)
"""延长: once, by ten days at most (行政许可法 §42)."""

JOINT_LICENCE = Limit(45, Unit.WORKDAY)
"""统一、联合、集中办理: forty-five days (行政许可法 §42)."""

JOINT_EXTENSION = Limit(15, Unit.WORKDAY)
"""联办延长: once, by fifteen days at most (行政许可法 §42)."""

DELIVERY = Limit(10, Unit.WORKDAY)
"""颁发送达: ten days from the decision (行政许可法 §44)."""


def is_longer(one: Limit, other: Limit) -> bool:
    """更长: compare two limits; different units by their usual length in natural days."""
    if one.unit is other.unit:
        return one.amount > other.amount
    return one.natural_days > other.natural_days


def may_promise(promised: Limit, statutory: Limit) -> Verdict:
    """可承诺: a promise must not be longer than the law allows."""
    return first_denial(
        (
            not is_longer(promised, statutory),
            f"承诺时限（{promised}）不能长于法定时限（{statutory}）",
        ),
    )


def may_extend(extension: Limit, *, extended_before: bool, joint: bool = False) -> Verdict:
    """可延长: once only, and by no more than the law allows (行政许可法 §42)."""
    most = JOINT_EXTENSION if joint else LICENCE_EXTENSION
    return first_denial(
        (not extended_before, "审批时限只能延长一次"),
        (not is_longer(extension, most), f"延长不得超过{most}"),
    )
