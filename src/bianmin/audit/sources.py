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
            yield SealRow._make([*row[:5], *map(bytes, row[5:8]), row[8]])

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


class BadCopy(Exception):
    """副本有误: a line of the file is no row of a trail."""


class CopySource:
    """副本: a file of one JSON list a line, `["seal", …]` first and then `["event", …]`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offsets: dict[int, int] = {}

    def seals(self) -> Iterator[SealRow]:
        for offset, row in self._rows():
            if isinstance(row, SealRow):
                self._offsets[row.id] = offset
                yield row

    def members(self, seal: int) -> Iterator[Entry]:
        _, row = next(self._rows(self._offsets[seal]))
        return unpack(row.members if isinstance(row, SealRow) else b"")

    def events(self) -> Iterator[EventRow]:
        return (row for _, row in self._rows() if isinstance(row, EventRow))

    def _rows(self, offset: int = 0) -> Iterator[tuple[int, SealRow | EventRow]]:
        with self._path.open("rb") as file:
            file.seek(offset)
            for line in file:
                yield offset, _row(line, offset)
                offset += len(line)


def export_copy(source: Source, path: Path) -> int:
    """副本: write the whole trail to a file that can be verified anywhere; return its events."""
    count = 0
    with path.open("x", encoding="utf-8") as file:
        for seal in source.seals():
            file.write(_line("seal", seal))
        for event in source.events():
            file.write(_line("event", event))
            count += 1
    return count


def _line(kind: str, row: tuple[Any, ...]) -> str:
    values = [value.hex() if isinstance(value, bytes) else value for value in row]
    return json.dumps([kind, *values], ensure_ascii=False) + "\n"


def _row(line: bytes, offset: int) -> SealRow | EventRow:
    try:
        kind, *values = json.loads(line)
        if kind == "event":
            return EventRow._make([*values[:-1], bytes.fromhex(values[-1])])
        if kind == "seal":
            hexes = [bytes.fromhex(value) for value in values[5:8]]
            return SealRow._make([*values[:5], *hexes, values[8]])
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise BadCopy(f"副本第 {offset} 字节起的一行已损坏") from error
    raise BadCopy(f"副本第 {offset} 字节起的一行不是留痕")
