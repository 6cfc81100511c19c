"""留痕核对: tamper with a copied database at random; each time the row must be found and named.

The administrator of the database is the attacker: he has removed the triggers of the copy. He
has no key, but for the last way: there he has it too, and only a head kept elsewhere tells.
"""

from __future__ import annotations

import hmac
import os
import random
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
from django.conf import settings
from django.db import connections
from psycopg.types.json import Jsonb
from tests import server

from bianmin.audit import chain, commands, queries
from bianmin.audit.chain import Entry, EventRow, SealRow
from bianmin.audit.heads import Head
from bianmin.audit.models import Event, Seal
from bianmin.audit.sources import DatabaseSource
from bianmin.ground import crypto

FULL = 10_000
START = datetime(2020, 9, 25, 1, tzinfo=UTC)
CLEAN_EVERY = 50
EVENTS = 240
UNSEALED = 5


@dataclass(frozen=True)
class Clerk:
    user_id: int | None
    person_id: int | None
    name: str


@dataclass
class Copy:
    """A copied trail under attack: its rows as they were, and a connection without triggers."""

    connection: psycopg.Connection[Any]
    events: list[EventRow]
    seals: list[SealRow]
    dice: random.Random

    @property
    def sealed(self) -> list[EventRow]:
        return self.events[:-UNSEALED]

    def do(self, statement: str, *values: Any) -> None:
        self.connection.execute(statement.encode(), values)

    def moment(self, microseconds: int) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


Names = set[str]
"""The rows of which at least one must be named."""


def run(*, seed: int, n: int) -> dict[str, Any]:
    """Tamper `n` times; return what was tried, found and named, and the negative controls."""
    with own_keys(), own_database() as name:
        write_trail(random.Random(seed))
        head = queries.newest_head()
        assert head is not None
        with copied(name, seed) as copy:
            return attack(copy, [head], n)


def attack(copy: Copy, heads: list[Head], n: int) -> dict[str, Any]:
    tried, found, named = Counter[str](), Counter[str](), Counter[str]()
    alarms = cleans = 0
    missed: list[str] = []
    started = time.monotonic()
    for turn in range(n):
        if turn % CLEAN_EVERY == 0:
            cleans += 1
            alarms += not queries.verify(copy.connection, heads).is_clean
        way = copy.dice.choice(WAYS)
        with copy.connection.transaction(force_rollback=True):
            names = way(copy)
            report = queries.verify(copy.connection, heads)
        tried[way.__name__] += 1
        found[way.__name__] += not report.is_clean
        hit = bool(names & {finding.row for finding in report.findings})
        named[way.__name__] += hit
        if not hit:
            missed.append(f"{way.__name__}: {sorted(names)[:3]}")
    blind = controls(copy, heads)
    return {
        "violations": n - named.total() + alarms + sum(not one for one in blind.values()),
        "tamperings": n,
        "found": found.total(),
        "named": named.total(),
        "missed": missed[:20],
        "clean_runs": cleans,
        "false_alarms": alarms,
        "ways": dict(tried),
        "controls_blind": blind,
        "seconds": round(time.monotonic() - started, 1),
    }


def controls(copy: Copy, heads: list[Head]) -> dict[str, bool]:
    """Show that the tests can fail: a verifier without keys, and one without kept heads."""
    with copy.connection.transaction(force_rollback=True):
        edit_and_rechain_with_the_key(copy)
        without_heads = queries.verify(copy.connection).is_clean
    with copy.connection.transaction(force_rollback=True):
        cut_the_tail(copy)
        cut = queries.verify(copy.connection).is_clean
    with (
        mock.patch.object(chain, "digest_of", lambda row: row.digest),
        copy.connection.transaction(force_rollback=True),
    ):
        copy.do("UPDATE audit_event SET subject = 'case:0' WHERE id = %s", copy.sealed[0].id)
        without_digests = queries.verify(copy.connection, heads).is_clean
    return {
        "rechained_without_heads": without_heads,
        "cut_without_heads": cut,
        "edited_without_digests": without_digests,
    }


# Ways to tamper. Each returns the rows of which one must be named.


def edit_an_event(copy: Copy) -> Names:
    event = copy.dice.choice(copy.events)
    column, value = copy.dice.choice(
        [
            ("unit", event.unit + 1),
            ("at", copy.moment(event.at + copy.dice.choice([-1, 1, 86_400_000_000]))),
            ("subject", f"case:{copy.dice.randrange(10**9)}"),
            ("action", "deny" if event.action != "deny" else "grant"),
            ("by_user", (event.by_user or 0) + 1),
            ("by_person", None if event.by_person else 1),
            ("by_name", event.by_name + "。"),
            ("reason", event.reason + " "),
            ("facts", Jsonb({**event.facts, "after": "granted?"})),
            ("facts", Jsonb({} if event.facts else {"after": "granted?"})),
            ("key_id", "0000"),
            ("key_id", copy.dice.choice([k for k in crypto.keyring().keys if k != event.key_id])),
            ("digest", secrets.token_bytes(32)),
            ("digest", event.digest[:-1]),
        ]
    )
    copy.do(f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, event.id)
    return {f"event {event.id}"}


def remove_events(copy: Copy) -> Names:
    gone = copy.dice.sample(copy.sealed, copy.dice.choice([1, 1, 1, 2, 10]))
    copy.do("DELETE FROM audit_event WHERE id = ANY(%s)", [event.id for event in gone])
    return {f"event {event.id}" for event in gone}


def swap_two_events(copy: Copy) -> Names:
    one, other = copy.dice.sample(copy.events, 2)
    for was, now in ((one.id, -1), (other.id, one.id), (-1, other.id)):
        copy.do("UPDATE audit_event SET id = %s WHERE id = %s", now, was)
    return {f"event {one.id}", f"event {other.id}"}


def renumber_an_event(copy: Copy) -> Names:
    event = copy.dice.choice(copy.events)
    number = event.id + copy.dice.choice([-1, 1]) * copy.dice.randrange(1, 1 << 45)
    copy.do("UPDATE audit_event SET id = %s WHERE id = %s", abs(number), event.id)
    return {f"event {event.id}", f"event {abs(number)}"}


def slip_in_an_event(copy: Copy) -> Names:
    event = copy.dice.choice(copy.events)
    taken = {row.id for row in copy.events}
    free = next(
        n for n in range(event.id + copy.dice.randrange(1, 1000), 1 << 63) if n not in taken
    )
    forged = event._replace(id=free, reason="补录", digest=secrets.token_bytes(32))
    write_event(copy, forged, insert=True)
    return {f"event {forged.id}"}


def cut_the_tail(copy: Copy) -> Names:
    first = copy.dice.randrange(1, len(copy.seals) + 1)
    gone = copy.seals[first - 1 :]
    kept = {entry.id for seal in copy.seals[: first - 1] for entry in chain.unpack(seal.members)}
    copy.do("DELETE FROM audit_seal WHERE id >= %s", first)
    copy.do("DELETE FROM audit_event WHERE NOT id = ANY(%s)", list(kept))
    return {f"seal {gone[-1].id}"}


def edit_a_seal(copy: Copy) -> Names:
    seal = copy.dice.choice(copy.seals)
    members = bytearray(seal.members)
    members[copy.dice.randrange(len(members))] ^= 1 << copy.dice.randrange(8)
    column, value = copy.dice.choice(
        [
            ("made_at", copy.moment(seal.made_at + 1)),
            ("first_event", seal.first_event - 1),
            ("last_event", seal.last_event + 1),
            ("events", seal.events - 1),
            ("members", bytes(members)),
            ("members", seal.members[: -chain.ENTRY]),
            ("members", seal.members[:-1]),
            ("root", secrets.token_bytes(32)),
            ("head", secrets.token_bytes(32)),
            ("key_id", "0000"),
        ]
    )
    copy.do(f"UPDATE audit_seal SET {column} = %s WHERE id = %s", value, seal.id)
    return {f"seal {seal.id}"}


def remove_a_seal(copy: Copy) -> Names:
    seal = copy.dice.choice(copy.seals)
    copy.do("DELETE FROM audit_seal WHERE id = %s", seal.id)
    return {f"seal {seal.id}"}


def swap_two_seals(copy: Copy) -> Names:
    one, other = copy.dice.sample(copy.seals, 2)
    for was, now in ((one.id, -1), (other.id, one.id), (-1, other.id)):
        copy.do("UPDATE audit_seal SET id = %s WHERE id = %s", now, was)
    return {f"seal {one.id}", f"seal {other.id}"}


def edit_and_rechain_without_the_key(copy: Copy) -> Names:
    guess = secrets.token_bytes(32)
    with mock.patch.object(crypto, "_hmac", lambda key, purpose, data: _guessed(guess, data)):
        event = copy.dice.choice(copy.sealed)
        rechain(copy, {event.id: event._replace(reason="改")}, gone=set())
    return {f"event {event.id}"}


def remove_and_rechain_without_the_key(copy: Copy) -> Names:
    """Even a trail of untouched events does not hang together without the key."""
    guess = secrets.token_bytes(32)
    with mock.patch.object(crypto, "_hmac", lambda key, purpose, data: _guessed(guess, data)):
        event = copy.dice.choice(copy.sealed)
        rechain(copy, {}, gone={event.id})
    return {f"seal {number}" for number in _seals_of(copy, event)}


def edit_and_rechain_with_the_key(copy: Copy) -> Names:
    event = copy.dice.choice(copy.sealed)
    rechain(copy, {event.id: event._replace(reason="改")}, gone=set())
    return {f"seal {copy.seals[-1].id}"}


WAYS: list[Callable[[Copy], Names]] = [
    edit_an_event,
    edit_an_event,
    edit_an_event,
    remove_events,
    swap_two_events,
    renumber_an_event,
    slip_in_an_event,
    cut_the_tail,
    edit_a_seal,
    remove_a_seal,
    swap_two_seals,
    edit_and_rechain_without_the_key,
    remove_and_rechain_without_the_key,
    edit_and_rechain_with_the_key,
]


def rechain(copy: Copy, changed: dict[int, EventRow], gone: set[int]) -> None:
    """Write events anew and make every seal again, whatever `crypto.mac` makes of them."""
    digests = {event.id: event.digest for event in copy.events}
    for event in changed.values():
        signed = event._replace(digest=chain.digest_of(event))
        digests[event.id] = signed.digest
        write_event(copy, signed, insert=False)
    copy.do("DELETE FROM audit_event WHERE id = ANY(%s)", list(gone))
    copy.do("DELETE FROM audit_seal")
    before = chain.GENESIS
    for seal in copy.seals:
        entries = [Entry(e.id, digests[e.id]) for e in chain.unpack(seal.members)]
        entries = [entry for entry in entries if entry.id not in gone]
        made = chain.make_seal(seal.id, copy.moment(seal.made_at), entries, before)
        before = made.head
        columns = ", ".join(SealRow._fields)
        values = [*made]
        values[1] = copy.moment(made.made_at)
        copy.do(f"INSERT INTO audit_seal ({columns}) VALUES ({_marks(values)})", *values)


def write_event(copy: Copy, event: EventRow, *, insert: bool) -> None:
    if not insert:
        copy.do("DELETE FROM audit_event WHERE id = %s", event.id)
    values = [*event]
    values[2], values[9] = copy.moment(event.at), Jsonb(event.facts)
    columns = ", ".join(EventRow._fields)
    copy.do(f"INSERT INTO audit_event ({columns}) VALUES ({_marks(values)})", *values)


def write_trail(dice: random.Random) -> None:
    """Write events and seals: several keys, and events that commit after younger ones."""
    at, late = START, list[Event]()
    clerks = [Clerk(1, 11, "王芳"), Clerk(2, 12, "买买提·依明"), Clerk(None, None, "系统")]
    for number in range(EVENTS):
        at += timedelta(seconds=dice.randrange(1, 900), microseconds=dice.randrange(10**6))
        facts = {"before": "received", "after": "accepted", "lines": [{"n": number, "ok": True}]}
        trace = commands.Trace(f"case:{number}", "accept", number % 11, "材料齐全", facts)
        if dice.random() < 0.1:  # minted now, committed some seals later
            late.append(commands._event(trace, by=clerks[0], at=at, key_id=crypto.current_key_id()))
        else:
            commands.record_many([trace], by=dice.choice(clerks), at=at)
        if number % 17 == 16:
            commands.seal_events(at=at)
            Event.objects.bulk_create(late)
            late.clear()
        if number % 90 == 89:
            crypto.add_key()
    Event.objects.bulk_create(late)
    commands.seal_events(at=at, everything=True)
    more = [commands.Trace(f"case:{n}", "deliver", 1) for n in range(UNSEALED)]
    commands.record_many(more, by=clerks[0], at=at)
    assert Seal.objects.count() > 10


@contextmanager
def own_keys() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        before = settings.BIANMIN_KEYS_DIR
        settings.BIANMIN_KEYS_DIR = Path(folder)
        crypto.forget()
        try:
            yield
        finally:
            settings.BIANMIN_KEYS_DIR = before
            crypto.forget()


@contextmanager
def own_database() -> Iterator[str]:
    """Give a fresh database of the product to the default connection, and take it back."""
    name = f"trail_{os.getpid()}"
    before = connections["default"].settings_dict["NAME"]
    with server.running():
        server.make_copy(name)
        try:
            yield name
        finally:
            server.drop(name)
            settings.DATABASES["default"]["NAME"] = before
            connections["default"].settings_dict["NAME"] = before


@contextmanager
def copied(name: str, seed: int) -> Iterator[Copy]:
    """Copy the database and take the triggers off the copy, as its administrator could."""
    connections.close_all()
    copy_name = f"{name}_copy"
    with server.admin() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {copy_name}".encode())
        admin.execute(f"CREATE DATABASE {copy_name} TEMPLATE {name}".encode())
    try:
        with server.admin(copy_name) as connection:
            for table in ("audit_event", "audit_seal"):
                connection.execute(f"DROP TRIGGER {table}_append_only ON {table}".encode())
            source = DatabaseSource(connection)
            events, seals = list(source.events()), list(source.seals())
            yield Copy(connection, events, seals, random.Random(seed))
    finally:
        server.drop(copy_name)


def _guessed(key: bytes, data: bytes) -> bytes:

    return hmac.digest(key, data, "sha256")


def _seals_of(copy: Copy, event: EventRow) -> list[int]:
    return [s.id for s in copy.seals if event.id in {e.id for e in chain.unpack(s.members)}]


def _marks(values: list[Any]) -> str:
    return ", ".join(["%s"] * len(values))
