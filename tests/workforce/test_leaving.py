"""离任与调动: rights end in the same second; nothing open is left behind."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.models import Grant, User
from bianmin.accounts.queries import actor_of, holding_at
from bianmin.cases.models import Case
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from bianmin.workforce.commands import absences, leaving, posts, rotas, standing_in
from bianmin.workforce.models import Absence, Departure, Handover, Post, Rota
from bianmin.workforce.queries import duty
from bianmin.workforce.queries.duty import Presence
from tests import make
from tests.make import MONDAY_9AM
from tests.workforce.house import DAY, HOUR, PREPARED, House, draft


def depart(house: House, user: User, successor: User, **change: Any) -> list[Departure]:
    told = {"why": "resign", "reason": "另有工作", "by": house.head, "at": MONDAY_9AM} | change
    return leaving.depart(user, successor, **told)


def test_rights_end_in_the_same_second_and_matters_have_an_owner(house: House) -> None:
    case = house.case(house.a)
    (row,) = depart(house, house.a, house.c)

    house.a.refresh_from_db()
    assert not house.a.is_active
    assert actor_of(house.a, at=MONDAY_9AM, channel="web").roles == ()
    assert not Grant.objects.filter(holding_at(MONDAY_9AM), user=house.a).exists()
    assert Case.objects.get(unit=1, pk=case.pk).handler_id == house.c.pk
    assert (row.why, row.successor, row.kind) == ("resign", house.c, "clerk")
    assert Handover.objects.get(unit=1).cause == "departure"
    assert absences_cannot_begin(house)


def absences_cannot_begin(house: House) -> bool:
    return not Absence.objects.filter(unit=1, user=house.a, state__in=["asked"]).exists()


def test_the_successor_takes_the_place_in_posts_and_rotas(house: House) -> None:
    rotas.publish_rotas(
        [draft(house, starts_on=MONDAY_9AM.date() + 30 * DAY)], by=house.head, at=PREPARED
    )
    depart(house, house.a, house.c)
    post = Post.objects.get(pk=house.post.pk)
    assert (post.a, post.b) == (house.c, house.b)
    (now,) = duty.at_site(house.town.center, at=MONDAY_9AM)
    assert (now.presence, now.person, now.slot) == (Presence.ON, house.c, "A")
    (later,) = duty.at_site(house.town.center, at=MONDAY_9AM + 36 * DAY)
    assert later.person == house.c
    old = Rota.objects.filter(a=house.a)
    assert not old.filter(starts_on__gte=MONDAY_9AM.date()).exists()


def test_without_a_qualified_successor_who_stays_takes_over_alone(house: House) -> None:
    reviewer = house.town.staff[RoleKind.REVIEWER]
    depart(house, house.a, reviewer)
    rota = Rota.objects.filter(post=house.post).order_by("-id").first()
    assert rota is not None
    assert (rota.a, rota.b, rota.is_short) == (house.b, None, True)
    assert duty.at_site(house.town.center, at=MONDAY_9AM)[0].person == house.b


def test_nobody_leaves_a_window_empty(house: House) -> None:
    reviewer = house.town.staff[RoleKind.REVIEWER]
    depart(house, house.a, reviewer)
    with pytest.raises(Conflict, match="没有别人能顶"):
        depart(house, house.b, reviewer, at=MONDAY_9AM + HOUR)
    assert User.objects.get(pk=house.b.pk).is_active
    assert duty.at_site(house.town.center, at=MONDAY_9AM + HOUR)[0].person == house.b
    depart(house, house.b, house.c, at=MONDAY_9AM + HOUR)
    assert duty.at_site(house.town.center, at=MONDAY_9AM + HOUR)[0].person == house.c


def test_nor_on_a_day_when_the_others_are_on_leave(house: House) -> None:
    reviewer = house.town.staff[RoleKind.REVIEWER]
    absence = absences.ask_absence(
        house.b, house.town.center, kind="leave", starts_at=MONDAY_9AM + 2 * DAY,
        ends_at=MONDAY_9AM + 3 * DAY, by=house.actor(house.b), at=MONDAY_9AM,
    )  # fmt: skip
    absences.decide_absence(absence, house.town.center, approve=True, by=house.head, at=MONDAY_9AM)
    with pytest.raises(Conflict, match="03月04日上午"):
        depart(house, house.a, reviewer)
    depart(house, house.a, house.c)


def test_what_a_stand_in_holds_stays_when_the_other_has_left(house: House) -> None:
    case = house.case(house.a)
    absence = absences.report_absence(
        house.a, house.town.center, kind="sick", ends_at=MONDAY_9AM + 8 * HOUR,
        by=house.actor(house.a), at=MONDAY_9AM,
    )  # fmt: skip
    depart(house, house.a, house.c, at=MONDAY_9AM + HOUR)
    standing_in.end_due(1, at=MONDAY_9AM + 9 * HOUR)
    assert Case.objects.get(unit=1, pk=case.pk).handler_id == house.b.pk
    with pytest.raises(Conflict):
        standing_in.end_absence(absence, by=house.actor(house.a), at=MONDAY_9AM + 9 * HOUR)


@pytest.mark.parametrize("case", ["self", "gone", "away", "citizen", "why", "reason"])
def test_a_departure_names_a_person_who_is_there(house: House, case: str) -> None:
    successor, change = house.c, {}
    if case == "self":
        successor = house.a
    elif case == "gone":
        successor = make.user(RoleKind.CLERK, at_site=house.town.center)
        User.objects.filter(pk=successor.pk).update(is_active=False)
        successor.refresh_from_db()
    elif case == "away":
        absences.report_absence(
            house.c, house.town.center, kind="sick", ends_at=MONDAY_9AM + HOUR,
            by=house.actor(house.c), at=MONDAY_9AM,
        )  # fmt: skip
    elif case == "citizen":
        successor = make.user()
    elif case == "why":
        change = {"why": "bored"}
    else:
        change = {"reason": " "}
    with pytest.raises(Invalid):
        depart(house, house.a, successor, **change)
    assert User.objects.get(pk=house.a.pk).is_active


def test_only_who_runs_the_site_lets_somebody_go(house: House) -> None:
    other = house.world.townships["古楼街道"].staff[RoleKind.CENTER_HEAD]
    for by in (make.actor(other), house.actor(house.b)):
        with pytest.raises(NotAllowed):
            depart(house, house.a, house.c, by=by)


def test_a_transfer_begins_without_a_grant_at_the_new_place(house: House) -> None:
    case = house.case(house.a)
    station = house.town.station
    role = leaving.transfer(
        house.a, house.c, to=station, kind=RoleKind.STATION_CLERK, reason="充实村站",
        by=house.head, at=MONDAY_9AM,
    )  # fmt: skip
    assert (role.site, role.kind) == (station, "station_clerk")
    acting = actor_of(house.a, at=MONDAY_9AM, channel="web")
    assert [(r.kind, r.site_id, set(r.items)) for r in acting.roles] == [
        (RoleKind.STATION_CLERK, station.pk, set())
    ]
    assert Case.objects.get(unit=1, pk=case.pk).handler_id == house.c.pk
    assert duty.at_site(house.town.center, at=MONDAY_9AM)[0].person == house.c
    assert Departure.objects.get(unit=1).why == "transfer"


def test_a_county_reviewer_without_a_site_hands_over_too(house: House) -> None:
    old = house.world.staff["东昌府区", RoleKind.COUNTY_REVIEWER]
    new = make.user(RoleKind.COUNTY_REVIEWER, house.world.units["东昌府区"])
    case = house.case(house.a)
    Case.objects.filter(unit=1, pk=case.pk).update(handler_id=old.pk)
    bureau = make.actor(house.world.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    assert depart(house, old, new, by=bureau) == []
    assert Case.objects.get(unit=1, pk=case.pk).handler_id == new.pk


def test_an_agent_who_applied_is_left_with_their_own_case(house: House) -> None:
    """The taker cannot carry what they applied for themselves: it is simply theirs."""
    town = house.town
    agent, other = town.staff[RoleKind.AGENT], make.user(RoleKind.AGENT, at_site=town.station)
    case = make.submitted(
        town.center, town.village, intake=town.station, applicant=other.person
    ).case
    Case.objects.filter(unit=1, pk=case.pk).update(agent=agent.person)
    depart(house, agent, other)
    assert Case.objects.get(unit=1, pk=case.pk).agent_id is None


def test_seasons_are_reissued_each(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    made = rotas.draft_rota(
        house.post, pattern="B" * 10 + "----", season="summer", starts_on=PREPARED.date(), **told
    )
    rotas.publish_rotas([Rota.objects.select_related("post__site__region").get(pk=made.pk)], **told)
    posts.appoint(house.post, house.a, house.b, house.c, **told)
    depart(house, house.a, house.town.staff[RoleKind.REVIEWER])
    june = MONDAY_9AM + 98 * DAY
    assert duty.at_site(house.town.center, at=MONDAY_9AM)[0].person == house.b
    assert duty.at_site(house.town.center, at=june)[0].person == house.b
