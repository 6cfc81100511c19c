"""The list and the gate agree: two statements of one rule, over the whole cast."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from bianmin.accounts.actor import ANONYMOUS, SYSTEM, Actor
from bianmin.accounts.models import Role, User
from bianmin.cases import policies, queries
from bianmin.cases.commands import intake
from bianmin.cases.models import Case
from bianmin.rules.roles import ADMINISTRATORS, RoleKind
from tests import make
from tests.cases.paths import Path
from tests.make import MONDAY_9AM
from tests.world import World


def cases_of(cast: World) -> list[Case]:
    """In every township: online, by the agent, at the counter, at the station, and of staff."""
    made = []
    for town in cast.townships.values():
        path = Path(cast, town)
        clerk = path.actor(RoleKind.CLERK)
        at_station = make.application(
            town.center, town.village, intake=town.station, of=cast.version
        )
        made += [
            make.submitted(
                town.center, town.village, applicant=town.villager, of=cast.version
            ).case,
            path.submitted(make.person(village=town.village)),
            make.received(town.center, town.village, clerk, of=cast.version),
            intake.take_at_counter(
                at_station, by=path.actor(RoleKind.STATION_CLERK), at=MONDAY_9AM
            ).case,
        ]
    return made + cases_elsewhere(cast)


def cases_elsewhere(cast: World) -> list[Case]:
    """People apply where they do not work: the neighbour's clerk, an agent, a supervisor."""
    here, there = cast.townships["古楼街道"], cast.townships["东城街道"]
    applicants = [
        there.staff[RoleKind.CLERK].person,
        there.staff[RoleKind.AGENT].person,
        cast.staff["开发区", RoleKind.SUPERVISOR].person,
        cast.staff["聊城市", RoleKind.SYSTEM_ADMIN].person,
        there.villager,
    ]
    return [
        make.submitted(here.center, here.village, applicant=who, of=cast.version).case
        for who in applicants
    ]


def actors_of(cast: World) -> list[tuple[str, Actor]]:
    accounts = [*cast.actors(), two_posts(cast), ended(cast), make.user()]
    named = [(f"{user.display_name}", make.actor(user)) for user in accounts]
    first = make.actor(cast.actors()[0])
    link = Actor(None, cast.townships["古楼街道"].villager.pk, "申请人", (), "link")
    nobody = dataclasses.replace(first, person_id=None, roles=())
    return [*named, ("访客", ANONYMOUS), ("系统", SYSTEM), ("链接", link), ("无人", nobody)]


def two_posts(cast: World) -> User:
    """A clerk of one township who is the agent of a village of the zone as well."""
    here, there = cast.townships["河湾镇"], cast.townships["东城街道"]
    user = make.user(RoleKind.CLERK, at_site=here.center)
    make.give(user, RoleKind.AGENT, there.village, at_site=there.station)
    return user


def ended(cast: World) -> User:
    """A reviewer whose post has ended a minute ago."""
    user = make.user(RoleKind.REVIEWER, at_site=cast.townships["河湾镇"].center)
    Role.objects.filter(user=user).update(ends_at=MONDAY_9AM - timedelta(minutes=1))
    return user


def test_the_list_and_the_gate_agree(cast: World) -> None:
    cases, wrong = cases_of(cast), []
    seen_by_anybody = set()
    for name, actor in actors_of(cast):
        listed = set(queries.visible_to(actor).values_list("pk", flat=True))
        seen_by_anybody |= listed
        for case in cases:
            if (case.pk in listed) != bool(policies.may_view(actor, case)):
                wrong.append((name, [role.kind for role in actor.roles], case.number))
    assert wrong == []
    assert seen_by_anybody == {case.pk for case in cases}


def test_the_worklist_lies_within_what_the_actor_may_open(cast: World) -> None:
    cases_of(cast)
    for name, actor in actors_of(cast):
        listed = set(queries.visible_to(actor).values_list("pk", flat=True))
        working = set(queries.open_cases(actor).values_list("pk", flat=True))
        assert working <= listed, name
        if not actor.roles:
            assert working == set(), name


def test_a_number_opens_for_whom_the_gate_opens(cast: World) -> None:
    cases = cases_of(cast)[::3]
    for name, actor in actors_of(cast):
        for case in cases:
            found = queries.by_number(actor, case.number).exists()
            assert found == bool(policies.may_view(actor, case)), (name, case.number)


@pytest.mark.parametrize(("here", "there"), [("东昌府区", "开发区"), ("开发区", "东昌府区")])
def test_a_zone_and_the_district_whose_codes_it_carries_see_nothing_of_each_other(
    cast: World, here: str, there: str
) -> None:
    cases = cases_of(cast)
    foreign = {case.pk for case in cases if case.unit == cast.units[there].unit}
    people = [user for (unit, _), user in cast.staff.items() if unit == here]
    for town in cast.townships.values():
        if town.region.unit == cast.units[here].unit:
            people += town.staff.values()
    assert len(people) >= 9
    assert len(foreign) >= 4
    for user in people:
        actor = make.actor(user)
        own = set(Case.objects.filter(applicant=user.person).values_list("pk", flat=True))
        assert not set(queries.visible_to(actor).values_list("pk", flat=True)) & foreign - own


def test_an_administrator_sees_no_case_but_their_own(cast: World) -> None:
    cases_of(cast)
    for kind in ADMINISTRATORS:
        user = cast.staff["聊城市", kind]
        listed = queries.visible_to(make.actor(user))
        assert {case.applicant_id for case in listed} <= {user.person.pk}


def test_rights_end_in_the_same_second(cast: World) -> None:
    cases_of(cast)
    user = cast.townships["河湾镇"].staff[RoleKind.CLERK]
    assert queries.visible_to(make.actor(user)).count() == 4
    Role.objects.filter(user=user).update(ends_at=MONDAY_9AM)
    assert queries.visible_to(make.actor(user)).count() == 0
