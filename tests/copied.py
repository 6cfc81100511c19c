"""抄本: rows that every test would make anew are made once and copied in.

The cast of `tests.world` is three hundred statements; copied it is one for each of its tables.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg.sql import SQL, Composed, Identifier, Literal

from tests import server

INSERT = 'INSERT INTO "'


@dataclass(frozen=True)
class Rows:
    """What was made in one table."""

    table: str
    columns: Composed
    copied: bytes


@dataclass(frozen=True)
class Made:
    """What a builder returned, the rows it made, and how far it moved the tables' numbers."""

    database: str
    returned: Any
    rows: tuple[Rows, ...]
    numbers: dict[str, int]

    def again(self) -> Any:
        """Put the rows in and return what the builder returned, as if it had been called."""
        with transaction.atomic(), connection.cursor() as cursor:
            for rows in self.rows:
                into = SQL("COPY {} ({}) FROM STDIN").format(Identifier(rows.table), rows.columns)
                with cursor.copy(into) as copy:
                    copy.write(rows.copied)
        return deepcopy(self.returned)

    def fits(self) -> bool:
        """Say whether the rows can be put in: a database of the tests that has none of them."""
        if not connection.settings_dict["NAME"].startswith(self.database):
            return False
        first = self.rows[0]
        with connection.cursor() as cursor:
            cursor.execute(SQL("SELECT 1 FROM {} LIMIT 1").format(Identifier(first.table)))
            return cursor.fetchone() is None

    def count_on(self, database: str) -> None:
        """In a fresh copy: let the next numbers come after those of the rows."""
        with server.admin(database) as admin:
            for name, last in self.numbers.items():
                admin.execute("SELECT setval(%s, %s)", [name, last])


def made(build: Callable[[], Any]) -> Made:
    """Build once, keep what was made, and take it back."""
    tables: dict[str, None] = {}

    def note(execute: Any, sql: Any, *rest: Any) -> Any:
        if str(sql).startswith(INSERT):
            tables[str(sql)[len(INSERT) :].split('"')[0]] = None
        return execute(sql, *rest)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (began,) = cursor.fetchone()
        with connection.execute_wrapper(note):
            returned = build()
        rows = tuple(_rows(cursor, table, since=began) for table in tables)
        cursor.execute(
            "SELECT s, nextval(s) FROM unnest(%s::text[]) t, pg_get_serial_sequence(t, 'id') s"
            " WHERE s IS NOT NULL",
            [list(tables)],
        )
        numbers = dict(cursor.fetchall())
        transaction.set_rollback(True)
    return Made(connection.settings_dict["NAME"], returned, rows, numbers)


def _rows(cursor: Any, table: str, *, since: str) -> Rows:
    """Read what this transaction has put into the table."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    columns = SQL(", ").join(Identifier(name) for (name,) in cursor.fetchall())
    out = SQL("COPY (SELECT {} FROM {} WHERE xmin::text::bigint >= {}) TO STDOUT").format(
        columns, Identifier(table), Literal(int(since))
    )
    with cursor.copy(out) as copy:
        copied = b"".join(bytes(part) for part in copy)
    return Rows(table, columns, copied)
