"""来源: where a trail is read from, the database itself or an exported copy. City-wide by nature:
the chain runs through the events of all units.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from bianmin.audit.chain import Entry, EventRow, SealRow, unpack

PAGE = 10_000
SEALS_PAGE = 20

AT = "(extract(epoch from {}) * 1000000)::bigint"
EVENTS = (
    f"SELECT id, unit, {AT.format('at')}, subject, action, by_user, by_person, by_name, reason, "
    "facts::text, key_id, digest FROM audit_event WHERE id > %s ORDER BY id LIMIT %s"
)
ENTRIES = "SELECT id, digest FROM audit_event WHERE id > %s ORDER BY id LIMIT %s"
SEALS = (
    f"SELECT id, {AT.format('made_at')}, first_event, last_event, events, members, root, head, "
    "key_id FROM audit_seal WHERE id > %s ORDER BY id LIMIT %s"
)
SEALED_SINCE = "SELECT id, first_event FROM audit_seal WHERE last_event > %s"
LAST_SEALED = "SELECT max(last_event) FROM audit_seal"
MEMBERS = "SELECT members FROM audit_seal WHERE id = %s"


class Connection(Protocol):
    """连接: Django's or psycopg's."""

    def cursor(self) -> Any: ...


class Source(Protocol):
    """来源: what a verification reads, in the order in which it is stored."""

    def seals(self) -> Iterator[SealRow]: ...
    def members(self, seal: int) -> Iterator[Entry]: ...
    def events(self) -> Iterator[EventRow]: ...


class DatabaseSource:
    """数据库: read by pages, so that any connection does and memory stays small."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def seals(self) -> Iterator[SealRow]:
        for row in self._pages(SEALS, SEALS_PAGE):
            *facts, members, root, head, key_id = row
            yield SealRow._make([*facts, bytes(members), bytes(root), bytes(head), key_id])

    def members(self, seal: int) -> Iterator[Entry]:
        ((members,),) = self._rows(MEMBERS, seal)
        return unpack(bytes(members))

    def events(self) -> Iterator[EventRow]:
        for row in self._pages(EVENTS, PAGE):
            facts = {} if row[9] == "{}" else json.loads(row[9])
            yield EventRow._make([*row[:9], facts, row[10], bytes(row[11])])

    def entries(self, after: int) -> Iterator[Entry]:
        """Return id and digest of the events above an id."""
        for number, digest in self._pages(ENTRIES, PAGE, after):
            yield Entry(number, bytes(digest))

    def seals_since(self, event: int) -> list[tuple[int, int]]:
        """Return number and first event of the seals that reach above an id."""
        return [(number, first) for number, first in self._rows(SEALED_SINCE, event)]

    def last_sealed(self) -> int:
        """Return the highest id that is in a seal; 0 when there is none."""
        ((highest,),) = self._rows(LAST_SEALED)
        return highest or 0

    def _pages(self, statement: str, page: int, after: int = -1) -> Iterator[tuple[Any, ...]]:
        while rows := self._rows(statement, after, page):
            yield from rows
            after = rows[-1][0]

    def _rows(self, statement: str, *values: int) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


class CopySource:
    """副本: a file of one JSON list a line, `["seal", …]` first and then `["event", …]`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offsets: dict[int, int] = {}

    def seals(self) -> Iterator[SealRow]:
        for offset, kind, values in self._lines():
            if kind == "seal":
                seal = _seal(values)
                self._offsets[seal.id] = offset
                yield seal

    def members(self, seal: int) -> Iterator[Entry]:
        with self._path.open("rb") as file:
            file.seek(self._offsets[seal])
            return unpack(_seal(json.loads(file.readline())[1:]).members)

    def events(self) -> Iterator[EventRow]:
        for _, kind, values in self._lines():
            if kind == "event":
                yield EventRow._make([*values[:-1], bytes.fromhex(values[-1])])

    def _lines(self) -> Iterator[tuple[int, str, list[Any]]]:
        offset = 0
        with self._path.open("rb") as file:
            for line in file:
                kind, *values = json.loads(line)
                yield offset, kind, values
                offset += len(line)


def export_copy(source: Source, path: Path) -> int:
    """副本: write the whole trail to a file that can be verified anywhere; return its events."""
    count = 0
    with path.open("x", encoding="utf-8") as file:
        for seal in source.seals():
            values = [value.hex() if isinstance(value, bytes) else value for value in seal]
            file.write(json.dumps(["seal", *values]) + "\n")
        for event in source.events():
            line: list[Any] = ["event", *event[:-1], event.digest.hex()]
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def _seal(values: list[Any]) -> SealRow:
    *facts, members, root, head, key_id = values
    return SealRow(*facts, bytes.fromhex(members), bytes.fromhex(root), bytes.fromhex(head), key_id)
