"""查办理过程: 环节时限, 公示 and 承诺 of a guide, so far as they can hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bianmin.rules import links
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.lint_findings import Finding, Rule
from bianmin.rules.publicity import LEAST_DAYS, MOST_DAYS, days_wanted
from bianmin.rules.undertakings import NEED_DEFERRABLE


def process_findings(guide: Mapping[str, Any]) -> Iterator[Finding]:
    """查办理过程: what could not be kept."""
    for key, sentence in links.faults(guide).items():
        name = links.LABELS[links.LinkKind(key)] if key in set(links.LinkKind) else key
        yield Finding(Rule.LINK_LIMITS, f"{name}环节", sentence)
    yield from _publicity(guide)
    for material in guide.get("materials", ()):
        yield from _undertaking(material)


def _publicity(guide: Mapping[str, Any]) -> Iterator[Finding]:
    days = days_wanted(guide)
    if not days:
        return
    if not LEAST_DAYS <= days <= MOST_DAYS:
        yield Finding(Rule.PUBLICITY, "公示", f"公示填 {LEAST_DAYS} 到 {MOST_DAYS} 天")
    elif guide.get("case_kind") == "immediate":
        yield Finding(Rule.PUBLICITY, "公示", "即办件当场办结，公示不了")
    elif (promised := _promised(guide)) is not None and days >= promised.natural_days:
        told = f"公示 {days} 天，承诺{promised}，公示完就来不及了（公示不停计时）"
        yield Finding(Rule.PUBLICITY, "公示", told)


def _undertaking(material: Mapping[str, Any]) -> Iterator[Finding]:
    place = f"材料“{material.get('name', '')}”"
    if material.get("commitment") and material.get("shared"):
        yield Finding(Rule.UNDERTAKING, place, "系统能查到，不用承诺")
    elif material.get("commitment") and material.get("need") == NEED_DEFERRABLE:
        yield Finding(Rule.UNDERTAKING, place, "告知承诺和容缺后补只能选一样")


def _promised(guide: Mapping[str, Any]) -> Limit | None:
    told = guide.get("promised_limit")
    return Limit(int(told["amount"]), Unit(told["unit"])) if told else None
