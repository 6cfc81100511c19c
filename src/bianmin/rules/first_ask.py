"""首问负责: whoever is asked first stays responsible until another has taken the matter over.

方案三（八）: 首问责任人要热情接待、专业指导、规范办事，不属于本岗位的，要帮助协调、服务到底.
An offer to somebody else changes nothing; only their taking it does.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.limits import Limit, Unit


class AskChannel(StrEnum):
    """来问的方式: stored as is."""

    VISIT = "visit"
    PHONE = "phone"
    NET = "net"


CHANNEL_LABELS: Mapping[AskChannel, str] = MappingProxyType(
    {AskChannel.VISIT: "上门问", AskChannel.PHONE: "电话问", AskChannel.NET: "网上问"}
)

NOTED = (AskChannel.VISIT, AskChannel.PHONE)
"""由工作人员记下的: a question on the net is written by whoever asks."""


class OfferEnd(StrEnum):
    """转办的结果: stored as is."""

    TAKEN = "taken"
    DECLINED = "declined"
    REPLACED = "replaced"  # offered to somebody else, or answered meanwhile


END_LABELS: Mapping[OfferEnd, str] = MappingProxyType(
    {OfferEnd.TAKEN: "已接手", OfferEnd.DECLINED: "没有接", OfferEnd.REPLACED: "不再转"}
)

ANSWER = Limit(3, Unit.WORKDAY)
"""答复期限: three working days, as the reply card has it; a hand-over starts no new clock."""
