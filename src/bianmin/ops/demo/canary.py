"""金丝雀: unique marks in every personal field of two counties and one zone.

Whoever finds a unit's mark outside that unit, in a log, a dump or a foreign answer, has found a
leak. The marks are made by the product's own commands, so they lie where real data would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands.people import register_person
from bianmin.accounts.demo import PASSWORD, secret_of
from bianmin.accounts.models import Person, Role, User
from bianmin.accounts.queries import actor_of
from bianmin.cases.application import Application
from bianmin.cases.commands import closing, delivering, drafts, intake, refusals, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import form_in, scenarios_in
from bianmin.feedback.commands import rate
from bianmin.ops.demo.answers import plausible_answers
from bianmin.regions.models import Region
from bianmin.rules.identity import id_check_digit
from bianmin.rules.lifecycle import Action
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site

PLANTED = 2  # counties, and one zone beside them


@dataclass(frozen=True)
class Marks:
    """标记: one unit's tokens; every personal field gets its own."""

    seed: int
    unit: int

    def of(self, field: str) -> str:
        digest = hashlib.sha256(f"{self.seed} {self.unit} {field}".encode()).hexdigest()
        return f"canary{digest[:14]}"

    def phone(self, n: int) -> str:
        number = int(hashlib.sha256(f"{self.seed} {self.unit} {n}".encode()).hexdigest(), 16)
        return f"198{number % 10**8:08d}"

    def id_number(self, n: int) -> str:
        number = int(hashlib.sha256(f"id {self.seed} {self.unit} {n}".encode()).hexdigest(), 16)
        born = date(1950, 1, 1) + timedelta(days=number % 9000)
        body = f"371502{born:%Y%m%d}{number % 899 + 100:03d}"
        return body + id_check_digit(body)


@transaction.atomic
def plant(seed: int, *, at: datetime) -> dict[str, Any]:
    """Plant the marks and return them by unit, with every login of those units."""
    return {"units": [_unit(unit, Marks(seed, unit.unit), at) for unit in _chosen()]}


def _chosen() -> list[Region]:
    units = Region.objects.filter(level="unit", valid_to__isnull=True).order_by("unit")
    zones = [unit for unit in units if unit.kind == "开发区"]
    counties = [unit for unit in units if unit.kind != "开发区"]
    return counties[:PLANTED] + zones[:1]


def _unit(unit: Region, marks: Marks, at: datetime) -> dict[str, Any]:
    center = Site.objects.filter(unit=unit.unit, kind="center").order_by("id").first()
    assert center is not None
    village = Region.objects.filter(parent=center.region, level="village").order_by("id").first()
    assert village is not None
    who = {kind: _staff(kind, center, at) for kind in (RoleKind.CLERK, RoleKind.REVIEWER)}
    people = [_person(marks, n, village, at) for n in range(3)]
    clerk, reviewer = who[RoleKind.CLERK], who[RoleKind.REVIEWER]
    finished = _case(people[0], center, village, marks, clerk, at)
    _finish(finished, marks, clerk, reviewer, at)
    proposed = _case(people[1], center, village, marks, clerk, at)
    _propose(proposed, marks, clerk, at)
    _draft(people[2], village, marks, at)
    return {
        "unit": unit.unit,
        "name": unit.name,
        "marks": sorted(set(_all_marks(marks))),
        "cases": [finished.number, proposed.number],
        "logins": [_login(role, at) for role in _roles(unit, center)],
    }


def _staff(kind: RoleKind, center: Site, at: datetime) -> Actor:
    user = User.objects.filter(roles__kind=kind.value, roles__site=center).order_by("id").first()
    assert user is not None
    return actor_of(user, at=at, channel="web")


def _person(marks: Marks, n: int, village: Region, at: datetime) -> Person:
    person = register_person(
        name=marks.of(f"name{n}"),
        id_number=marks.id_number(n),
        phone=marks.phone(n),
        address=marks.of(f"address{n}"),
        village=village,
        by=SYSTEM,
        at=at,
    )
    if not person.bank_account:
        Person.objects.filter(pk=person.pk).update(bank_account=marks.of(f"bank{n}"))
    return person


def _case(
    person: Person, center: Site, village: Region, marks: Marks, clerk: Actor, at: datetime
) -> Case:
    version = ItemVersion.objects.select_related("item").order_by("id").first()
    assert version is not None
    scenario = next(iter(scenarios_in(version)), "")
    return intake.take_at_counter(
        Application(
            version=version,
            applicant=person,
            village=village,
            site=center,
            intake_site=center,
            answers=plausible_answers(form_in(version, scenario), marks.of("answers")),
            scenario=scenario,
            contact_phone=person.phone.clear(),
        ),
        by=clerk,
        at=at,
    ).case


def _finish(case: Case, marks: Marks, clerk: Actor, reviewer: Actor, at: datetime) -> None:
    gap = Gap("id", marks.of("gap"), marks.of("why"), marks.of("how"))
    review.request_correction(case, [gap], by=clerk, at=at)
    intake.correct_case(case, {}, by=clerk, at=at)
    review.accept_case(case, by=clerk, at=at)
    review.start_review(case, by=reviewer, at=at)
    review.grant_case(case, by=reviewer, at=at)
    closing.complete_case(case, by=clerk, at=at)
    name, words = marks.of("receiver"), marks.of("mandate")
    delivering.deliver_result(case, mode="pickup", receiver=name, mandate=words, by=clerk, at=at)
    resident = Actor(None, case.applicant_id, "申请人", (), "link")
    rate(
        case,
        level=5,
        reasons=["slow"],
        words=marks.of("words"),
        is_anonymous=True,
        channel="link",
        by=resident,
        at=at,
    )


def _propose(case: Case, marks: Marks, clerk: Actor, at: datetime) -> None:
    refusals.propose_refusal(
        case,
        action=Action.REFUSE_ACCEPTANCE,
        category="A",
        reason=marks.of("refusal"),
        law="行政许可法第三十二条",
        alternatives="已指路",
        by=clerk,
        at=at,
    )


def _draft(person: Person, village: Region, marks: Marks, at: datetime) -> None:
    version = ItemVersion.objects.order_by("id").first()
    assert version is not None
    by = Actor(None, person.pk, "申请人", (), "web")
    scenario = next(iter(scenarios_in(version)), "")
    draft, _ = drafts.begin_draft(
        version, village, unit=village.unit, by=by, at=at, scenario=scenario
    )
    drafts.save_draft(
        draft,
        by=by,
        at=at,
        answers={"note": marks.of("draft")},
        applicant={"name": marks.of("drafted")},
    )


def _all_marks(marks: Marks) -> Iterator[str]:
    for n in range(3):
        yield from (marks.of(f"{name}{n}") for name in ("name", "address", "bank"))
        yield from (marks.phone(n), marks.id_number(n))
    for field in (
        "answers",
        "gap",
        "why",
        "how",
        "receiver",
        "mandate",
        "words",
        "refusal",
        "draft",
        "drafted",
    ):
        yield marks.of(field)


def _roles(unit: Region, center: Site) -> list[Role]:
    roles = Role.objects.filter(user__is_demo=True, ends_at__isnull=True).select_related(
        "user", "region", "site"
    )
    at_center = roles.filter(region=center.region)
    of_unit = roles.filter(region=unit)
    below = roles.filter(region__parent=center.region).order_by("id")[:2]
    return [*of_unit, *at_center, *below]


def _login(role: Role, at: datetime) -> dict[str, str]:
    return {
        "role": role.kind,
        "login": role.user.login,
        "password": PASSWORD,
        "totp_secret": secret_of(role.user.login),
        "place": role.site.name if role.site else role.region.name,
    }
