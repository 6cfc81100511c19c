"""答复单: what a window gives instead of a no (窗口无权否决).

不属于这里办的，亮指路牌；条件不符、材料不齐的，打明白纸；政策不明的，给答复卡，问清了再答复。
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.limits import Limit, Unit
from bianmin.rules.numbers import DocumentKind


class CardKind(StrEnum):
    """答复单种类: stored as is."""

    SIGNPOST = "signpost"
    PLAIN_SHEET = "plain_sheet"
    REPLY_CARD = "reply_card"


TITLES: Mapping[CardKind, str] = MappingProxyType(
    {
        CardKind.SIGNPOST: "指路牌",
        CardKind.PLAIN_SHEET: "明白纸",
        CardKind.REPLY_CARD: "答复卡",
    }
)

WORDS: Mapping[CardKind, DocumentKind] = MappingProxyType(
    {
        CardKind.SIGNPOST: DocumentKind.SIGNPOST,
        CardKind.PLAIN_SHEET: DocumentKind.PLAIN_SHEET,
        CardKind.REPLY_CARD: DocumentKind.REPLY_CARD,
    }
)

REPLY = Limit(3, Unit.WORKDAY)
"""答复期限: a question that the window could not answer is answered within three working days."""
