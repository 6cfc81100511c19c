"""环节: 受理 → 审查 → 决定, each with whoever has it and, where the item says so, a day of its own.

A link's limit is the office's own (内部时限), in working days: it tells a colleague and the head
where a case is held up. It never changes the promised day nor the law's, and nothing happens by
itself when it has passed. The applicant's time and what stops the promise do not count in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bianmin.rules.lifecycle import State
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.scenarios import tree_of

MOST_WORKDAYS = 90


class LinkKind(StrEnum):
    """环节种类: stored as is, in the guides and with the cases."""

    ACCEPT = "accept"
    REVIEW = "review"
    DECIDE = "decide"


LABELS: Mapping[LinkKind, str] = MappingProxyType(
    {LinkKind.ACCEPT: "受理", LinkKind.REVIEW: "审查", LinkKind.DECIDE: "决定"}
)

AT: Mapping[State, LinkKind] = MappingProxyType(
    {
        State.SUBMITTED: LinkKind.ACCEPT,
        State.RECEIVED: LinkKind.ACCEPT,
        State.ACCEPTED: LinkKind.REVIEW,
        State.REVIEW: LinkKind.REVIEW,
        State.REVIEW_CORRECTION: LinkKind.REVIEW,  # stopped, and goes on where it was
        State.FORWARDED: LinkKind.DECIDE,
        State.GRANTED: LinkKind.DECIDE,
        State.DENIED: LinkKind.DECIDE,
    }
)
"""在哪一环: which link has a case; none while the applicant mends, and when it is over.

决定 begins with the outcome of the review (转报、准予、不予批准) and ends when it is written down.
"""


def at(state: State) -> LinkKind | None:
    """在哪一环: the link that has a case in this state."""
    return AT.get(state)


def begins(before: State, after: State) -> bool:
    """换环: whether a move hands the case to another link, whose days begin then."""
    return at(after) is not at(before)


def limit_of(guide: Mapping[str, Any], link: LinkKind) -> Limit | None:
    """环节时限: the working days that the item's version gives a link; None where it gives none."""
    days = (guide.get("link_limits") or {}).get(link.value)
    return Limit(int(days), Unit.WORKDAY) if days else None


def faults(guide: Mapping[str, Any]) -> dict[str, str]:
    """查环节时限: link → what is wrong with its days; empty when the guide may have them."""
    told = guide.get("link_limits") or {}
    wrong = {key: "环节只有受理、审查、决定" for key in told if key not in set(LinkKind)} | {
        key: f"环节时限填 1 到 {MOST_WORKDAYS} 个工作日"
        for key, days in told.items()
        if not isinstance(days, int) or not 1 <= days <= MOST_WORKDAYS
    }
    if wrong:
        return wrong
    least = min(_promises(guide), default=MOST_WORKDAYS)
    after = sum(told.get(link.value, 0) for link in (LinkKind.REVIEW, LinkKind.DECIDE))
    if after > least:
        said = f"审查和决定加起来 {after} 个工作日，超过了承诺的 {least} 个工作日"
        return {(LinkKind.DECIDE if LinkKind.DECIDE in told else LinkKind.REVIEW).value: said}
    if told.get(LinkKind.ACCEPT.value, 0) > ACCEPT_WORKDAYS:
        return {
            LinkKind.ACCEPT.value: f"受理最多 {ACCEPT_WORKDAYS} 个工作日（行政许可法第三十二条）"
        }
    return {}


def _promises(guide: Mapping[str, Any]) -> list[int]:
    """The promises in working days: the item's, and those of its scenarios."""
    tree = tree_of(guide)
    own = [leaf.own.get("promised_limit") for leaf in tree.leaves] if tree else []
    told = [limit for limit in (guide.get("promised_limit"), *own) if limit]
    return [int(limit["amount"]) for limit in told if limit.get("unit") == Unit.WORKDAY]


ACCEPT_WORKDAYS = 5
"""受理: what is missing is told within five working days (行政许可法 §32)."""
