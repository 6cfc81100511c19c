"""留痕: write events with the act they witness, and seal them in batches into a chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from django.db import connection, transaction

from bianmin.audit import chain
from bianmin.audit.chain import EventRow
from bianmin.audit.facts import hide_personal, plain
from bianmin.audit.models import Event, Seal
from bianmin.audit.sources import DatabaseSource
from bianmin.audit.unsealed import unsealed
from bianmin.ground import crypto
from bianmin.ground.copying import copy
from bianmin.ground.ids import new_id

BATCH = 5_000
MANY = 500
ONE_SEALER = 1_635_083_369  # the advisory lock's number


class Named(Protocol):
    """行为人: whoever acts, with what an event keeps of them."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Trace:
    """一条留痕: one event of many to be recorded together."""

    subject: str
    action: str
    unit: int
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def record(
    subject: str,
    action: str,
    *,
    unit: int,
    by: Named,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> Event:
    """留痕: write one event; it stands or falls with the transaction of the act itself."""
    (event,) = record_many([Trace(subject, action, unit, reason, facts)], by=by, at=at)
    return event


def record_many(traces: Iterable[Trace], *, by: Named, at: datetime) -> list[Event]:
    """留痕: write the events of one act on many subjects; thousands go in by COPY."""
    key_id = crypto.current_key_id()
    events = [_event(trace, by=by, at=at, key_id=key_id) for trace in traces]
    if len(events) < MANY:
        return Event.objects.bulk_create(events)
    copy(events, Event)
    return events


def seal_events(*, at: datetime, everything: bool = False) -> list[Seal]:
    """封存: seal every event that is in no seal yet, in batches, and return the new seals.

    A seal lists its events one by one, so an event that commits late is in no seal and goes into
    the next; `everything` looks for such events in all history, not only in the last two days.
    """
    seals: list[Seal] = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_SEALER])
        last = Seal.objects.order_by("-id").values_list("id", "head").first()
        number, head = (last[0], bytes(last[1])) if last else (0, chain.GENESIS)
        entries = unsealed(DatabaseSource(connection), everything=everything)
        while batch := list(islice(entries, BATCH)):
            number += 1
            row = chain.make_seal(number, at, batch, head)
            head = row.head
            seals.append(Seal(**row._asdict() | {"made_at": at}))
        Seal.objects.bulk_create(seals, batch_size=20)
    return seals


def _event(trace: Trace, *, by: Named, at: datetime, key_id: str) -> Event:
    facts = plain(dict(trace.facts))
    row = EventRow(
        id=new_id(),
        unit=trace.unit,
        at=chain.microseconds(at),
        subject=str(trace.subject),
        action=str(trace.action),
        by_user=by.user_id,
        by_person=by.person_id,
        by_name=hide_personal(str(by.name))[:40],
        reason=hide_personal(trace.reason),
        facts=facts,
        key_id=key_id,
        digest=b"",
    )
    return Event(**row._asdict() | {"at": at, "digest": chain.digest_of(row)})
