"""The same work in hand-written SQL: what cannot be done without, in one transaction.

Values are taken from rows that the product wrote a moment before; what is sealed stays as it is.
Sessions, roles and keys against double sending belong to a page, so they are not in here.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from bench._measure import driver
from bench._people import Post, Township
from bianmin.cases.commands.review import grant_case
from bianmin.cases.models import Case
from bianmin.ground.ids import new_id
from bianmin.regions.queries import all_units

Row = dict[str, Any]
NEXT_NUMBER = """
    INSERT INTO cases_casenumber (unit, day, last) VALUES (%s, %s, 1)
    ON CONFLICT (unit, day) DO UPDATE SET last = cases_casenumber.last + 1 RETURNING last"""
NEXT_DOCUMENT = """
    INSERT INTO cases_documentnumber (unit, township_id, kind, year, last)
    VALUES (%s, %s, %s, %s, 1) ON CONFLICT (unit, township_id, kind, year)
    DO UPDATE SET last = cases_documentnumber.last + 1 RETURNING last"""
COUNT = """
    UPDATE cases_caseday SET {0} = {0} + 1
    WHERE unit = %s AND day = %s AND township_id = %s AND site_id = %s AND item_id = %s"""
ENDED = """
    UPDATE cases_refusalfiling SET approved = false, decided_at = %s
    WHERE unit = %s AND case_id = %s AND decided_at IS NULL"""
RAW_KIND = "raw"  # a series of its own, so that the product's numbers have no gaps
DEFER = """
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', 'messaging.send_one', 0, NULL, NULL, jsonb_build_object(
            'unit', %s::int, 'message_id', %s::bigint), NULL)::procrastinate_job_to_defer_v1]))"""


def intake(model: Case) -> Callable[[], object]:
    """Number, case, papers, event, count, receipt with its number, message and its job."""
    case = _only("cases_case", "id", model.pk)
    papers = _rows("cases_casematerial", "case_id", model.pk)
    event = _only("audit_event", "subject", f"case:{model.pk}")
    notices = _rows("cases_notice", "case_id", model.pk)  # a receipt at the window, none online
    message = _rows("messaging_outgoingmessage", "unit", model.unit, "ORDER BY id DESC LIMIT 1")[0]
    day = case["submitted_at"].date()
    place = (case["township_id"], case["site_id"], case["item_id"])

    def run() -> None:
        with driver().transaction(), driver().cursor() as cursor:
            cursor.execute(NEXT_NUMBER, [case["unit"], day])
            (serial,) = cursor.fetchone() or (0,)
            case["id"], case["number"] = new_id(), f"{case['number'][:12]}{serial:05}"
            case["tracking_hash"] = secrets.token_bytes(32)
            _insert(cursor, "cases_case", [case])
            for paper in papers:
                paper["id"], paper["case_id"] = new_id(), case["id"]
            _insert(cursor, "cases_casematerial", papers)
            event["id"], event["subject"] = new_id(), f"case:{case['id']}"
            _insert(cursor, "audit_event", [event])
            cursor.execute(COUNT.format("submitted"), [case["unit"], day, *place])
            for notice in notices:
                _number(cursor, notice, case["id"], case["township_id"], day.year)
            message["id"], message["dedupe_key"] = new_id(), f"raw:{case['id']}"
            _insert(cursor, "messaging_outgoingmessage", [message])
            cursor.execute(DEFER, [message["unit"], message["id"]])

    return run


def decision(cases: Iterator[Case], by: Post) -> Callable[[], object]:
    """The state compared and set, what lay proposed ended, the decision with its numbered
    document, the event and the count."""
    first = next(cases)
    grant_case(first, by=by.actor, at=first.moved_at)
    event = _rows("audit_event", "subject", f"case:{first.pk}", "ORDER BY id DESC LIMIT 1")[0]
    document = _only("cases_decision", "case_id", first.pk)
    notice = _rows("cases_notice", "case_id", first.pk, "ORDER BY id DESC LIMIT 1")[0]
    day = first.moved_at.date()

    def run() -> None:
        case = next(cases)
        with driver().transaction(), driver().cursor() as cursor:
            cursor.execute(
                "UPDATE cases_case SET state = 'granted', moved_at = %s, decided_at = %s,"
                " handler_id = %s WHERE unit = %s AND id = %s AND state = 'review'",
                [case.moved_at, case.moved_at, by.user.pk, case.unit, case.pk],
            )
            cursor.execute(ENDED, [case.moved_at, case.unit, case.pk])
            _number(cursor, notice, case.pk, case.township_id, day.year)
            document["id"], document["case_id"] = new_id(), case.pk
            _insert(cursor, "cases_decision", [document])
            event["id"], event["subject"] = new_id(), f"case:{case.pk}"
            _insert(cursor, "audit_event", [event])
            place = [case.township_id, case.site_id, case.item_id]
            cursor.execute(COUNT.format("decided"), [case.unit, day, *place])

    return run


LIST = """
    SELECT c.number, c.state, c.paused, c.channel, c.promise_due, c.tell_by, c.contact_phone,
        i.plain_name, t.name, v.name, s.name, n.name, p.name
    FROM cases_case c
    JOIN catalogue_serviceitem i ON i.id = c.item_id
    JOIN regions_region t ON t.id = c.township_id
    LEFT JOIN regions_region v ON v.id = c.village_id
    JOIN sites_site s ON s.id = c.site_id
    JOIN sites_site n ON n.id = c.intake_site_id
    JOIN accounts_person p ON p.id = c.applicant_id
    WHERE {scope} AND {which} ORDER BY {order} LIMIT 50"""
COUNTS = """
    SELECT c.state, c.paused, c.channel, c.item_id, i.plain_name, count(*)
    FROM cases_case c JOIN catalogue_serviceitem i ON i.id = c.item_id
    WHERE {scope} AND {which} GROUP BY 1, 2, 3, 4, 5"""
HAND = "(c.closed_at IS NULL OR c.state = 'completed')"
DUE = "coalesce(c.promise_due, c.tell_by), c.id"
TOWNSHIP = "c.unit = %(unit)s AND c.township_id = %(township)s"
COUNTY = "c.unit = %(unit)s"
CITY = "c.unit = (%(units)s::int[])[1]"  # one unit at a time, the first unless another is asked


def worklist(town: Township, scope: str, states: Sequence[str]) -> Callable[[], object]:
    """How many of each kind, and the first fifty of one tab."""
    values = _values(town) | {"states": list(states)}
    counts = COUNTS.format(scope=scope, which=HAND)
    lines = LIST.format(scope=scope, which=f"{HAND} AND c.state = ANY(%(states)s)", order=DUE)
    return lambda: [_ask(counts, values), _ask(lines, values)]


def search(town: Township, column: str, hashed: bytes) -> Callable[[], object]:
    """Who has this number, and their cases in the township."""
    people = f"SELECT id FROM accounts_person WHERE {column} = %(hashed)s"
    which = "c.applicant_id = ANY(%(found)s)"
    lines = LIST.format(scope=TOWNSHIP, which=which, order="c.submitted_at DESC")

    def run() -> list[Any]:
        found = [row[0] for row in _ask(people, {"hashed": hashed})]
        return _ask(lines, _values(town) | {"found": found})

    return run


ONE_CASE = """
    SELECT c.*, i.*, w.guide, w.form, t.name, v.name, s.name, n.name, p.*
    FROM cases_case c
    JOIN catalogue_serviceitem i ON i.id = c.item_id
    JOIN catalogue_itemversion w ON w.id = c.version_id
    JOIN regions_region t ON t.id = c.township_id
    LEFT JOIN regions_region v ON v.id = c.village_id
    JOIN sites_site s ON s.id = c.site_id
    JOIN sites_site n ON n.id = c.intake_site_id
    JOIN accounts_person p ON p.id = c.applicant_id
    WHERE c.unit = %(unit)s AND c.township_id = %(township)s AND c.number = %(number)s"""
PARTS = [
    f"SELECT * FROM {table} WHERE unit = %(unit)s AND case_id = %(case)s"
    for table in (
        "cases_casematerial",
        "cases_casepause",
        "cases_notice",
        "cases_refusalfiling",
        "cases_approval",
        "cases_decision",
        "cases_delivery",
    )
]
PARTS += [
    "SELECT * FROM audit_event WHERE unit = %(unit)s AND subject = %(subject)s ORDER BY id",
]


def opening(town: Township, cases: Iterator[Case]) -> Callable[[], object]:
    """The case and the eight things that hang on it."""

    def run() -> list[Any]:
        case = next(cases)
        values = _values(town) | {"number": case.number, "case": case.pk}
        values["subject"] = f"case:{case.pk}"
        return [_ask(sql, values) for sql in (ONE_CASE, *PARTS)]

    return run


def _values(town: Township) -> Row:
    center = town.center
    return {"unit": center.unit, "township": center.region_id, "units": list(all_units())}


def _ask(sql: str, values: Mapping[str, Any]) -> list[Any]:
    return driver().execute(sql.encode(), values).fetchall()


def _number(cursor: Any, notice: Row, case: int, township: int, year: int) -> None:
    """Take the next number of a document and write it."""
    cursor.execute(NEXT_DOCUMENT, [notice["unit"], township, RAW_KIND, year])
    notice["id"], notice["case_id"] = new_id(), case
    _insert(cursor, "cases_notice", [notice])


def _rows(table: str, column: str, value: object, tail: str = "ORDER BY id") -> list[Row]:
    with driver().cursor(row_factory=dict_row) as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s {tail}".encode(), [value])
        return [{name: _given(cell) for name, cell in row.items()} for row in cursor]


def _only(table: str, column: str, value: object) -> Row:
    return _rows(table, column, value)[0]


def _given(cell: object) -> object:
    return Jsonb(cell) if isinstance(cell, dict | list) else cell


def _insert(cursor: Any, table: str, rows: Sequence[Row]) -> None:
    columns = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
    values = [cell for row in rows for cell in row.values()]
    cursor.execute(f"INSERT INTO {table} ({columns}) VALUES {marks}".encode(), values)
