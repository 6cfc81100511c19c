"""发布规则: two persons publish, from a day on; what a change record does to an item.

The directory is kept dynamically (实施方案三（四）): items are added, changed, paused and cancelled
by records with a reason, never by hand. The counties follow within the days that the plan gave
them: the city's directory by mid-June, the township lists by the end of June.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import Verdict, first_denial

DAYS_TO_ADOPT = 15
LONGEST_AHEAD = 366  # days


class ChangeKind(StrEnum):
    """变更种类: what one record of an edition does to one item."""

    ADD = "add"
    CHANGE = "change"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


LABELS: Mapping[ChangeKind, str] = MappingProxyType(
    {
        ChangeKind.ADD: "新增",
        ChangeKind.CHANGE: "调整",
        ChangeKind.PAUSE: "暂停",
        ChangeKind.RESUME: "恢复",
        ChangeKind.CANCEL: "取消",
    }
)


class Standing(StrEnum):
    """事项状态: 1 在用 2 暂停 3 取消, and not in the directory at all."""

    ABSENT = "absent"
    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"


STANDINGS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.ABSENT: "不在目录内",
        Standing.ACTIVE: "在用",
        Standing.PAUSED: "暂停",
        Standing.CANCELLED: "已取消",
    }
)

OUTCOMES: Mapping[tuple[Standing, ChangeKind], Standing] = MappingProxyType(
    {
        (Standing.ABSENT, ChangeKind.ADD): Standing.ACTIVE,
        (Standing.ACTIVE, ChangeKind.CHANGE): Standing.ACTIVE,
        (Standing.ACTIVE, ChangeKind.PAUSE): Standing.PAUSED,
        (Standing.PAUSED, ChangeKind.RESUME): Standing.ACTIVE,
        (Standing.ACTIVE, ChangeKind.CANCEL): Standing.CANCELLED,
        (Standing.PAUSED, ChangeKind.CANCEL): Standing.CANCELLED,
    }
)
"""A cancelled item stays cancelled: what comes back is a new item with a code of its own."""


def after(standing: Standing, kind: ChangeKind) -> Standing:
    """变更之后: the standing that a change leads to. Raise Invalid when it does not fit."""
    try:
        return OUTCOMES[standing, kind]
    except KeyError:
        raise Invalid(
            f"{STANDINGS[standing]}的事项不能{LABELS[kind]}",
            {"kind": f"{STANDINGS[standing]}的事项不能{LABELS[kind]}"},
        ) from None


def may_be_second(first: int | None, second: int | None) -> Verdict:
    """双人发布: the one who publishes is not the person who sent it, whatever the account."""
    return first_denial((first is None or first != second, "送发人和发布人不能是同一个人"))


def check_effective(effective_on: date, *, today: date, last: date | None = None) -> None:
    """生效日期: from today on, and not before that of the edition before."""
    if effective_on < today:
        wrong = "生效日期不能早于今天，请改期后重新送发"
    elif last is not None and effective_on < last:
        wrong = f"生效日期不能早于上一版（{last:%Y-%m-%d}）"
    elif (effective_on - today).days > LONGEST_AHEAD:
        wrong = "生效日期最远一年"
    else:
        return
    raise Invalid(wrong, {"effective_on": wrong})


def adopt_by(effective_on: date) -> date:
    """采纳期限: how long a county has, when the city names no other day."""
    return effective_on + timedelta(days=DAYS_TO_ADOPT)


def check_adopt_by(day: date, *, effective_on: date) -> None:
    if day < effective_on:
        raise Invalid("采纳期限太早", {"adopt_by": "各县的采纳期限不能早于生效日期"})


def check_has_changes(changes: int) -> None:
    """An edition without any change says nothing."""
    if not changes:
        raise Conflict("这一版还没有变更记录，请先添加")
