"""What the database itself refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db.migrations import RunSQL

from bianmin.config.env import ENV
from bianmin.ground.sql import append_only, unit_keys
from bianmin.ops import database

CHANGES = [
    "UPDATE thing SET unit = 2",
    "UPDATE thing SET unit = 2 WHERE id < 0",
    "DELETE FROM thing",
    "TRUNCATE thing",
]


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the tables' owner; nothing it does remains."""
    with database.connected(
        ENV, "owner", database=settings.DATABASES["default"]["NAME"]
    ) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE thing (id bigint PRIMARY KEY, unit smallint)")
        connection.execute("CREATE TABLE part (id bigint PRIMARY KEY, unit smallint, of bigint)")
        connection.execute("INSERT INTO thing VALUES (7, 1)")
        yield connection
        connection.execute("ROLLBACK")


def apply(connection: psycopg.Connection[Any], statements: Any) -> None:
    for statement in statements:
        connection.execute(statement.encode())


def back(operation: RunSQL) -> Any:
    return operation.reverse_sql


@pytest.mark.parametrize("change", CHANGES)
def test_facts_are_refused_every_change_even_by_their_owner(
    owner: psycopg.Connection[Any], change: str
) -> None:
    apply(owner, append_only("thing").sql)
    owner.execute("INSERT INTO thing VALUES (8, 1)")

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner.execute(change.encode())


@pytest.mark.parametrize("change", CHANGES)
def test_the_product_has_no_right_to_change_facts(
    owner: psycopg.Connection[Any], change: str
) -> None:
    apply(owner, append_only("thing").sql)
    owner.execute("SET LOCAL ROLE NONE")
    rights = owner.execute(
        "SELECT privilege_type FROM information_schema.role_table_grants "
        "WHERE table_name = 'thing' AND grantee = 'bianmin_app'"
    ).fetchall()

    assert {right for (right,) in rights} <= {"SELECT", "INSERT"}


def test_append_only_can_be_taken_back(owner: psycopg.Connection[Any]) -> None:
    operation = append_only("thing")
    apply(owner, operation.sql)
    apply(owner, back(operation))

    owner.execute("UPDATE thing SET unit = 2")
    owner.execute("DELETE FROM thing")


def test_a_child_belongs_to_its_parents_unit(owner: psycopg.Connection[Any]) -> None:
    parent, child = unit_keys("thing"), unit_keys("part", parent="thing", column="of")
    apply(owner, parent.sql)
    apply(owner, child.sql)
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner.execute("INSERT INTO part VALUES (1, 1, 7)")
    with (
        pytest.raises(psycopg.errors.ForeignKeyViolation),
        owner.transaction(),
    ):
        owner.execute("INSERT INTO part VALUES (2, 2, 7)")

    apply(owner, back(child))
    apply(owner, back(parent))
    owner.execute("INSERT INTO part VALUES (2, 2, 7)")
