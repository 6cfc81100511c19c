"""离岗与顶岗: B takes over with a list both confirm; what is open always has an owner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bianmin.audit.models import Event
from bianmin.cases.commands import review
from bianmin.cases.models import Case
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from bianmin.workforce import jobs
from bianmin.workforce.commands import absences, handovers, posts, signing, standing_in
from bianmin.workforce.models import Absence, EmptyPost, Handover, HandoverItem
from bianmin.workforce.queries import duty
from bianmin.workforce.queries import rotas as queries
from bianmin.workforce.queries.duty import Presence
from tests import make
from tests.make import MONDAY_9AM
from tests.workforce.house import DAY, HOUR, House

SICK = MONDAY_9AM - timedelta(minutes=50)  # 8:10
MINUTE = timedelta(minutes=1)


def owner(case: Case) -> int | None:
    return Case.objects.values_list("handler_id", flat=True).get(unit=case.unit, pk=case.pk)


def fall_ill(house: House, *, at: object = SICK) -> Absence:
    return absences.report_absence(
        house.a,
        house.town.center,
        kind="sick",
        ends_at=MONDAY_9AM + 8 * HOUR,
        reason="发烧",
        by=house.actor(house.a),
        at=at,  # type: ignore[arg-type]
    )


def ask(house: House, user: object = None, *, days: int = 1, start: int = 1) -> Absence:
    who = user or house.a
    return absences.ask_absence(
        who,  # type: ignore[arg-type]
        house.town.center,
        kind="leave",
        starts_at=MONDAY_9AM + start * DAY - HOUR,
        ends_at=MONDAY_9AM + (start + days - 1) * DAY + 9 * HOUR,
        by=make.actor(who),  # type: ignore[arg-type]
        at=MONDAY_9AM,
    )


def test_a_clerk_falls_ill_at_8_10_and_b_stands_at_the_window(house: House) -> None:
    case = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    fall_ill(house)

    (now,) = duty.at_site(house.town.center, at=MONDAY_9AM)
    assert (now.presence, now.person, now.slot, now.how) == (Presence.ON, house.b, "B", "顶岗")
    assert owner(case) == house.b.pk
    assert not EmptyPost.objects.filter(unit=1).exists()
    (handover,) = Handover.objects.filter(unit=1)
    assert (handover.giver, handover.taker, handover.cause) == (house.a, house.b, "absence")
    (item,) = HandoverItem.objects.filter(unit=1, handover=handover)
    assert (item.kind, item.subject) == ("case", case.pk)
    told = OutgoingMessage.objects.get(unit=1, template="stand_in")
    assert told.to.clear() == house.b.person.phone.clear()
    assert told.params.clear()["count"] == "1"
    event = Event.objects.get(unit=1, subject=f"handover:{handover.pk}")
    assert (event.facts["giver_name"], event.facts["taker_name"]) == (
        house.a.display_name,
        house.b.display_name,
    )


def test_both_confirm_each_for_themselves(house: House) -> None:
    house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    absences.report_absence(
        house.a, house.town.center, kind="sick", ends_at=MONDAY_9AM + 8 * HOUR,
        by=house.head, at=SICK,
    )  # fmt: skip
    handover = Handover.objects.get(unit=1)
    assert (handover.given_at, handover.taken_at) == (None, None)
    with pytest.raises(NotAllowed):
        handovers.confirm_handover(handover, by=house.head, at=MONDAY_9AM)
    handovers.confirm_handover(handover, by=house.actor(house.b), at=MONDAY_9AM)
    assert list(duty.handovers_to_confirm(house.a)) == [handover]
    assert list(duty.handovers_to_confirm(house.b)) == []
    handovers.confirm_handover(handover, by=house.actor(house.a), at=MONDAY_9AM + HOUR)
    with pytest.raises(Conflict, match="已经确认"):
        handovers.confirm_handover(handover, by=house.actor(house.a), at=MONDAY_9AM + HOUR)
    assert handover.given_at and handover.taken_at


def test_whoever_tells_it_themselves_has_given(house: House) -> None:
    fall_ill(house)
    assert Handover.objects.get(unit=1).given_at == SICK


def test_what_is_still_open_comes_back(house: House) -> None:
    kept = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    moved_on = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    theirs = house.case(house.b, at=MONDAY_9AM - 3 * DAY)
    absence = fall_ill(house)
    reviewer = house.town.staff[RoleKind.REVIEWER]
    for row in Case.objects.filter(unit=1, pk=moved_on.pk).select_related("version", "item"):
        review.accept_case(row, by=house.actor(house.b), at=MONDAY_9AM)
        review.start_review(row, by=make.actor(reviewer), at=MONDAY_9AM)

    standing_in.end_absence(absence, by=house.actor(house.a), at=MONDAY_9AM + 4 * HOUR)

    assert (owner(kept), owner(moved_on), owner(theirs)) == (house.a.pk, reviewer.pk, house.b.pk)
    back = Handover.objects.get(unit=1, cause="return")
    assert (back.giver, back.taker) == (house.b, house.a)
    (now,) = duty.at_site(house.town.center, at=MONDAY_9AM + 6 * HOUR)
    assert now.person == house.a
    with pytest.raises(Conflict):
        standing_in.end_absence(absence, by=house.actor(house.a), at=MONDAY_9AM + 5 * HOUR)


def test_nobody_else_ends_an_absence(house: House) -> None:
    absence = fall_ill(house)
    with pytest.raises(NotAllowed):
        standing_in.end_absence(absence, by=house.actor(house.b), at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        absences.report_absence(
            house.b, house.town.center, kind="sick", ends_at=MONDAY_9AM + HOUR,
            by=house.actor(house.c), at=MONDAY_9AM,
        )  # fmt: skip


def test_when_both_fall_ill_the_head_hears_of_it_at_once(house: House) -> None:
    case = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    fall_ill(house)
    absences.report_absence(
        house.b, house.town.center, kind="sick", ends_at=MONDAY_9AM + 8 * HOUR,
        by=house.actor(house.b), at=MONDAY_9AM,
    )  # fmt: skip

    (alarm,) = EmptyPost.objects.filter(unit=1)
    assert (alarm.post, alarm.cause, alarm.told, alarm.found_at) == (
        house.post, "away", "center", MONDAY_9AM,
    )  # fmt: skip
    message = OutgoingMessage.objects.get(unit=1, template="empty_post")
    head = house.town.staff[RoleKind.CENTER_HEAD]
    assert message.to.clear() == head.person.phone.clear()
    assert duty.at_site(house.town.center, at=MONDAY_9AM)[0].presence is Presence.EMPTY
    assert owner(case) == head.pk


def test_nobody_who_is_away_is_called_to_stand_in(house: House) -> None:
    """B is ill already and C sits at a meeting when A falls ill: the head is called, not they."""
    case = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    away = {"ends_at": MONDAY_9AM + 8 * HOUR, "at": SICK - MINUTE}
    for user, kind in ((house.b, "sick"), (house.c, "meeting")):
        absences.report_absence(
            user, house.town.center, kind=kind, by=house.actor(user), **away  # type: ignore[arg-type]
        )  # fmt: skip
    told_before = OutgoingMessage.objects.filter(unit=1).count()
    absence = fall_ill(house)

    head = house.town.staff[RoleKind.CENTER_HEAD]
    assert Handover.objects.get(unit=1, absence=absence).taker == head
    assert owner(case) == head.pk
    told = OutgoingMessage.objects.filter(unit=1).order_by("id")[told_before:]
    gone = {one.person.phone.clear() for one in (house.a, house.b, house.c)}
    assert told and not {message.to.clear() for message in told} & gone


def test_nor_who_is_named_for_the_post_and_in_no_rota_of_the_day(house: House) -> None:
    case = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    new = make.user(RoleKind.CLERK, at_site=house.town.center, name="新来的")
    posts.appoint(house.post, house.a, new, None, by=house.head, at=MONDAY_9AM - DAY)
    for user in (house.b, new, house.a):
        absences.report_absence(
            user, house.town.center, kind="sick", ends_at=MONDAY_9AM + 8 * HOUR,
            by=house.actor(user), at=SICK,
        )  # fmt: skip
    assert owner(case) not in (house.a.pk, house.b.pk, new.pk)


def test_leave_is_granted_only_while_somebody_stays(house: House) -> None:
    first = absences.decide_absence(
        ask(house), house.town.center, approve=True, by=house.head, at=MONDAY_9AM
    )
    assert first.state == "approved"
    second = ask(house, house.b)
    with pytest.raises(Conflict, match=r"“综合窗口”03月03日上午就没有人了（共 2 个半天）"):
        absences.decide_absence(
            second, house.town.center, approve=True, by=house.head, at=MONDAY_9AM
        )
    with pytest.raises(Invalid):
        absences.decide_absence(
            second, house.town.center, approve=False, by=house.head, at=MONDAY_9AM
        )
    refused = absences.decide_absence(
        second, house.town.center, approve=False, answer="请改到周五", by=house.head, at=MONDAY_9AM
    )
    assert (refused.state, refused.answer) == ("refused", "请改到周五")
    third = ask(house, house.b, start=2)
    absences.decide_absence(third, house.town.center, approve=True, by=house.head, at=MONDAY_9AM)


def test_nobody_grants_their_own_leave(house: House) -> None:
    head = house.town.staff[RoleKind.CENTER_HEAD]
    own = absences.ask_absence(
        head, house.town.center, kind="meeting", starts_at=MONDAY_9AM + DAY,
        ends_at=MONDAY_9AM + 2 * DAY, by=house.head, at=MONDAY_9AM,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="不能批自己的假"):
        absences.decide_absence(own, house.town.center, approve=True, by=house.head, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        absences.decide_absence(
            ask(house), house.town.center, approve=True, by=house.actor(house.b), at=MONDAY_9AM
        )


def test_one_is_away_once_at_a_time(house: House) -> None:
    ask(house)
    with pytest.raises(Conflict, match="已经登记"):
        ask(house)
    fall_ill(house)
    with pytest.raises(Conflict, match="已经登记"):
        fall_ill(house, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "holiday"}, "kind"),
        ({"ends_at": MONDAY_9AM + DAY}, "ends_at"),
        ({"ends_at": MONDAY_9AM + 200 * DAY}, "ends_at"),
        ({"starts_at": MONDAY_9AM - HOUR}, "starts_at"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    house: House, change: dict[str, object], field: str
) -> None:
    asked = {"kind": "leave", "starts_at": MONDAY_9AM + DAY, "ends_at": MONDAY_9AM + 2 * DAY}
    with pytest.raises(Invalid) as refused:
        absences.ask_absence(
            house.a, house.town.center, by=house.actor(house.a), at=MONDAY_9AM, **(asked | change)
        )
    assert field in refused.value.fields


def test_planned_leave_begins_and_ends_by_itself(
    house: House, django_capture_on_commit_callbacks: object
) -> None:
    case = house.case(house.a)
    absence = absences.decide_absence(
        ask(house), house.town.center, approve=True, by=house.head, at=MONDAY_9AM
    )
    start, end = absence.starts_at, absence.ends_at
    jobs.walk_posts(int((start - MINUTE).timestamp()))
    assert owner(case) == house.a.pk
    jobs.walk_posts(int((start + MINUTE).timestamp()))
    assert owner(case) == house.b.pk
    jobs.walk_posts(int((start + 2 * MINUTE).timestamp()))
    assert Handover.objects.filter(unit=1).count() == 1
    jobs.walk_posts(int((end + MINUTE).timestamp()))
    assert owner(case) == house.a.pk


def test_from_one_absence_into_the_next_nothing_comes_back_to_who_is_away(house: House) -> None:
    case = house.case(house.a)
    sick = absences.report_absence(
        house.a, house.town.center, kind="sick", ends_at=ask(house).starts_at,
        by=house.actor(house.a), at=MONDAY_9AM,
    )  # fmt: skip
    leave = absences.decide_absence(
        Absence.objects.get(unit=1, kind="leave"), house.town.center, approve=True, by=house.head,
        at=MONDAY_9AM,
    )  # fmt: skip
    assert sick.ends_at == leave.starts_at
    jobs.walk_posts(int((leave.starts_at + MINUTE).timestamp()))
    assert owner(case) == house.b.pk
    causes = Handover.objects.filter(unit=1).order_by("id").values_list("cause", flat=True)
    assert list(causes) == ["absence", "return", "absence"]
    jobs.walk_posts(int((leave.ends_at + MINUTE).timestamp()))
    assert owner(case) == house.a.pk


def test_asked_leave_can_be_taken_back(house: House) -> None:
    absence = ask(house)
    with pytest.raises(NotAllowed):
        absences.withdraw_absence(absence, by=house.actor(house.b), at=MONDAY_9AM)
    assert absences.withdraw_absence(absence, by=house.actor(house.a), at=MONDAY_9AM).state == (
        "withdrawn"
    )
    with pytest.raises(Conflict):
        absences.withdraw_absence(absence, by=house.actor(house.a), at=MONDAY_9AM)
    sick = fall_ill(house)
    with pytest.raises(Conflict, match="我回来了"):
        absences.withdraw_absence(sick, by=house.actor(house.a), at=MONDAY_9AM)


def test_an_agents_cases_go_to_the_stand_in_and_come_back(house: House) -> None:
    from bianmin.rules.rota import PostKind
    from bianmin.workforce.commands import posts, rotas
    from tests.workforce.house import PREPARED, draft

    town, told = house.town, {"by": house.head, "at": PREPARED}
    agent = town.staff[RoleKind.AGENT]
    other = make.user(RoleKind.AGENT, at_site=town.station, name="李代办")
    post = posts.open_post(town.station, PostKind.AGENT, **told)
    posts.appoint(post, agent, other, **told)
    rotas.publish_rotas([draft(house, post=post)], **told)
    case = make.submitted(town.center, town.village, intake=town.station).case
    Case.objects.filter(unit=1, pk=case.pk).update(agent=agent.person)

    absence = absences.report_absence(
        agent, town.station, kind="visit", ends_at=MONDAY_9AM + 8 * HOUR,
        by=make.actor(agent), at=MONDAY_9AM,
    )  # fmt: skip
    carried = Case.objects.filter(unit=1, pk=case.pk)
    assert carried.get().agent_id == other.person_id
    standing_in.end_absence(absence, by=make.actor(agent), at=MONDAY_9AM + HOUR)
    assert carried.get().agent_id == agent.person_id


def test_the_own_week_counts_stand_ins(house: House) -> None:
    absences.decide_absence(
        ask(house, days=2), house.town.center, approve=True, by=house.head, at=MONDAY_9AM
    )
    first = MONDAY_9AM.date()
    mine = queries.week_of(house.a, first, at=MONDAY_9AM)
    theirs = queries.week_of(house.b, first, at=MONDAY_9AM)
    assert [cell.half.day.day for cell in mine] == [2, 2, 5, 5, 6, 6]
    assert [(c.half.day.day, c.half.part, c.slot, c.how) for c in theirs] == [
        (day, part, "B", "stand_in") for day in (3, 4) for part in (0, 1)
    ]


def test_who_is_away_cannot_sign_in(house: House) -> None:
    fall_ill(house)
    with pytest.raises(Conflict, match="我回来了"):
        signing.sign_in(house.town.center, channel="desk", by=house.actor(house.a), at=MONDAY_9AM)
