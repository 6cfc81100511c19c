"""封存链: what is hashed, how, and in which order. Rows here are plain values from any source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from bianmin.ground import crypto

ENTRY = 8 + 32
GENESIS = bytes(32)
LATENESS = 2 * 86_400_000 << 22
"""迟到: two days in ids; an event committed later than that is sealed by the daily full pass."""

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class EventRow(NamedTuple):
    """留痕行: one event as stored; `at` in microseconds since 1970."""

    id: int
    unit: int
    at: int
    subject: str
    action: str
    by_user: int | None
    by_person: int | None
    by_name: str
    reason: str
    facts: Any
    key_id: str
    digest: bytes


class SealRow(NamedTuple):
    """封存行: one seal as stored; `made_at` in microseconds since 1970."""

    id: int
    made_at: int
    first_event: int
    last_event: int
    events: int
    members: bytes
    root: bytes
    head: bytes
    key_id: str


class Entry(NamedTuple):
    """封存项: what a seal remembers of one event."""

    id: int
    digest: bytes


def microseconds(at: datetime) -> int:
    """Return the moment as a whole number, the same however it is stored."""
    return (at - _START) // _MICROSECOND


def digest_of(row: EventRow) -> bytes:
    """摘要: return what only a holder of the row's key can compute for exactly this row."""
    return crypto.mac("audit event", _encode(row[:-1]).encode(), row.key_id)


def pack(entries: Iterable[Entry]) -> bytes:
    """Return the entries as a seal stores them."""
    return b"".join(entry.id.to_bytes(8, "big") + entry.digest for entry in entries)


def unpack(members: bytes) -> Iterator[Entry]:
    """Return the entries of a seal, by rising id whatever was stored."""
    starts = range(0, len(members) - ENTRY + 1, ENTRY)
    found = (members[start : start + ENTRY] for start in starts)
    return iter(sorted(Entry(int.from_bytes(one[:8], "big"), one[8:]) for one in found))


def root_of(members: bytes, key_id: str) -> bytes:
    """批次根: return the keyed digest of all entries of a batch."""
    return crypto.mac("audit root", members, key_id)


def head_of(seal: SealRow, before: bytes) -> bytes:
    """链头: return the keyed digest of a seal and, through the head before it, of all history."""
    facts = [
        *(seal.id, seal.made_at, seal.first_event, seal.last_event, seal.events),
        *(seal.root.hex(), before.hex(), seal.key_id),
    ]
    return crypto.mac("audit head", _encode(facts).encode(), seal.key_id)


def make_seal(number: int, made_at: datetime, entries: list[Entry], before: bytes) -> SealRow:
    """封存: return the next seal of the chain over these events."""
    key_id = crypto.current_key_id()
    members = pack(entries)
    seal = SealRow(
        id=number,
        made_at=microseconds(made_at),
        first_event=entries[0].id,
        last_event=entries[-1].id,
        events=len(entries),
        members=members,
        root=root_of(members, key_id),
        head=b"",
        key_id=key_id,
    )
    return seal._replace(head=head_of(seal, before))
