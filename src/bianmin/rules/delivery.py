"""送达: in which ways a result comes to its applicant, and when it has come.

A licence is handed over within ten working days of the decision (行政许可法 §44). What the
administrative law leaves open follows the service of documents in civil procedure (民事诉讼法
§87, §88, §90, §91): a return slip for every delivery, signed by whoever receives, with the day; the
day of the carrier's slip for post; electronic only by consent. We are stricter there: not the
sending counts but the opening, so nobody is served by silence. An electronic result is as good as
paper (国务院令716号).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.clock import due_or_pending
from bianmin.rules.errors import Invalid
from bianmin.rules.limits import DELIVERY
from bianmin.rules.workdays import WorkCalendar


class Mode(StrEnum):
    """送达方式: at the window, by post, by the village's agent, or opened on the net."""

    PICKUP = "pickup"
    POST = "post"
    AGENT = "agent"
    ELECTRONIC = "electronic"


LABELS: Mapping[Mode, str] = MappingProxyType(
    {
        Mode.PICKUP: "到窗口领取",
        Mode.POST: "邮寄",
        Mode.AGENT: "代办员送达",
        Mode.ELECTRONIC: "电子送达",
    }
)
"""送达方式: the official word, for staff and on the return slip."""

WISHES: Mapping[Mode, str] = MappingProxyType(
    {
        Mode.PICKUP: "我到窗口领",
        Mode.POST: "寄给我",
        Mode.AGENT: "村代办员送到家",
        Mode.ELECTRONIC: "在网上看，不要纸的",
    }
)
"""百姓话: the same, as the applicant chooses it."""

READY_WORDS: Mapping[Mode, str] = MappingProxyType(
    {
        Mode.PICKUP: "办完了，可以领取结果",
        Mode.POST: "办完了，就寄给您",
        Mode.AGENT: "办完了，代办员会送到家",
        Mode.ELECTRONIC: "办完了，请打开结果",
    }
)
"""百姓话: of a result that waits to be given, by the way that was chosen."""

SENT_WORDS: Mapping[Mode, str] = MappingProxyType(
    {Mode.POST: "办完了，已经寄出", Mode.AGENT: "办完了，代办员正给您送来"}
)
"""百姓话: of a result that is on its way."""

SENT = frozenset({Mode.POST, Mode.AGENT})
"""在路上: what leaves the office before it is delivered, and may come back."""

LONGEST_WALK = 60
"""往回看: natural days that ten working days never reach, whatever the holidays."""

HIMSELF = "本人"
"""本人: how a clerk writes the applicant's own name."""

_POST_NUMBER = re.compile(r"[0-9A-Z]{8,20}")


def mode_of(text: str) -> Mode:
    """Return the mode of this word; Invalid for any other."""
    if text not in set(Mode):
        raise Invalid("请选择送达方式", {"mode": "请选择送达方式"})
    return Mode(text)


def check_choice(mode: Mode, address: str) -> str:
    """选送达方式: post needs to know where; return the address that is kept, blank for the rest."""
    if mode is not Mode.POST:
        return ""
    if len(address.strip()) < 6:
        raise Invalid("邮寄要写详细地址", {"address": "写到门牌号，邮递员才能找到"})
    return address.strip()


def check_receiver(receiver: str, mandate: str, *, applicant: str) -> tuple[str, str]:
    """签收人: the applicant, or somebody else by the words of their mandate (民事诉讼法 §88).

    Return the name and the words that are kept, no words when the applicant signed; Invalid
    without them. An erased applicant can be compared with nobody, so the words are asked for.
    """
    name = receiver.strip()
    if not name:
        raise Invalid("请写签收人", {"receiver": "请写签收人的姓名"})
    if applicant and name in (applicant, HIMSELF):
        return applicant, ""
    if len(mandate.strip()) < 2:
        told = "不是申请人本人签收，写明与本人的关系和凭什么代收"
        raise Invalid(told, {"mandate": told})
    return name, mandate.strip()


def check_day(day: date, *, ready: date, today: date, name: str = "on") -> date:
    """签收日: not before the result was ready, and not in the future."""
    if day > today:
        raise Invalid("日子还没到", {name: "日子还没到"})
    if day < ready:
        told = f"不能早于办结的那天（{ready:%Y-%m-%d}）"
        raise Invalid(told, {name: told})
    return day


def post_number(text: str) -> str:
    """邮件号: the carrier's number without spaces; Invalid for what no carrier would print."""
    number = re.sub(r"[\s-]", "", text).upper()
    if not _POST_NUMBER.fullmatch(number):
        raise Invalid("邮件号不对", {"post_number": "照快递单抄，8 到 20 位字母或数字"})
    return number


def decided_before(today: date, calendar: WorkCalendar) -> date:
    """超期线: what was decided before this day should have been delivered by now.

    The limit grows with the day of the decision, so one day parts the late from the others. A day
    whose limit cannot be counted yet (待公布) is never late.
    """
    for back in range(DELIVERY.amount, LONGEST_WALK):
        day = today - timedelta(days=back)
        limit = due_or_pending(day, DELIVERY, calendar).on
        if limit is not None and limit < today:
            return day + timedelta(days=1)
    return today - timedelta(days=LONGEST_WALK)
