"""进驻目录规则: modes of each tier, delegation with its document, and the 镇-村 linkage.

Every village entry answers to a township entry (实施方案三（四）：村站要对应乡镇中心进驻事项…建立
联动机制); certificates and the payment of bills are the village's own and answer to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import Invalid


class Tier(StrEnum):
    """层级: whose list an entry stands in."""

    TOWNSHIP = "township"
    VILLAGE = "village"


TIERS: Mapping[Tier, str] = MappingProxyType({Tier.TOWNSHIP: "镇目录", Tier.VILLAGE: "村目录"})


class EntryMode(StrEnum):
    """进驻方式: how a tier serves an item."""

    AGENT = "agent"
    ACCEPT = "accept"
    HANDLE = "handle"


MODES: Mapping[EntryMode, str] = MappingProxyType(
    {EntryMode.AGENT: "帮办代办", EntryMode.ACCEPT: "受理", EntryMode.HANDLE: "直接办理"}
)
MODES_OF: Mapping[Tier, tuple[EntryMode, ...]] = MappingProxyType(
    {
        Tier.TOWNSHIP: (EntryMode.ACCEPT, EntryMode.HANDLE),
        Tier.VILLAGE: (EntryMode.AGENT, EntryMode.ACCEPT, EntryMode.HANDLE),
    }
)


class Delegation(StrEnum):
    """赋权方式: by which act a lower body may handle (权力来源 2 下放 3 授权 5 委托)."""

    DEVOLVED = "devolved"
    ENTRUSTED = "entrusted"
    AUTHORISED = "authorised"


DELEGATIONS: Mapping[Delegation, str] = MappingProxyType(
    {Delegation.DEVOLVED: "下放", Delegation.ENTRUSTED: "委托", Delegation.AUTHORISED: "授权"}
)

AREAS = (
    "市场准入",
    "用地许可",
    "户籍管理",
    "养老保险",
    "医疗保险",
    "民政服务",
    "社会救助",
    "卫生健康服务",
    "就业创业服务",
    "退役军人事务",
    "老年人优待",
    "残疾人帮扶",
    "惠农政策落实",
    "法律顾问及纠纷调解",
    "开具证明",
    "水电气暖缴费",
)
"""领域: the fourteen areas of the plan's 三（四）, and what a village offers besides."""

STANDS_ALONE = frozenset(AREAS[14:])
"""村里自己的事: areas whose village entries need no township entry."""


class LinkFault(StrEnum):
    """断链: what is wrong between a village entry and the township entry it answers to."""

    GONE = "gone"
    CHANGED = "changed"


LINK_FAULTS: Mapping[LinkFault, str] = MappingProxyType(
    {
        LinkFault.GONE: "镇目录里已经没有这个事项",
        LinkFault.CHANGED: "镇里的进驻方式已经改变，村里还没有确认",
    }
)


def check_mode(tier: Tier, mode: str) -> EntryMode:
    """Return the mode, or raise Invalid with the modes that the tier has."""
    allowed = MODES_OF[tier]
    if mode not in {known.value for known in allowed}:
        words = "、".join(MODES[known] for known in allowed)
        raise Invalid("进驻方式不对", {"mode": f"{TIERS[tier]}的进驻方式只能是：{words}"})
    return EntryMode(mode)


def check_delegation(tier: Tier, kind: str, document: str) -> None:
    """赋权文号: only the township is given powers, and only by a document with a number."""
    if not kind and not document:
        return
    wrong: dict[str, str] = {}
    if tier is not Tier.TOWNSHIP:
        wrong["delegation"] = "赋权文号记在镇目录上"
    elif kind not in {known.value for known in Delegation}:
        wrong["delegation"] = "请选择下放、委托或授权"
    elif not document.strip():
        wrong["document"] = "请填写文号，没有文件不算赋权"
    if wrong:
        raise Invalid("赋权记录不完整", wrong)


def stands_alone(area: str) -> bool:
    """Return whether village entries of this area answer to no township entry."""
    return area in STANDS_ALONE


def in_plan_order(areas: Iterable[str]) -> list[str]:
    """按方案次序: the plan's areas first, as it names them, then any other."""
    places = {area: place for place, area in enumerate(AREAS)}
    return sorted(areas, key=lambda area: (places.get(area, len(AREAS)), area))


def link_fault(
    *, alone: bool, linked_is_current: bool, township_has_entry: bool
) -> LinkFault | None:
    """联动检查: None when the village entry answers to the township's present entry."""
    if alone or linked_is_current:
        return None
    return LinkFault.CHANGED if township_has_entry else LinkFault.GONE


def check_reason(reason: str, *, why: str) -> str:
    """理由: dropping and switching off are explained in words."""
    text = reason.strip()
    if len(text) < 4:
        raise Invalid(why, {"reason": f"{why}（至少 4 个字）"})
    return text
