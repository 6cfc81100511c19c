"""What is stored, against what was told: plain SQL, written apart from the product's code.

Only unsealing an answer's text and the chain's own verifier are the product's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psycopg

from bianmin.audit.queries import verify
from bianmin.ground import crypto
from torture._kills.clients import Taken, Told

STATES = {
    "submit": "submitted",
    "withdraw": "withdrawn",
    "receive": "received",
    "accept": "accepted",
}
CASES = """
    SELECT c.number, c.id, c.unit, c.channel, c.state, c.answers,
           (SELECT count(*) FROM cases_casematerial m WHERE m.case_id = c.id AND m.unit = c.unit)
    FROM cases_case c
"""
EVENTS = "SELECT subject, action FROM audit_event WHERE subject LIKE 'case:%%'"
MESSAGES = "SELECT dedupe_key FROM messaging_outgoingmessage WHERE dedupe_key LIKE 'case:%%'"
JOBS_OF_MESSAGES = """
    SELECT count(*) FROM messaging_outgoingmessage m
    WHERE m.dedupe_key LIKE 'case:%%' AND m.state NOT IN ('queued', 'sent')
"""
SERIALS = """
    SELECT n.unit, n.day, n.last, count(c.id), count(DISTINCT c.number)
    FROM cases_casenumber n
    LEFT JOIN cases_case c ON c.unit = n.unit
        AND (c.submitted_at AT TIME ZONE 'Asia/Shanghai')::date = n.day
    GROUP BY n.unit, n.day, n.last
    HAVING n.last <> count(c.id) OR count(c.id) <> count(DISTINCT c.number)
"""
TALLIES = """
    WITH stored AS (
        SELECT unit, township_id, site_id, item_id, sum(submitted) AS submitted,
               sum(online) AS online, sum(received) AS received, sum(accepted) AS accepted,
               sum(withdrawn) AS withdrawn
        FROM cases_caseday GROUP BY unit, township_id, site_id, item_id
    ), counted AS (
        SELECT unit, township_id, site_id, item_id, count(*) AS submitted,
               count(*) FILTER (WHERE channel = 'online') AS online,
               count(received_at) AS received, count(accepted_at) AS accepted,
               count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn
        FROM cases_case GROUP BY unit, township_id, site_id, item_id
    )
    SELECT * FROM stored FULL JOIN counted USING (unit, township_id, site_id, item_id)
    WHERE (stored.submitted, stored.online, stored.received, stored.accepted, stored.withdrawn)
        IS DISTINCT FROM
        (counted.submitted, counted.online, counted.received, counted.accepted, counted.withdrawn)
"""
UNDER_WAY = "SELECT count(*) FROM wire_idempotentanswer WHERE status = 0"
TWO_PEOPLE = """
    SELECT count(*) FROM (
        SELECT id_number_hash FROM accounts_person WHERE id_number_hash IS NOT NULL
        GROUP BY id_number_hash HAVING count(*) > 1) AS twice
"""


def check(connection: psycopg.Connection[Any], told: Told) -> list[str]:
    """Return every difference between what the clients were told and what is stored."""
    return [
        *told.faults,
        *_cases(connection, told.cases),
        *_numbers(connection),
        *_chain(connection),
    ]


def blindness(connection: psycopg.Connection[Any], told: Told) -> list[str]:
    """Return what the checker does not see when a case is made up and another kept from it."""
    made_up = Taken("LC010000000000000", "made up", "online", ["submit"])
    found = check(connection, Told([made_up, *told.cases[1:]]))
    wanted = ["LC010000000000000 is lost"]
    wanted += [f"{taken.number} was told to nobody" for taken in told.cases[:1]]
    return [f"the checker does not see: {what}" for what in wanted if what not in found]


def _cases(connection: psycopg.Connection[Any], told: list[Taken]) -> Iterator[str]:
    stored = {row[0]: row[1:] for row in connection.execute(CASES)}
    events: dict[str, Counter[str]] = {}
    for subject, action in connection.execute(EVENTS):
        events.setdefault(subject, Counter())[action] += 1
    messages: dict[str, Counter[str]] = {}
    for (key,) in connection.execute(MESSAGES):
        _, pk, act, _ = key.split(":")
        messages.setdefault(f"case:{pk}", Counter())[act] += 1
    notes = Counter(_note(row[4]) for row in stored.values())
    yield from (f"{note} was taken in {times} times" for note, times in notes.items() if times > 1)
    known = {taken.number for taken in told}
    if len(known) != len(told):
        yield "one number was told for two cases"
    yield from (f"{number} was told to nobody" for number in stored.keys() - known)
    for taken in told:
        if taken.number not in stored:
            yield f"{taken.number} is lost"
            continue
        pk, _unit, channel, state, answers, materials = stored[taken.number]
        expected = Counter(taken.acts)
        for what, found, wanted in (
            ("channel", channel, taken.channel),
            ("state", state, STATES[taken.acts[-1]]),
            ("note", _note(answers), taken.note),
            ("materials", materials, 3),
            ("events", events.get(f"case:{pk}"), expected),
            ("messages", messages.get(f"case:{pk}"), expected),
        ):
            if found != wanted:
                yield f"{taken.number}: {what} {found}, told {wanted}"


def _numbers(connection: psycopg.Connection[Any]) -> Iterator[str]:
    for row in connection.execute(SERIALS):
        yield f"running numbers of unit {row[0]} on {row[1]}: last {row[2]}, cases {row[3]}"
    for row in connection.execute(TALLIES):
        yield f"day counts differ from a recount: {row}"
    for statement, what in (
        (UNDER_WAY, "keys are claimed and were never answered"),
        (TWO_PEOPLE, "people are registered twice"),
        (JOBS_OF_MESSAGES, "messages are neither waiting nor sent"),
    ):
        row = connection.execute(statement).fetchone()
        if row is None or row[0]:
            yield f"{row and row[0]} {what}"


def _chain(connection: psycopg.Connection[Any]) -> Iterator[str]:
    report = verify(connection)
    yield from (f"audit: {finding}" for finding in report.findings)


def _note(answers: bytes) -> str:
    text = crypto.open_bytes("json", bytes(answers), "cases_case.answers").decode()
    return str(json.loads(text).get("note"))
