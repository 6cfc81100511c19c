"""Every statement on a large table names `unit`: all SQL of the suite is read while it runs.

A table that carries `unit` is spread over servers one day, by unit. A statement that does not say
which unit it means would then go to all of them. What is city-wide by nature is named here, by the
function that asks, with the reason.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.utils import CursorWrapper

ROOT = Path(__file__).parents[1]
REFERENCE = {
    "Region": "the tree itself",
    "Site": "places of service, some thousands",
    "Offering": "which tier offers what",
    "Omission": "what a list leaves out, and why",
    "LinkTask": "what one tier owes the other",
    "SiteSuspension": "what single sites do not offer",
    "DirectedGrant": "powers given to single sites",
    "SinkingAnswer": "what a county said to an advice",
    "AdoptionTask": "a county's answer to an edition",
    "ItemElements": "what a county says of an item online",
    "ElementBatch": "the files that bring it",
}
CITY_WIDE = {
    "audit.sources": "the chain runs through the events of all units",
    "audit.unsealed": "what no seal holds yet, of all units",
}

TABLE = re.compile(
    r'\b(?:FROM|JOIN|UPDATE|INTO|USING)\s+(?:ONLY\s+)?"?(\w+)"?(?:\s+(?:AS\s+)?"?(\w+)"?)?', re.I
)
NO_ALIAS = {"ON", "WHERE", "SET", "INNER", "LEFT", "ORDER", "GROUP", "LIMIT", "JOIN", "VALUES"} | {
    "CROSS", "USING", "UNION", "FOR", "AS", "OVERRIDING", "SELECT", "HAVING", "DEFAULT", "RETURNING"
}  # fmt: skip


def large_models() -> list[type[models.Model]]:
    """The models whose tables are spread by unit."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("bianmin.")
        and any(field.name == "unit" for field in model._meta.get_fields())
        and model.__name__ not in REFERENCE
    ]


@lru_cache(maxsize=1)
def large_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in large_models())


@lru_cache(maxsize=4096)
def without_unit(sql: str) -> tuple[str, ...]:
    """The large tables that a statement reads or writes without saying of which unit."""
    if not any(table in sql for table in large_tables()):
        return ()
    if re.match(r"\s*(CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|ANALYZE|COPY|TRUNCATE)\b", sql, re.I):
        return ()
    found = [
        (table, alias if alias and alias.upper() not in NO_ALIAS else table)
        for table, alias in TABLE.findall(sql)
        if table in large_tables()
    ]
    return tuple(
        sorted({table for table, alias in found if not _named(sql, alias, alone=len(found) == 1)})
    )


def _named(sql: str, alias: str, *, alone: bool) -> bool:
    insert = re.match(r'\s*INSERT\s+INTO\s+"?(\w+)"?\s*\(([^)]*)\)', sql, re.I)
    if insert and insert[1] == alias:
        return bool(re.search(r"\bunit\b", insert[2]))
    conditions = re.split(r"\b(?:WHERE|ON)\b", sql, maxsplit=1, flags=re.I)[1:]
    column = rf'"?\b{alias}\b"?\."?unit"?'
    if alone:
        column = rf'(?:{column}|(?<![."\w])"?unit"?)'
    other = r'"?\w+"?\."?unit"?'
    return any(
        re.search(rf"{column}\s*(?:=|IN\b)|{other}\s*=\s*\(?{column}", part, re.I)
        for part in conditions
    )


def asked_by() -> str:
    """The innermost function of the product or of the tests on the stack: `cases.queries.mine`."""
    frame = sys._getframe(1)
    while frame:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("bianmin."):
            return f"{name.removeprefix('bianmin.')}.{frame.f_code.co_name}"
        if name.startswith("tests.") and name != __name__:
            return name
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def is_city_wide(asker: str) -> bool:
    return any(asker == known or asker.startswith(f"{known}.") for known in CITY_WIDE)


class Watch:
    """Reads every statement of this process and keeps those that name no unit."""

    def __init__(self) -> None:
        self.offences: list[str] = []
        self.read = 0

    def start(self) -> None:
        original = CursorWrapper._execute_with_wrappers  # type: ignore[attr-defined]

        def watched(
            cursor: CursorWrapper, sql: str, params: Any, many: bool, executor: Callable[..., Any]
        ) -> Any:
            self.look_at(str(sql))
            return original(cursor, sql, params, many, executor)

        CursorWrapper._execute_with_wrappers = watched  # type: ignore[attr-defined]

    def look_at(self, sql: str) -> None:
        self.read += 1
        tables = without_unit(sql)
        if not tables:
            return
        asker = asked_by()
        if asker and not asker.startswith("tests.") and not is_city_wide(asker):
            self.offences.append(f"{asker} names no unit of {', '.join(tables)}:\n    {sql[:600]}")

    def take(self) -> list[str]:
        taken, self.offences = self.offences, []
        return taken


WATCH = Watch()
