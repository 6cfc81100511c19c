"""归档: what the file of a case holds, in order, and how long it is kept.

The order follows the case: application, materials, notices, decision, delivery (事项电子文件归档,
GB/T 42727-2023). The period is the one after which the personal data are erased, so the list never
promises more than the erasing leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Invalid
from bianmin.rules.retention import RETENTIONS, Record

MOST_PAGES = 2000


class Part(StrEnum):
    """卷内部分: the parts of a file in the order in which they lie in it."""

    APPLICATION = "application"
    MATERIALS = "materials"
    NOTICES = "notices"
    DECISION = "decision"
    DELIVERY = "delivery"


PARTS: Mapping[Part, str] = MappingProxyType(
    {
        Part.APPLICATION: "申请",
        Part.MATERIALS: "材料",
        Part.NOTICES: "告知",
        Part.DECISION: "决定",
        Part.DELIVERY: "送达",
    }
)

_OF_NOTICE: Mapping[NoticeKind, Part] = MappingProxyType(
    {
        NoticeKind.RECEIPT: Part.APPLICATION,
        NoticeKind.DEFERRED: Part.APPLICATION,
        NoticeKind.COMMITTED: Part.APPLICATION,
        NoticeKind.GRANTED: Part.DECISION,
        NoticeKind.DENIED: Part.DECISION,
        NoticeKind.COMPLETED: Part.DECISION,
        NoticeKind.DELIVERED: Part.DELIVERY,
    }
)


@dataclass(frozen=True)
class Entry:
    """一条: one thing in the file; pages are None where nobody counted them."""

    part: Part
    title: str
    number: str = ""  # of a document
    day: str = ""  # as 2026-03-02
    pages: int | None = None


def part_of(kind: NoticeKind) -> Part:
    """Return the part of the file in which a notice of this kind lies."""
    return _OF_NOTICE.get(kind, Part.NOTICES)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """排序: by part; within a part by day, then as they came."""
    order = list(Part)
    return sorted(entries, key=lambda entry: (order.index(entry.part), entry.day))


def pages_of(entries: Iterable[Entry]) -> int | None:
    """已知页数: the sum where every entry was counted; None when one is unknown."""
    counted = [entry.pages for entry in entries]
    known = [pages for pages in counted if pages is not None]
    return sum(known) if counted and len(known) == len(counted) else None


def check_pages(pages: int | None) -> int | None:
    """纸质页数: as counted by whoever binds the file; blank where it is electronic alone."""
    if pages is not None and not 1 <= pages <= MOST_PAGES:
        raise Invalid("页数不对", {"pages": f"页数应在 1 到 {MOST_PAGES} 之间，没有纸质件就留空"})
    return pages


def kept_words() -> str:
    """保管期限: how long, in words, and on what ground."""
    kept = RETENTIONS[Record.PERSON]
    years = "永久" if kept.keeps is None else f"定期 {kept.keeps.days // 365} 年"
    return f"{years}，{kept.ground}"
