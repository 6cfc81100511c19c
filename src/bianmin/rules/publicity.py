"""公示: what a village may read and say before a decision; whom it names, and for how long.

Names are masked; numbers, addresses and reasons are never shown. A decision waits for the last
day and for every objection to be heard (社会救助审核确认规范: 公示期 7 天).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

LEAST_DAYS, MOST_DAYS = 1, 30


class InquiryKind(StrEnum):
    """核查记录种类: stored as is."""

    HOUSEHOLD = "household"
    MEETING = "meeting"
    SITE = "site"


INQUIRY_LABELS: Mapping[InquiryKind, str] = MappingProxyType(
    {
        InquiryKind.HOUSEHOLD: "入户核查",
        InquiryKind.MEETING: "民主评议",
        InquiryKind.SITE: "现场踏勘",
    }
)

LEAST_PRESENT = 2
"""至少两人: nobody visits a household, or judges a neighbour, alone."""


def days_wanted(guide: Mapping[str, Any]) -> int:
    """公示几天: natural days that the item's version wants; 0 where it wants none."""
    return int(guide.get("publicity_days", 0))
