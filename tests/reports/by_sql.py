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

DESK = "CASE WHEN c.site_id = c.intake_site_id THEN c.site_id END"
CAME = f"""
    SELECT c.id, c.channel = 'counter' AS came, false AS unsaid, c.intake_site_id AS place,
        {DAY.format("coalesce(c.claimed_at, c.submitted_at)")} AS day
    FROM cases_case c WHERE c.unit = %(unit)s AND c.delivered_at IS NOT NULL
    UNION ALL
    SELECT c.id, e.facts->>'mode' = 'pickup', false, {DESK}, d.received_on
    FROM audit_event e JOIN cases_case c ON c.unit = e.unit AND e.subject = 'case:' || c.id
    JOIN cases_delivery d ON d.unit = c.unit AND d.case_id = c.id
    WHERE e.unit = %(unit)s AND e.action IN ('deliver', 'open_result')
    UNION ALL
    SELECT c.id, w.staff AND c.agent_id IS NULL, w.staff AND c.agent_id IS NOT NULL,
        {DESK}, {DAY.format("e.at")}
    FROM audit_event e JOIN cases_case c ON c.unit = e.unit AND e.subject = 'case:' || c.id
    CROSS JOIN LATERAL (
        SELECT e.by_user IS NOT NULL AND NOT jsonb_exists(e.facts, 'mandate')
            AND e.by_person NOT IN (c.applicant_id, coalesce(c.agent_id, 0))
    ) w(staff)
    WHERE e.unit = %(unit)s AND c.delivered_at IS NOT NULL
        AND (e.action IN ('resubmit', 'correct', 'correct_review') OR e.action = 'hand_in_deferred'
            AND NOT EXISTS (
                SELECT 1 FROM audit_event o WHERE o.unit = e.unit AND o.subject = e.subject
                AND o.at = e.at AND o.action IN ('resubmit', 'correct', 'correct_review')
            ))
    UNION ALL
    SELECT p.case_id, false, p.kind = 'hearing', NULL, NULL
    FROM cases_casepause p WHERE p.unit = %(unit)s
"""
"""What each case asked of its applicant, from the trail, and whether there was a hearing."""
VISITS = f"""
    SELECT c.unit, {DAY.format("c.delivered_at")}, {PLACE}, v.name FROM cases_case c JOIN (
        SELECT id, bool_or(unsaid) AS unsaid, count(DISTINCT day) FILTER (WHERE came) AS visits,
            count(DISTINCT place) FILTER (WHERE came) AS places,
            count(*) FILTER (WHERE came) > 1 AND bool_or(came AND place IS NULL) AS is_lost,
            bool_or(came AND place IS NULL) AS is_unsaid, min(place) FILTER (WHERE came) AS first
        FROM ({CAME}) s GROUP BY id
    ) n ON n.id = c.id
    JOIN sites_site i ON i.id = c.intake_site_id
    CROSS JOIN LATERAL (SELECT i.kind IN ('station', 'point') AS here) h
    CROSS JOIN LATERAL (VALUES
        ('visits_told', true), ('no_visit', n.visits = 0), ('one_visit', n.visits <= 1),
        ('on_net', n.visits = 0 AND c.channel = 'online'), ('places_told', NOT n.is_lost),
        ('one_place', NOT n.is_lost AND n.places <= 1),
        ('village_told', n.visits = 0 OR NOT h.here OR NOT n.is_unsaid),
        ('in_village', n.visits = 0 OR (
            h.here AND NOT n.is_unsaid AND n.places = 1 AND n.first = c.intake_site_id))
    ) v(name, holds)
    WHERE c.unit = %(unit)s AND c.delivered_at IS NOT NULL AND NOT n.unsaid AND v.holds
"""

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
    parts.append(VISITS)
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
