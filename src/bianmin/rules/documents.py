"""文书: what the law wants in writing, by which word it is numbered and what it is called.

行政许可法 §32 (receipt of papers, tell once, acceptance, refusal: with the date and the seal), §38
(decision, with reasons and remedies), §45 (special procedures are told in writing).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.numbers import DocumentKind


class NoticeKind(StrEnum):
    """告知种类: what a case's notice says."""

    RECEIPT = "receipt"
    RETURNED = "returned"
    TELL_ONCE = "tell_once"
    CORRECTION = "correction"
    ACCEPTED = "accepted"
    DEEMED_ACCEPTED = "deemed_accepted"
    NOT_ACCEPTED = "not_accepted"
    DEFERRED = "deferred"
    COMMITTED = "committed"
    PAUSED = "paused"
    EXTENDED = "extended"
    GRANTED = "granted"
    DENIED = "denied"
    COMPLETED = "completed"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


WORDS: Mapping[NoticeKind, DocumentKind] = MappingProxyType(
    {
        NoticeKind.RECEIPT: DocumentKind.RECEIPT,
        NoticeKind.RETURNED: DocumentKind.TELL_ONCE,
        NoticeKind.TELL_ONCE: DocumentKind.TELL_ONCE,
        NoticeKind.CORRECTION: DocumentKind.CORRECTION,
        NoticeKind.ACCEPTED: DocumentKind.ACCEPTANCE,
        NoticeKind.DEEMED_ACCEPTED: DocumentKind.ACCEPTANCE,
        NoticeKind.NOT_ACCEPTED: DocumentKind.NOT_ACCEPTED,
        NoticeKind.DEFERRED: DocumentKind.DEFERRAL,
        NoticeKind.COMMITTED: DocumentKind.COMMITMENT,
        NoticeKind.PAUSED: DocumentKind.SPECIAL_PROCEDURE,
        NoticeKind.EXTENDED: DocumentKind.EXTENSION,
        NoticeKind.GRANTED: DocumentKind.GRANT,
        NoticeKind.DENIED: DocumentKind.DENIAL,
        NoticeKind.COMPLETED: DocumentKind.COMPLETION,
        NoticeKind.DELIVERED: DocumentKind.DELIVERY,
        NoticeKind.WITHDRAWN: DocumentKind.WITHDRAWAL,
        NoticeKind.CLOSED: DocumentKind.CLOSURE,
    }
)
"""文种: the word in the number; a return is a tell-once slip and counts as one."""

TITLES: Mapping[NoticeKind, str] = MappingProxyType(
    {
        NoticeKind.RECEIPT: "收件凭证",
        NoticeKind.RETURNED: "一次性告知书",
        NoticeKind.TELL_ONCE: "一次性告知书",
        NoticeKind.CORRECTION: "补正通知书",
        NoticeKind.ACCEPTED: "受理通知书",
        NoticeKind.DEEMED_ACCEPTED: "受理通知书",
        NoticeKind.NOT_ACCEPTED: "不予受理通知书",
        NoticeKind.DEFERRED: "容缺受理承诺书",
        NoticeKind.COMMITTED: "告知承诺书",
        NoticeKind.PAUSED: "特别程序告知书",
        NoticeKind.EXTENDED: "延长办理期限告知书",
        NoticeKind.GRANTED: "准予决定书",
        NoticeKind.DENIED: "不予批准决定书",
        NoticeKind.COMPLETED: "办结通知书",
        NoticeKind.DELIVERED: "送达回证",
        NoticeKind.WITHDRAWN: "撤回申请通知书",
        NoticeKind.CLOSED: "终止办理通知书",
    }
)

SLIPS = frozenset({NoticeKind.RETURNED, NoticeKind.TELL_ONCE, NoticeKind.CORRECTION})
"""要补的清单: the notices that list what is missing."""

AGAINST = frozenset({NoticeKind.NOT_ACCEPTED, NoticeKind.DENIED})
"""不利的: the notices that must name the remedies."""

REVIEW_DAYS = 60
"""行政复议: natural days from the day one is told (行政复议法 §20)."""

LAWSUIT_MONTHS = 6
"""行政诉讼: months from the day one is told (行政诉讼法 §46)."""


def remedies(county: str) -> str:
    """救济: where and until when whoever disagrees may turn; the county's government and court."""
    return (
        f"如不服本决定，可以自收到之日起 {REVIEW_DAYS} 日内向{county}人民政府申请行政复议，"
        f"也可以自收到之日起 {LAWSUIT_MONTHS} 个月内依法向{county}人民法院提起行政诉讼。"
    )
