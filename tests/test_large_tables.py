"""Ready to be spread: what the catalogue says of the large tables, and that the watch bites."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection, models

from bianmin.cases.models import Case, CaseMaterial
from bianmin.ground.ids import new_id
from tests import statements
from tests.statements import CITY_WIDE, REFERENCE, WATCH, large_models, without_unit

CASES, PARTS = "cases_case", "cases_casematerial"
MODELS = sorted(large_models(), key=lambda model: model._meta.db_table)
MINTED = [model for model in MODELS if model._meta.pk.default is new_id]
COUNTERS = {
    "CaseDay": "day",
    "CaseNumber": "day",
    "DocumentNumber": "township_id",
    "DutyCount": "township_id",
    "TicketNumber": "day",
    "WaitDay": "day",
}
"""Found by their own unique key, never by an id; what stands behind the unit in it."""


def names(model: type[models.Model]) -> str:
    return model.__name__


def constraints(table: str, kind: str) -> list[tuple[list[str], str, list[str]]]:
    """Columns, the table pointed at, and its columns, of each constraint of one kind."""
    numbered = "(SELECT array_agg(attname ORDER BY n)::text[] FROM unnest({keys}) WITH ORDINALITY"
    numbered += " AS k(attnum, n) JOIN pg_attribute a USING (attnum) WHERE a.attrelid = {of})"
    here = numbered.format(keys="c.conkey", of="c.conrelid")
    there = numbered.format(keys="c.confkey", of="c.confrelid")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {here}, c.confrelid::regclass::text, coalesce({there}, ARRAY[]::text[])"
            " FROM pg_constraint c WHERE c.conrelid = %s::regclass AND c.contype = %s"
            " AND c.convalidated",
            [table, kind],
        )
        return list(cursor.fetchall())


def test_every_large_table_is_known_as_such() -> None:
    minted = {model.__name__ for model in MINTED}
    assert {"Case", "CaseMaterial", "Rating", "Event", "OutgoingMessage", "StoredFile"} <= minted
    assert {model.__name__ for model in MODELS} - minted == set(COUNTERS)
    assert not set(REFERENCE) & {model.__name__ for model in MODELS}


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=names)
def test_a_large_table_has_its_unit_always(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname = 'unit'",
            [model._meta.db_table],
        )
        assert cursor.fetchall() == [("smallint", True)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MINTED, ids=names)
def test_a_large_table_is_unique_by_unit_and_id(model: type[models.Model]) -> None:
    unique = [columns for columns, _, _ in constraints(model._meta.db_table, "u")]
    assert ["unit", "id"] in unique


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(COUNTERS))
def test_counters_are_unique_within_their_unit(name: str) -> None:
    (model,) = (model for model in MODELS if model.__name__ == name)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary",
            [model._meta.db_table],
        )
        assert any(f"(unit, {COUNTERS[name]}" in definition for (definition,) in cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=names)
def test_a_child_lies_in_the_unit_of_its_parent(model: type[models.Model]) -> None:
    """Every foreign key from a large table to another is also one of (unit, id)."""
    keys = constraints(model._meta.db_table, "f")
    for field in model._meta.concrete_fields:
        target: Any = field.related_model
        if target in MODELS:
            wanted = (["unit", field.column], target._meta.db_table, ["unit", "id"])
            assert wanted in keys, f"{model.__name__}.{field.name}"


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "cases_case"."id" FROM "cases_case" WHERE "cases_case"."unit" = %s',
        'SELECT 1 FROM "cases_case" WHERE ("cases_case"."id" = %s AND "cases_case"."unit" IN (%s))',
        'UPDATE "cases_case" SET "state" = %s WHERE ("cases_case"."unit" = %s)',
        "SELECT last FROM cases_case WHERE unit = %s AND day = %s",
        'INSERT INTO "cases_case" ("id", "unit") VALUES (%s, %s)',
        "INSERT INTO cases_casenumber (unit, day, last) VALUES (%s, %s, 1)"
        " ON CONFLICT (unit, day) DO UPDATE SET last = cases_casenumber.last + 1",
        "SELECT 1 FROM cases_casematerial m JOIN cases_case c ON c.unit = m.unit"
        " AND c.id = m.case_id WHERE m.unit = %s",
        'SELECT 1 FROM "regions_region" WHERE "regions_region"."id" = %s',
        "ALTER TABLE cases_case ADD COLUMN x int",
    ],
)
def test_a_statement_that_names_the_unit_passes(sql: str) -> None:
    assert without_unit(sql) == ()


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT "cases_case"."unit" FROM "cases_case" WHERE "cases_case"."id" = %s', (CASES,)),
        ('SELECT COUNT(*) FROM "cases_case"', (CASES,)),
        ('UPDATE "cases_case" SET "unit" = %s WHERE "cases_case"."id" = %s', (CASES,)),
        ('DELETE FROM "cases_case" WHERE "cases_case"."id" IN (%s)', (CASES,)),
        ('INSERT INTO "cases_case" ("id") VALUES (%s)', (CASES,)),
        (
            'SELECT 1 FROM "cases_casematerial" INNER JOIN "cases_case" ON'
            ' ("cases_casematerial"."case_id" = "cases_case"."id")'
            ' WHERE "cases_casematerial"."unit" = %s',
            (CASES,),
        ),
        (
            'SELECT 1 FROM "cases_case" WHERE "cases_case"."unit" = %s AND EXISTS (SELECT 1 FROM'
            ' "cases_casematerial" U0 WHERE U0."case_id" = "cases_case"."id")',
            (PARTS,),
        ),
        ('SELECT 1 FROM "sites_site" s JOIN cases_case ON site_id = s.id', (CASES,)),
        ('SELECT 1 FROM "cases_case" ORDER BY "cases_case"."unit" ASC', (CASES,)),
    ],
)
def test_a_statement_that_does_not_is_found(sql: str, tables: tuple[str, ...]) -> None:
    assert without_unit(sql) == tables


@pytest.mark.django_db
def test_the_watch_sees_what_the_product_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "asked_by", lambda: "cases.queries.planted")
    read = WATCH.read

    list(Case.objects.filter(pk=1))
    list(Case.objects.filter(unit=1, pk=1))
    CaseMaterial.objects.filter(unit=1, case__number="x").exists()

    assert WATCH.read == read + 3
    first, second = WATCH.take()
    assert first.startswith("cases.queries.planted names no unit of cases_case:")
    assert second.startswith("cases.queries.planted names no unit of cases_case:")


@pytest.mark.parametrize("name", sorted(CITY_WIDE))
def test_what_is_city_wide_exists(name: str) -> None:
    import_module(f"bianmin.{name}")
