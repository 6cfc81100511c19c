"""Whether anything was written: every row of every table, before and after."""

from __future__ import annotations

from django.db import connection

FORGOTTEN = {
    "accounts_session": "a visit renews its session",
    "accounts_tally": "tries are counted whether they succeed or not",
    "cases_lookuptry": "tries are counted whether they succeed or not",
    "counter_kioskvisit": "what was typed at a kiosk is kept for a minute, a wrong code too",
    "wire_idempotentanswer": "the first answer to a key is kept, a redirect too",
    "ground_cache": "a cache",
}
"""Tables in which a refused visit may leave something, each with the reason."""

TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename
"""
Rows = frozenset[tuple[str, str]]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall() if name not in FORGOTTEN]


def digest() -> str:
    """Return one hash of everything stored, but for the forgotten tables."""
    parts = " UNION ALL ".join(
        f"SELECT '{name}' AS t, md5(coalesce(string_agg(md5(r::text), '' ORDER BY md5(r::text)),"
        f" '')) AS d FROM {name} r"
        for name in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t || d, ',' ORDER BY t)) FROM ({parts}) AS all_of")
        return str(cursor.fetchone()[0])


def rows() -> Rows:
    """Return every row as table and hash."""
    parts = " UNION ALL ".join(f"SELECT '{name}', md5(r::text) FROM {name} r" for name in tables())
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return frozenset(cursor.fetchall())


def changed(before: Rows, after: Rows) -> list[str]:
    """Return the tables in which a row that stood before is changed or gone."""
    return sorted({name for name, _ in before - after})
