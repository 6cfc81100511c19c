"""接口契约的拷问: every operation of /api/v1 as its own contract lets it be called, and otherwise.

No answer of 500 and above, and every answer is what the contract says of that status.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

import hypothesis
from django.utils import timezone
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)
from tests import make, world
from tests.cases.paths import STEPS, Path

from bianmin.accounts.commands.tokens import issue_token
from bianmin.accounts.models import User
from bianmin.rules.lifecycle import MOVES
from bianmin.rules.roles import RoleKind
from torture.audit import own_database
from torture.matrix import quiet

FULL = 6_000
CONTRACT = "/api/v1/openapi.json"
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
STAFF = (RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD, RoleKind.STATION_CLERK)
COUNTY = (RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_BUREAU)
OF_EACH_STATE = 2


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: n cases over all operations, in a database of its own."""
    with own_database():
        return ask(known(), seed=seed, n=n)


@dataclass(frozen=True)
class Known:
    """What somebody knows who belongs here: tokens, numbers, links, an item and a village."""

    residents: tuple[str, ...]
    staff: tuple[str, ...]
    numbers: tuple[str, ...]
    links: tuple[str, ...]
    item: str
    village: int
    site: int

    def value(self, path: str, name: str, dice: random.Random) -> str:
        """Return a real value of a parameter."""
        if name == "number":
            return "1" if "/items/" in path else dice.choice(self.numbers)
        if name == "code":
            return self.item if "/items/" in path else dice.choice(self.links)
        return {"parent": str(self.village), "site": str(self.site)}[name]

    def application(self) -> dict[str, Any]:
        return {
            "item": self.item,
            "village": self.village,
            "answers": {"band": "80-89"},
            "materials": {"id_card": "received"},
        }


def known() -> Known:
    """Build the cast, with cases of one township in every state they can be moved from."""
    now = timezone.now()
    cast = world.build()
    town = cast.townships["河湾镇"]
    path = Path(cast, town, at=now)
    movable = sorted({state for state, _ in MOVES} & STEPS.keys())
    cases = [path.into(state) for state in movable for _ in range(OF_EACH_STATE)]

    def token(user: User) -> str:
        return issue_token(user, label="拷问", by=make.actor(user, at=now), at=now)

    staff = [town.staff[kind] for kind in STAFF] + [cast.staff["东昌府区", kind] for kind in COUNTY]
    assert town.resident is not None
    return Known(
        (token(town.resident),),
        tuple(map(token, staff)),
        tuple(case.number for case in cases),
        tuple(case.tracking.clear() for case in cases),
        cast.version.item.code,
        town.village.pk,
        town.center.pk,
    )


def ask(who: Known, *, seed: int, n: int) -> dict[str, Any]:
    """Ask mostly as somebody who may, about what there is; sometimes not."""
    from bianmin.config.wsgi import application

    schema = openapi.from_wsgi(CONTRACT, application)
    operations = [found.ok() for found in schema.get_all_operations()]
    told = _Told(who, random.Random(seed))
    with quiet():
        for number, operation in enumerate(operations):
            _ask_one(operation, told, seed=seed, examples=_share(n, number, len(operations)))
    return {
        "operations": len(operations),
        "cases": sum(told.statuses.values()),
        "statuses": {str(k): v for k, v in sorted(told.statuses.items())},
        "past_the_door": 1 - round(told.statuses[HTTPStatus.UNAUTHORIZED] / n, 2),
        "violations": told.violations,
    }


class _Told:
    """What was sent as whom, and what was answered."""

    def __init__(self, who: Known, dice: random.Random) -> None:
        self.who = who
        self.dice = dice
        self.key = ""
        self.statuses: Counter[int] = Counter()
        self.violations: list[str] = []

    def send(self, case: Any) -> None:
        if not self._now_and_then():  # a key that was used for something else
            self.key = str(UUID(int=self.dice.getrandbits(128), version=4))
        headers = {"Idempotency-Key": self.key}
        if bearer := self._bearer(case.path):
            headers["Authorization"] = f"Bearer {bearer}"
        for name in case.path_parameters or {}:
            if not self._now_and_then():
                case.path_parameters[name] = self.who.value(case.path, name, self.dice)
        if (case.method, case.path) == ("POST", "/api/v1/cases") and self.dice.random() < 0.5:
            case.body = self.who.application()
        response = case.call(headers=headers)
        self.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseException as wrong:  # a group of failures, each a sentence
            self.violations.append(f"{case.method} {case.path}: {_words(wrong)}")

    def _bearer(self, path: str) -> str:
        """The token of somebody whom the operation is for; now and then another's, or none."""
        if self._now_and_then():
            return self.dice.choice([*self.who.residents, *self.who.staff, ""])
        return self.dice.choice(self.who.staff if "/desk/" in path else self.who.residents)

    def _now_and_then(self) -> bool:
        return self.dice.random() < 0.15


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
