"""重复提交的拷问: one act sent fifty times at once, and two clerks on one case at once.

One key has one effect and every other answer is the first one again; the same key with another
body is refused; of two who move one case, one does and the other is told so.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import connection, connections
from django.test import Client

from torture._kills.people import Neighbour, neighbours
from torture.audit import own_database

FULL = 200
AT_ONCE = 50
EFFECTS = {
    "cases": "SELECT count(*) FROM cases_case",
    "events": "SELECT count(*) FROM audit_event WHERE subject LIKE 'case:%%'",
    "messages": "SELECT count(*) FROM messaging_outgoingmessage WHERE dedupe_key LIKE 'case:%%'",
    "day counts": "SELECT coalesce(sum(submitted) + sum(received), 0) FROM cases_caseday",
}
Sent = tuple[int, bool, bytes]  # status, replayed, body


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: so many rounds in a database of its own."""
    with own_database():
        return rounds(neighbours(1)[0], seed=seed, n=n)


def rounds(me: Neighbour, *, seed: int, n: int) -> dict[str, Any]:
    """Submit one case fifty times with one key; let two receive it, and one come late; n times."""
    violations: list[str] = []
    statuses: Counter[str] = Counter()
    clerks = (me.clerk_bearer, me.colleague_bearer)
    for turn in range(n):
        key = f"{seed}-{turn}"
        before = effects()
        sent = at_once(AT_ONCE, lambda _n, key=key: submit(me, "头一份", key))
        statuses.update(f"{status}{' again' * again}" for status, again, _ in sent)
        violations += [f"{key}: {words}" for words in _one_effect(sent, before, effects())]
        other = submit(me, "另一份", key)
        if other[0] != HTTPStatus.UNPROCESSABLE_ENTITY:
            violations.append(f"{key}: another body was answered {other[0]}")
        number = json.loads(sent[0][2])["number"]
        before = effects()
        moved = at_once(2, lambda n, key=key, at=number: receive(clerks[n], at, f"{key}-{n}"))
        moved.append(receive(me.colleague_bearer, number, f"{key}-late"))
        violations += [f"{key}: {words}" for words in _one_moves(moved, before, effects())]
    return {
        "submissions_at_once": AT_ONCE,
        "statuses": dict(sorted(statuses.items())),
        "violations": violations,
    }


def submit(me: Neighbour, note: str, key: str) -> Sent:
    body = {
        "item": me.item,
        "village": me.village,
        "answers": {"band": "80-89", "note": note},
        "materials": {"id_card": "received"},
    }
    return _post("/api/v1/cases", body, me.resident_bearer, key)


def receive(bearer: str, number: str, key: str) -> Sent:
    return _post(f"/api/v1/desk/cases/{number}/receipt", {}, bearer, key)


def effects() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for name, statement in EFFECTS.items():
            cursor.execute(statement, [])
            found[name] = cursor.fetchone()[0]
        return found


def at_once(count: int, act: Callable[[int], Sent]) -> list[Sent]:
    """Let so many threads wait for each other and then act; return what each was answered."""
    gate, answers = threading.Barrier(count), list[Sent]()

    def one(number: int) -> None:
        gate.wait()
        try:
            answers.append(act(number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _post(path: str, body: dict[str, Any], bearer: str, key: str) -> Sent:
    answer = Client(raise_request_exception=False).post(
        path,
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {bearer}", "Idempotency-Key": key},
    )
    return answer.status_code, answer.get("Idempotency-Replayed") == "true", answer.content


def _one_effect(sent: list[Sent], before: dict[str, int], after: dict[str, int]) -> list[str]:
    wanted = dict.fromkeys(EFFECTS, 1)
    done = {name: after[name] - before[name] for name in EFFECTS}
    found = [] if done == wanted else [f"one key did {done}"]
    again = Counter((status, again) for status, again, _ in sent)
    if again != {(201, False): 1, (201, True): AT_ONCE - 1}:
        found.append(f"one key was answered {dict(again)}")
    return found + ([] if len({body for *_, body in sent}) == 1 else ["answers differ"])


def _one_moves(moved: list[Sent], before: dict[str, int], after: dict[str, int]) -> list[str]:
    found = []
    if sorted(status for status, *_ in moved) != [HTTPStatus.OK, *[HTTPStatus.CONFLICT] * 2]:
        found.append(f"those who receive were answered {[(s, b.decode()) for s, _, b in moved]}")
    if after["events"] - before["events"] != 1 or after["messages"] - before["messages"] != 1:
        found.append(f"two who receive did {after} after {before}")
    told = [json.loads(body)["detail"] for status, _, body in moved if status >= 400]
    return found + [f"no sentence: {words}" for words in told if len(words) < 6]
