"""A city with a year of cases, in a database of its own.

Two windows of four weeks are written like the demonstration, case by case, with all that hangs on
them. The year before is the older window again and again, copied by the database to earlier days
with people, numbers and ids of its own. What a copied row holds sealed is the sealed value of the
row it was copied from, and its digest too: neither is opened or verified here.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from django.db import connection, models, transaction
from tests import server

from bianmin.accounts.models import Person
from bianmin.audit.models import Event
from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import Case, CaseMaterial, CaseNumber, Decision, Delivery, Notice
from bianmin.feedback.models import Rating
from bianmin.ops.demo import world
from bianmin.ops.demo.cases import Writer
from bianmin.ops.demo.load import copy
from bianmin.ops.demo.people import People
from bianmin.regions.models import Region
from bianmin.reports.recount import rebuild
from bianmin.rules.clock import SHANGHAI

SEED = 20200602
UNTIL = datetime(2026, 9, 18, 17, 0, tzinfo=SHANGHAI)  # a Friday
WINDOW = 28  # days; whole weeks, so that a copied Monday is a Monday
COPIES = 11  # windows copied from the older of the two that are written
RESIDENTS = 6  # of each village in each window
FIRST = date(2026, 7, 27)  # the Monday with which the older window begins
ID_OF_A_DAY = 86_400_000 << 22  # ids hold their moment in milliseconds

HANGING = (CaseMaterial, Notice, Decision, Delivery, Rating)


@dataclass(frozen=True)
class City:
    """What the benchmarks need to know: the moment they work at, and how the city was made."""

    at: datetime
    cases: int


@contextlib.contextmanager
def city(cases: int) -> Iterator[City]:
    """Give the default connection a city of so many cases; it is kept for the next run."""
    with server.running():
        name = f"{server.template().replace('template', 'million')}_{cases}"
        with server.admin() as admin:
            is_made = admin.execute(
                "SELECT 1 FROM pg_database d WHERE datname = %s"
                " AND shobj_description(d.oid, 'pg_database') = 'ready'",
                [name],
            ).fetchone()
        if is_made:
            server.use(name)
        else:
            server.make_copy(name)
            build(name, cases)
        yield City(UNTIL + timedelta(days=2, hours=16), _count(Case))  # Monday, 09:00


def build(name: str, cases: int) -> None:
    """Write two windows, copy the older one back over the year, count the days."""
    started = time.monotonic()

    def say(words: str) -> None:
        print(f"   {time.monotonic() - started:6.0f} s  {words}", flush=True)

    write_two_windows(cases * 102 // 100 // (COPIES + 2), say)
    with server.admin(name) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("SET synchronous_commit = off")
        for n in range(1, COPIES + 1):
            copy_window(admin, n)
        tell_people(admin)
        number_days(admin)
        say(f"{COPIES} windows copied")
        admin.execute("VACUUM ANALYZE")
    for unit in Region.objects.filter(level="unit").order_by("unit").values_list("unit", flat=True):
        rebuild(unit)
    say("days counted")
    with server.admin(name) as admin:
        admin.execute("VACUUM ANALYZE cases_caseday")
        admin.execute(f"COMMENT ON DATABASE {name} IS 'ready'".encode())
    say(f"{_count(Case):,} cases, {_count(Event):,} events, {size_of(name)}")


def write_two_windows(each: int, say: Callable[[str], None]) -> None:
    opened = UNTIL - timedelta(days=400)
    with transaction.atomic():
        world.lay_out(opened, say)
        versions = world.catalogue(opened)
        places = world.staff_places(People(SEED), SEED, opened, RESIDENTS)
    writer = Writer(SEED, work_calendar(), UNTIL, versions)
    for week in range(2 * WINDOW // 7):
        first = FIRST + timedelta(days=7 * week)
        last = min(first + timedelta(days=6), UNTIL.date())
        rows = writer.write(places, first, last, each * 7 // WINDOW)
        with transaction.atomic():
            for model, made in (
                (Case, rows.cases),
                (CaseMaterial, rows.materials),
                (Notice, rows.notices),
                (Decision, rows.decisions),
                (Delivery, rows.deliveries),
                (Rating, rows.ratings),
                (Event, rows.events),
            ):
                copy(made, model)
        say(f"{len(rows.cases):,} cases of the week of {first}")


def tell_people(admin: psycopg.Connection[Any]) -> None:
    """Three messages for each case, sent long ago."""
    for n, (template, moment) in enumerate(
        (("received", "received_at"), ("accepted", "accepted_at"), ("completed", "completed_at"))
    ):
        admin.execute(
            f"""
            INSERT INTO messaging_outgoingmessage (id, unit, dedupe_key, "to", template, params,
                state, tries, created_at, next_try_at, sent_at, provider_id, last_error)
            SELECT id - {(n + 1) << 10}, unit, 'case:' || id || ':{template}', contact_phone,
                '{template}', answers, 'sent', 1, {moment}, {moment}, {moment}, 'sms-' || id, ''
            FROM cases_case WHERE {moment} IS NOT NULL
            """.encode()
        )


def copy_window(admin: psycopg.Connection[Any], n: int) -> None:
    """Copy the older window to n windows earlier; nearly everything in it has ended."""
    days, shift, last = n * WINDOW, shift_of(n), FIRST + timedelta(days=WINDOW - 1)
    number = f"to_char((c.submitted_at AT TIME ZONE 'Asia/Shanghai')::date - {days}, 'YYYYMMDD')"
    admin.execute("DROP TABLE IF EXISTS pg_temp.kept")
    admin.execute(
        f"CREATE TEMP TABLE kept AS SELECT id, 'case:' || id AS subject FROM cases_case c"
        f" WHERE (submitted_at AT TIME ZONE 'Asia/Shanghai')::date"
        f" BETWEEN '{FIRST}' AND '{last}'".encode()
    )
    admin.execute("ANALYZE kept")
    _copy(
        admin,
        Person,
        n,
        "WHERE c.village_id IS NOT NULL AND NOT EXISTS"
        f" (SELECT 1 FROM accounts_user u WHERE u.person_id = c.id) AND c.id > {newest(admin)}",
        id_number_hash=f"sha256(c.id_number_hash || '{n}'::bytea)",
        phone_hash=f"sha256(c.phone_hash || '{n}'::bytea)",
    )
    _copy(
        admin,
        Case,
        n,
        "JOIN kept ON kept.id = c.id",
        number=f"substr(c.number, 1, 4) || {number} || right(c.number, 5)",
        applicant_id=f"c.applicant_id - {shift}",
        tracking_hash=f"sha256(c.tracking_hash || '{n}'::bytea)",
        state=f"CASE WHEN {STRAGGLES} THEN c.state WHEN c.state = 'completed' THEN 'delivered'"
        " WHEN c.closed_at IS NULL THEN 'closed_incomplete' ELSE c.state END",
        closed_at=f"CASE WHEN c.closed_at IS NOT NULL OR NOT ({STRAGGLES})"
        f" THEN coalesce(c.closed_at, c.moved_at) - interval '{days} days' END",
    )
    for model in HANGING:
        here = {"case_id": f"c.case_id - {shift}"}
        _copy(admin, model, n, "JOIN kept ON kept.id = c.case_id", **here)
    subject = f"'case:' || (kept.id - {shift})"
    _copy(admin, Event, n, "JOIN kept ON kept.subject = c.subject", subject=subject)


def shift_of(n: int) -> int:
    """By how much ids lie earlier in the n-th copy: its days, and a node of its own."""
    return n * WINDOW * ID_OF_A_DAY + (n << 10)


STRAGGLES = "c.id % 50 = 0"
"""One in fifty of what had not ended is never ended: papers that nobody brings or fetches."""


def _copy(
    admin: psycopg.Connection[Any],
    model: type[models.Model],
    n: int,
    which: str,
    **others: str,
) -> None:
    """Copy rows of a table to earlier days with earlier ids; some columns in their own way."""
    days, columns, values = n * WINDOW, [], []
    for field in model._meta.concrete_fields:
        name = str(field.column)
        value = f'c."{name}"'
        if field.primary_key:
            value += f" - {shift_of(n)}"
        elif isinstance(field, models.DateTimeField):
            value += f" - interval '{days} days'"
        elif isinstance(field, models.DateField):
            value += f" - {days}"
        columns.append(f'"{name}"')
        values.append(others.get(name, value))
    table = model._meta.db_table
    admin.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {table} c {which}".encode()
    )


def newest(admin: psycopg.Connection[Any]) -> int:
    """The id below which lie the people who were copied already."""
    row = admin.execute("SELECT max(id) FROM accounts_person").fetchone()
    assert row is not None
    return int(row[0]) - ID_OF_A_DAY


def number_days(admin: psycopg.Connection[Any]) -> None:
    """The running numbers go on behind the last of each day."""
    admin.execute(
        f"INSERT INTO {CaseNumber._meta.db_table} (unit, day, last)"
        " SELECT unit, to_date(substr(number, 5, 8), 'YYYYMMDD'), max(right(number, 5)::int)"
        " FROM cases_case GROUP BY 1, 2".encode()
    )


def size_of(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(%s))", [name])
        return str(cursor.fetchone()[0])


def _count(model: type[models.Model]) -> int:
    return int(model._default_manager.count())
