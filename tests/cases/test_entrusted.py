"""家人代办: what a mandate opens, and what it never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import end_mandate
from bianmin.accounts.mandates import acting
from bianmin.accounts.models import Mandate, Person
from bianmin.audit.models import Event
from bianmin.cases import policies, queries
from bianmin.cases.commands import closing, delivering, intake, urging
from bianmin.cases.commands.standing_in import tell_holder
from bianmin.cases.models import Case
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.lifecycle import Action
from bianmin.rules.mandates import End, Side
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import Path
from tests.make import MONDAY_9AM as NOW

BEFORE = NOW - timedelta(days=1)


def let(principal: Person, holder: Person, **scope: list[str]) -> Mandate:
    return Mandate.objects.create(
        principal=principal, holder=holder, relation="child", way="code",
        **({"areas": ["老年人优待"]} | scope), asked_at=NOW, granted_at=NOW,
        ends_on=NOW.date() + timedelta(days=30),
    )  # fmt: skip


def by(person: Person, *, at: Any = NOW) -> Actor:
    return acting(Actor(7, person.pk, "赵小红"), at=at)


def handed_in(path: Path, principal: Person, holder: Person, **rest: Any) -> Case:
    wanted = make.application(
        path.town.center,
        path.town.village,
        applicant=principal,
        **({"of": path.cast.version} | rest),
    )
    return intake.submit_case(wanted, channel="online", by=by(holder), at=NOW).case


def test_what_is_done_is_the_principals_and_the_trail_says_who(path: Path) -> None:
    mother, daughter = path.town.villager, make.person("赵小红")
    mandate = let(mother, daughter)
    case = handed_in(path, mother, daughter)
    assert (case.applicant, case.agent, case.mandate) == (mother, None, mandate)
    event = Event.objects.get(unit=1, subject=f"case:{case.pk}", action="submit")
    assert (event.by_person, event.facts["mandate"]) == (daughter.pk, mandate.pk)
    used = Event.objects.get(unit=0, subject=f"mandate:{mandate.pk}", action="use")
    assert used.facts["case"] == case.number
    sent = {(m.template, m.to.clear()) for m in OutgoingMessage.objects.filter(unit=1)}
    assert sent == {("mandate_used", mother.phone.clear()), ("submitted", mother.phone.clear())}

    delivering.choose_delivery(case, mode="pickup", by=by(daughter), at=NOW + timedelta(hours=1))
    with pytest.raises(Invalid):
        delivering.choose_delivery(case, mode="electronic", by=by(daughter), at=NOW)
    path.receive(case)
    news = OutgoingMessage.objects.filter(unit=1, template="mandate_news").get()
    told = str(news.params.clear())
    assert news.to.clear() == daughter.phone.clear() and case.tracking.clear() not in told
    assert not policies.may_rate(by(daughter), case)
    assert not policies.may_move(by(daughter), case, Action.ACCEPT)
    closing.withdraw_case(case, reason="不想办了", by=by(daughter), at=NOW)
    assert case.state == "withdrawn"


def test_the_list_and_the_gate_agree_for_relatives_too(path: Path) -> None:
    mother, neighbour, daughter = path.town.villager, make.person(), make.person()
    town = path.town
    other = make.version()
    other.item.area = "社会救助"
    other.item.save(update_fields=["area"])
    let(mother, daughter)
    where = (town.center, town.village)
    cases = [
        make.submitted(*where, applicant=mother, of=path.cast.version).case,
        make.submitted(*where, applicant=mother, of=path.cast.version, at=BEFORE).case,
        make.submitted(*where, applicant=mother, of=other).case,
        make.submitted(*where, applicant=neighbour, of=path.cast.version).case,
    ]
    late = by(daughter, at=NOW + timedelta(days=31))
    clerk = replace(make.actor(town.staff[RoleKind.CLERK]), mandates=by(daughter).mandates)
    for actor, seen in ((by(daughter), cases[:1]), (late, []), (by(neighbour), cases[3:])):
        assert set(queries.visible_to(actor)) == set(seen)
    for actor in (by(daughter), late, clerk, by(mother)):
        listed = set(queries.visible_to(actor))
        assert listed == {case for case in cases if policies.may_view(actor, case)}

    let(mother, neighbour, areas=[], items=[other.item.code])
    assert set(queries.visible_to(by(neighbour))) == {cases[2], cases[3]}
    with pytest.raises(NotAllowed, match="要先有委托"):
        handed_in(path, mother, daughter, of=other)


def test_what_needs_the_person_is_not_handed_in_by_another(path: Path) -> None:
    mother, daughter = path.town.villager, make.person()
    let(mother, daughter)
    with pytest.raises(NotAllowed, match="本人到场"):
        handed_in(path, mother, daughter, of=make.version(presence=True))


def test_an_ended_mandate_stops_even_who_came_before_the_end(path: Path) -> None:
    mother, daughter = path.town.villager, make.person()
    mandate = let(mother, daughter)
    case, actor = handed_in(path, mother, daughter), by(daughter)
    own = Actor(1, mother.pk, "王桂英")
    end_mandate(mandate, side=Side.PRINCIPAL, end=End.REVOKED, by=own, at=NOW)
    assert by(daughter).mandates == ()
    with pytest.raises(Conflict, match="已经停了"):
        closing.withdraw_case(case, reason="不想办了", by=actor, at=NOW)
    case.refresh_from_db()
    path.receive(case)
    assert not OutgoingMessage.objects.filter(unit=1, template="mandate_news").exists()


def test_whoever_handed_it_in_decides_nothing_in_it(path: Path) -> None:
    clerk = path.town.staff[RoleKind.CLERK]
    let(path.town.villager, clerk.person)
    case = handed_in(path, path.town.villager, clerk.person)
    mine = make.actor(clerk)
    assert not policies.may_move(mine, case, Action.RECEIVE)
    colleague = make.actor(make.user(RoleKind.CLERK, at_site=path.town.center))
    assert policies.may_move(colleague, case, Action.RECEIVE)


def test_a_reviewer_who_acts_for_her_mother_decides_nothing_of_hers(path: Path) -> None:
    mother, reviewer = path.town.villager, path.town.staff[RoleKind.REVIEWER]
    own = make.submitted(path.town.center, path.town.village, applicant=mother).case
    path.receive(own)
    path.accept(own)
    other = make.submitted(path.town.center, path.town.village).case
    path.receive(other)
    path.accept(other)
    assert policies.may_move(make.actor(reviewer), own, Action.START_REVIEW)
    mandate = let(mother, reviewer.person, areas=["社会救助"])
    assert not policies.may_move(make.actor(reviewer), own, Action.START_REVIEW)
    Mandate.objects.filter(pk=mandate.pk).update(ended_at=NOW, end="revoked")
    assert not policies.may_pause(make.actor(reviewer), own)
    assert policies.may_move(make.actor(reviewer), other, Action.START_REVIEW)


def test_what_she_handed_in_stays_open_under_a_later_mandate(path: Path) -> None:
    mother, daughter = path.town.villager, make.person("赵小红")
    first = let(mother, daughter)
    case = handed_in(path, mother, daughter)
    own = make.submitted(
        path.town.center, path.town.village, applicant=mother, of=path.cast.version
    ).case
    later = NOW + timedelta(days=2)
    Mandate.objects.filter(pk=first.pk).update(ended_at=NOW, end="expired")
    assert set(queries.visible_to(by(daughter, at=later))) == set()
    wider = let(mother, daughter, areas=["老年人优待", "社会救助"])
    Mandate.objects.filter(pk=wider.pk).update(granted_at=later)
    actor = by(daughter, at=later)
    assert set(queries.visible_to(actor)) == {case}
    assert policies.may_view(actor, case) and not policies.may_view(actor, own)
    case.refresh_from_db()
    tell_holder(case, "receive", at=later)
    news = OutgoingMessage.objects.filter(unit=1, template="mandate_news").get()
    assert news.params.clear()["link"] == f"/family/{wider.pk}/"
    closing.withdraw_case(case, reason="不想办了", by=actor, at=later)
    event = Event.objects.get(unit=1, subject=f"case:{case.pk}", action="withdraw")
    assert event.facts["mandate"] == wider.pk


def test_a_relative_urges_what_is_late(path: Path) -> None:
    mother, daughter = path.town.villager, make.person()
    let(mother, daughter)
    case = handed_in(path, mother, daughter)
    path.receive(case)
    path.accept(case)
    late = NOW + timedelta(days=20)
    urging.urge_case(case, by=by(daughter, at=late), at=late)
    urged = Event.objects.get(unit=1, subject=f"case:{case.pk}", action="urge")
    assert urged.facts["mandate"] == case.mandate_id
