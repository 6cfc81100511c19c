"""装入: rows by COPY, so that a city's rotas or twenty thousand cases with all their traces are
written in seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb


def copy(rows: Sequence[models.Model] | Iterable[models.Model], model: type[models.Model]) -> int:
    """Copy unsaved objects with their ids into their table; return how many."""
    ready = list(rows)  # whoever makes them may ask the database, which COPY would not let them
    fields = [field for field in model._meta.concrete_fields if not _is_serial(field)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields]),
    )
    count = 0
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
        with raw.copy(statement) as stream:
            for row in ready:
                stream.write_row([_value(field, row) for field in fields])
                count += 1
    return count


def _is_serial(field: Any) -> bool:
    return bool(field.primary_key) and isinstance(field, models.AutoField)


def _value(field: Any, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return Jsonb(value)
    prepared = field.get_prep_value(value)
    return bytes(prepared) if isinstance(prepared, memoryview) else prepared
