"""核对: find every row of a trail that is not as it was written, and name it.

Each event carries a digest by a key outside the database; each seal lists its events with their
digests and continues the chain of keyed heads. A head kept elsewhere shows a cut tail, and a
chain made anew even by somebody who has the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bianmin.audit import chain
from bianmin.audit.chain import LATENESS, Entry, EventRow, SealRow
from bianmin.audit.heads import Head
from bianmin.audit.sources import Source
from bianmin.audit.unsealed import remembered
from bianmin.ground.crypto import CannotOpen

MOST = 1_000


@dataclass(frozen=True)
class Finding:
    """异常: one row that is not as it was written."""

    row: str  # "event 123" or "seal 4"
    what: str

    def __str__(self) -> str:
        return f"{self.row}：{self.what}"


@dataclass
class Report:
    """核对结果: how much was read, and what was found; at most a thousand findings are kept."""

    events: int = 0
    unsealed: int = 0
    seals: int = 0
    head: str = ""
    faults: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.faults

    def add(self, row: str, what: str) -> None:
        self.faults += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(row, what))


@dataclass(frozen=True)
class _Reach:
    """What the seals say of themselves: number and first event of each, and the last event."""

    seals: list[tuple[int, int]]
    last_event: int


def verify(source: Source, heads: Iterable[Head] = ()) -> Report:
    """核对: read the whole trail once and report every row that was changed, removed or added."""
    report = Report()
    reach = _verify_seals(source.seals(), list(heads), report)
    _verify_events(source, reach, report)
    return report


def _verify_seals(seals: Iterator[SealRow], heads: list[Head], report: Report) -> _Reach:
    kept = {head.seal: {one.head for one in heads if one.seal == head.seal} for head in heads}
    before: bytes | None = chain.GENESIS
    found: list[tuple[int, int]] = []
    last = last_event = 0
    for seal in seals:
        if seal.id <= last:
            report.add(f"seal {seal.id}", "次序颠倒或重复")
            continue
        for gone in range(last + 1, min(seal.id, last + 1 + MOST)):
            report.add(f"seal {gone}", "已被删除")
            before = None
        _verify_seal(seal, before, kept.pop(seal.id, set()), report)
        before, last = seal.head, seal.id
        entries = list(chain.unpack(seal.members))
        if entries:
            found.append((seal.id, entries[0].id))
            last_event = max(last_event, entries[-1].id)
        report.seals, report.head = report.seals + 1, seal.head.hex()
    for number in kept:
        report.add(f"seal {number}", "留存的链头在此链中不存在：链尾被截断")
    return _Reach(found, last_event)


def _verify_seal(seal: SealRow, before: bytes | None, kept: set[str], report: Report) -> None:
    """Check one seal by itself, against the one before it, and against a head kept elsewhere."""
    try:
        root = chain.root_of(seal.members, seal.key_id)
        head = chain.head_of(seal, before) if before is not None else seal.head
    except CannotOpen:
        report.add(f"seal {seal.id}", "所用密钥不在密钥文件中")
        return
    if root != seal.root:
        report.add(f"seal {seal.id}", "封存的事件清单被改动")
    if head != seal.head:
        report.add(f"seal {seal.id}", "封存内容被改动，或不接在前一条之后")
    if kept - {seal.head.hex()}:
        report.add(f"seal {seal.id}", "与留存的链头不同：整条链被重做")


def _verify_events(source: Source, reach: _Reach, report: Report) -> None:
    """Walk events and seals side by side: each sealed event is there, unchanged, and only once."""
    sealed = remembered(reach.seals, source.members)
    known = next(sealed, None)
    last = -1
    for row in source.events():
        report.events += 1
        _verify_event(row, report)
        if row.id <= last:
            report.add(f"event {row.id}", "次序颠倒或重复")
            continue
        last = row.id
        while known and known[0].id < row.id:
            _missing(known, report)
            known = next(sealed, None)
        if known and known[0].id == row.id:
            if known[0].digest != row.digest:
                report.add(f"event {row.id}", f"与第 {known[1]} 次封存时不同")
            known = next(sealed, None)
            continue
        report.unsealed += 1
        if row.id < reach.last_event - LATENESS:
            report.add(f"event {row.id}", "插在早已封存的事件之间")
    while known:
        _missing(known, report)
        known = next(sealed, None)


def _missing(known: tuple[Entry, int], report: Report) -> None:
    entry, seal = known
    report.add(f"event {entry.id}", f"已被删除（第 {seal} 次封存时还在）")


def _verify_event(row: EventRow, report: Report) -> None:
    try:
        digest = chain.digest_of(row)
    except CannotOpen:
        report.add(f"event {row.id}", "所用密钥不在密钥文件中")
        return
    if digest != row.digest:
        report.add(f"event {row.id}", "内容被改动")
