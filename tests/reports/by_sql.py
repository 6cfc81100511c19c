"""The counts of each day in plain SQL, written apart from the product's two ways of counting."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from django.db import connection

DAY = "({} AT TIME ZONE 'Asia/Shanghai')::date"
PLACE = "c.township_id, c.site_id, c.item_id"
OF_CASES = (
    ("submitted", "submitted_at", "true"),
    ("by_agent", "submitted_at", "c.channel = 'agent'"),
    ("online", "submitted_at", "c.channel = 'online'"),
    ("received", "received_at", "true"),
    ("accepted", "accepted_at", "true"),
    ("not_accepted", "closed_at", "c.state = 'not_accepted'"),
    ("decided", "decided_at", "true"),
    ("completed", "completed_at", "true"),
    (
        "completed_on_time",
        "completed_at",
        f"{DAY.format('coalesce(c.decided_at, c.completed_at)')} <= c.promise_due",
    ),
    (
        "completed_late",
        "completed_at",
        f"{DAY.format('coalesce(c.decided_at, c.completed_at)')} > c.promise_due",
    ),
    ("delivered", "delivered_at", "true"),
    ("withdrawn", "closed_at", "c.state = 'withdrawn'"),
    ("closed", "closed_at", "c.state IN ('closed_incomplete', 'void', 'lapsed')"),
)
OF_RATINGS = (
    ("rated", "true"),
    ("rated_well", "r.level IN (1, 2, 3)"),
    ("rated_poorly", "r.level IN (4, 5)"),
)

Key = tuple[int, date, int, int, int]


def statement() -> str:
    parts = [
        f"SELECT c.unit, {DAY.format(f'c.{moment}')}, {PLACE}, '{name}' FROM cases_case c"
        f" WHERE c.unit = %(unit)s AND c.{moment} IS NOT NULL AND {condition}"
        for name, moment, condition in OF_CASES
    ]
    parts += [
        f"SELECT c.unit, {DAY.format('r.rated_at')}, {PLACE}, '{name}' FROM feedback_rating r"
        " JOIN cases_case c ON c.unit = r.unit AND c.id = r.case_id"
        f" WHERE r.unit = %(unit)s AND {condition}"
        for name, condition in OF_RATINGS
    ]
    # How often it was asked for again stands in the trail, once for each act.
    parts.append(
        f"SELECT c.unit, {DAY.format('e.at')}, {PLACE}, 'corrections' FROM audit_event e"
        " JOIN cases_case c ON c.unit = e.unit AND e.subject = 'case:' || c.id"
        " WHERE e.unit = %(unit)s"
        " AND e.action IN ('request_correction', 'request_review_correction')"
    )
    parts.append(
        f"SELECT c.unit, {DAY.format('e.at')}, {PLACE}, 'second_slips' FROM audit_event e"
        " JOIN cases_case c ON c.unit = e.unit AND e.subject = 'case:' || c.id"
        " WHERE e.unit = %(unit)s AND e.facts->>'breach' IS NOT NULL"
    )
    parts.append(
        f"SELECT c.unit, {DAY.format('e.at')}, {PLACE}, 'deemed_accepted' FROM audit_event e"
        " JOIN cases_case c ON c.unit = e.unit AND e.subject = 'case:' || c.id"
        " WHERE e.unit = %(unit)s AND e.action = 'deem_accepted'"
    )
    return (
        "SELECT *, count(*) FROM (" + " UNION ALL ".join(parts) + ") AS x"
        "(unit, day, township, site, item, name) GROUP BY 1, 2, 3, 4, 5, 6"
    )


def counted(unit: int) -> dict[Key, Counter[str]]:
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(statement(), {"unit": unit})
        for *key, name, count in cursor.fetchall():
            found[tuple(key)][name] = count  # type: ignore[index]
    return dict(found)
