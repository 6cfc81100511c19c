"""接口契约的拷问: every operation of /api/v1 as its own contract lets it be called, and otherwise.

No answer of 500 and above, and every answer is what the contract says of that status.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any
from uuid import UUID

import hypothesis
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from torture._kills.people import Neighbour, neighbours
from torture.audit import own_database
from torture.matrix import quiet

FULL = 6_000
CONTRACT = "/api/v1/openapi.json"
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: n cases over all operations, in a database of its own."""
    with own_database():
        return ask(neighbours(1)[0], seed=seed, n=n)


def ask(me: Neighbour, *, seed: int, n: int) -> dict[str, Any]:
    """Ask as a resident, a clerk or nobody; half of the addresses name what there is."""
    from bianmin.config.wsgi import application

    schema = openapi.from_wsgi(CONTRACT, application)
    operations = [found.ok() for found in schema.get_all_operations()]
    told = _Told(me, random.Random(seed))
    with quiet():
        for number, operation in enumerate(operations):
            _ask_one(operation, told, seed=seed, examples=_share(n, number, len(operations)))
    return {
        "operations": len(operations),
        "cases": sum(told.statuses.values()),
        "statuses": {str(k): v for k, v in sorted(told.statuses.items())},
        "violations": told.violations,
    }


class _Told:
    """What was sent as whom, and what was answered."""

    def __init__(self, me: Neighbour, dice: random.Random) -> None:
        self.bearers = (me.resident_bearer, me.clerk_bearer, "")
        self.known = {"code": me.item, "parent": str(me.village), "number": "1"}
        self.dice = dice
        self.statuses: Counter[int] = Counter()
        self.violations: list[str] = []

    def send(self, case: Any) -> None:
        headers = {"Idempotency-Key": str(UUID(int=self.dice.getrandbits(128), version=4))}
        if bearer := self.dice.choice(self.bearers):
            headers["Authorization"] = f"Bearer {bearer}"
        for name in case.path_parameters or {}:
            if name in self.known and self.dice.random() < 0.5:
                case.path_parameters[name] = self.known[name]
        response = case.call(headers=headers)
        self.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseException as wrong:  # a group of failures, each a sentence
            self.violations.append(f"{case.method} {case.path}: {_words(wrong)}")


def _ask_one(operation: Any, told: _Told, *, seed: int, examples: int) -> None:
    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=max(1, examples),
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def one(case: Any) -> None:
        told.send(case)

    one()


def _share(n: int, number: int, of: int) -> int:
    return n // of + (number < n % of)


def _words(wrong: BaseException) -> str:
    inner = getattr(wrong, "exceptions", (wrong,))
    return "; ".join(" ".join(str(one).split())[:300] for one in inner)
