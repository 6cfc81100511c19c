"""A city with a year of cases, in a database of its own.

A sample of two windows of four weeks is written like the demonstration, case by case, with all
that hangs on them. The database then multiplies it: each of the two so many times on its own days,
and the older one again on the same weekdays of a year before, every copy with people, numbers and
ids of its own. What a copied row holds sealed is the sealed value of the row it was copied from,
and its digest too: neither is opened or verified here.
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

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Person
from bianmin.audit.models import Event
from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import (
    Approval,
    Case,
    CaseMaterial,
    CaseNumber,
    CasePause,
    Decision,
    Delivery,
    Notice,
    RefusalFiling,
)
from bianmin.feedback.models import Rating
from bianmin.messaging.models import OutgoingMessage
from bianmin.ops.demo import world
from bianmin.ops.demo.cases import Writer
from bianmin.ops.demo.people import People
from bianmin.ops.demo.rows import number_documents
from bianmin.regions.commands.importing import import_shipped
from bianmin.regions.models import Region
from bianmin.reports.recount import rebuild
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.retention import Record, erase_before

SEED = 20200602
UNTIL = datetime(2026, 9, 18, 17, 0, tzinfo=SHANGHAI)  # a Friday
WINDOW = 28  # days; whole weeks, so that a copied Monday is a Monday
WINDOWS = 13  # the newest, and twelve times the older one
TIMES = 8  # so often is what is written put on its own days
FIRST = date(2026, 7, 27)  # the Monday with which the older window begins
NEWER = FIRST + timedelta(days=WINDOW)
ID_OF_A_DAY = 86_400_000 << 22  # ids hold their moment in milliseconds
ID_OF_A_NODE = 1 << 10
HANGING = (CaseMaterial, Notice, CasePause, RefusalFiling, Approval, Decision, Delivery, Rating)
SUBJECT = "'case:' || (substr(subject, 6)::bigint - {shift})"
STRAGGLES = "id % 50 = 0"
"""One in fifty of what had not ended is never ended: papers that nobody brings or fetches."""


@dataclass(frozen=True)
class City:
    """What the benchmarks need to know: the moment they work at, and how many cases there are."""

    at: datetime
    cases: int


@contextlib.contextmanager
def city(cases: int) -> Iterator[City]:
    """Give the default connection a city of so many cases; it is kept for the next run."""
    with server.running():
        name = f"million_{cases}"
        if is_made(name):
            server.migrate(name)
            server.use(name)
        else:
            server.make_copy(name)
            build(name, cases)
        yield City(UNTIL + timedelta(days=2, hours=16), _count(Case))  # Monday, 09:00


def is_made(name: str) -> bool:
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with server.admin() as admin:
        return admin.execute(asked, [name]).fetchone() == ("ready",)


def build(name: str, cases: int) -> None:
    """Write a sample, multiply it in the database, count the days."""
    started = time.monotonic()

    def say(words: str) -> None:
        print(f"   {time.monotonic() - started:6.0f} s  {words}", flush=True)

    write_sample(cases * 102 // 100 // (WINDOWS * TIMES), say)
    with server.admin(name) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("SET synchronous_commit = off")
        with without_indexes(admin):
            multiply(admin)
            say("sample multiplied")
            tell_people(admin)
            number_days(admin)
            say("messages and numbers")
        say("indexes made")
        admin.execute("VACUUM ANALYZE")
    for unit in Region.objects.filter(level="unit").order_by("unit").values_list("unit", flat=True):
        rebuild(unit)
    say("days counted")
    with server.admin(name) as admin:
        admin.execute("VACUUM ANALYZE cases_caseday")
        admin.execute(f"COMMENT ON DATABASE {name} IS 'ready'".encode())
    say(f"{_count(Case):,} cases, {_count(Event):,} events, {size_of(name)}")


def write_sample(each: int, say: Callable[[str], None]) -> None:
    """Write two windows of so many cases, week by week."""
    opened = UNTIL - timedelta(days=400)
    with transaction.atomic():
        import_shipped(by=SYSTEM, at=opened)
        world.lay_out(opened, say)
        versions = world.catalogue(opened)
        places = world.staff_places(People(SEED), SEED, opened, residents=1)
    say("staff hired, residents registered")
    writer = Writer(SEED, work_calendar(), UNTIL, versions)
    for week in range(2 * WINDOW // 7):
        first = FIRST + timedelta(days=7 * week)
        last = min(first + timedelta(days=6), UNTIL.date())
        rows = writer.write(places, first, last, each * 7 // WINDOW)
        number_documents(rows)
        with transaction.atomic():
            world.load(rows)
    say(f"{_count(Case):,} cases written")


@contextlib.contextmanager
def without_indexes(admin: psycopg.Connection[Any]) -> Iterator[None]:
    """Take the indexes of the large tables away while they are filled, and make them again."""
    tables = [m._meta.db_table for m in (Person, Case, *HANGING, Event, OutgoingMessage)]
    found = admin.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i"
        " WHERE indrelid::regclass::text = ANY(%s) AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [tables],
    ).fetchall()
    for index, _ in found:
        admin.execute(f"DROP INDEX {index}".encode())
    yield
    for _, definition in found:
        admin.execute(definition.encode())


def multiply(admin: psycopg.Connection[Any]) -> None:
    """Copy the sample: on its own days, and the older window to earlier ones too."""
    take_sample(admin)
    node = 0
    for back in range(WINDOWS - 1):
        for turn in range(TIMES):
            if back or turn:
                node += 1
                for part in ("older", "newer") if back == 0 else ("older",):
                    copy_part(admin, part, back * WINDOW, node, turn)


def take_sample(admin: psycopg.Connection[Any]) -> None:
    """Put the sample aside, in two parts by the day on which a case came in."""
    day = "(submitted_at AT TIME ZONE 'Asia/Shanghai')::date"
    admin.execute(
        "CREATE TEMP TABLE residents AS SELECT * FROM accounts_person p WHERE NOT EXISTS"
        " (SELECT 1 FROM accounts_user u WHERE u.person_id = p.id)"
    )
    for part, which in (("older", f"{day} < '{NEWER}'"), ("newer", f"{day} >= '{NEWER}'")):
        admin.execute(
            f"CREATE TEMP TABLE {part}_cases_case AS"
            f" SELECT * FROM cases_case WHERE {which}".encode()
        )
        for model in HANGING:
            table = model._meta.db_table
            admin.execute(
                f"CREATE TEMP TABLE {part}_{table} AS SELECT t.* FROM {table} t"
                f" JOIN {part}_cases_case c ON c.id = t.case_id".encode()
            )
        admin.execute(
            f"CREATE TEMP TABLE {part}_audit_event AS SELECT t.* FROM audit_event t"
            f" JOIN {part}_cases_case c ON t.subject = 'case:' || c.id".encode()
        )


def copy_part(admin: psycopg.Connection[Any], part: str, days: int, node: int, turn: int) -> None:
    """Copy one part of the sample to so many days earlier, under a node of its own."""
    shift = days * ID_OF_A_DAY + node * ID_OF_A_NODE
    copy = _Copier(admin, days, shift)
    if part == "older":
        copy(
            Person,
            "residents",
            id_number_hash=f"sha256(id_number_hash || '{node}'::bytea)",
            phone_hash=f"sha256(phone_hash || '{node}'::bytea)",
        )
    day = f"(submitted_at AT TIME ZONE 'Asia/Shanghai')::date - {days}"
    ends = f"NOT ({STRAGGLES})" if days else "false"
    copy(
        Case,
        f"{part}_cases_case",
        number=f"substr(number, 1, 4) || to_char({day}, 'YYYYMMDD')"
        f" || lpad((right(number, 5)::int + {turn * 10_000})::text, 5, '0')",
        applicant_id=f"applicant_id - {shift}",
        tracking_hash=f"sha256(tracking_hash || '{node}'::bytea)",
        state=f"CASE WHEN {ends} AND state = 'completed' THEN 'delivered'"
        f" WHEN {ends} AND closed_at IS NULL THEN 'closed_incomplete' ELSE state END",
        closed_at=f"CASE WHEN {ends} THEN coalesce(closed_at, moved_at) ELSE closed_at END"
        f" - interval '{days} days'",
    )
    for model in HANGING:
        copy(model, f"{part}_{model._meta.db_table}", case_id=f"case_id - {shift}")
    copy(Event, f"{part}_audit_event", subject=SUBJECT.format(shift=shift))


@dataclass(frozen=True)
class _Copier:
    """Copies rows to earlier days with earlier ids; some columns in their own way."""

    admin: psycopg.Connection[Any]
    days: int
    shift: int

    def __call__(self, model: type[models.Model], source: str, **others: str) -> None:
        columns, values = [], []
        for field in model._meta.concrete_fields:
            column = str(field.column)
            columns.append(f'"{column}"')
            values.append(others.get(column, self._moved(field, f'"{column}"')))
        self.admin.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
            f" SELECT {', '.join(values)} FROM {source}".encode()
        )

    def _moved(self, field: Any, column: str) -> str:
        if field.primary_key:
            return f"{column} - {self.shift}"
        if isinstance(field, models.DateTimeField):
            return f"{column} - interval '{self.days} days'"
        if isinstance(field, models.DateField):
            return f"{column} - {self.days}"
        return column


def tell_people(admin: psycopg.Connection[Any]) -> None:
    """Three messages for each case, sent long ago; after half a year they are erased."""
    kept_from = erase_before(Record.MESSAGE, UNTIL)
    for n, (template, moment) in enumerate(
        (("received", "received_at"), ("accepted", "accepted_at"), ("completed", "completed_at"))
    ):
        admin.execute(
            f"""
            INSERT INTO messaging_outgoingmessage (id, unit, dedupe_key, "to", template, params,
                state, tries, created_at, next_try_at, sent_at, provider_id, last_error)
            SELECT id * 4 + {n}, unit, 'case:' || id || ':{template}', contact_phone,
                '{template}', answers, 'sent', 1, {moment}, {moment}, {moment}, 'sms-' || id, ''
            FROM cases_case WHERE {moment} >= '{kept_from}'
            """.encode()
        )


def number_days(admin: psycopg.Connection[Any]) -> None:
    """The running numbers go on behind the last of each day."""
    admin.execute(f"DELETE FROM {CaseNumber._meta.db_table}".encode())
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
