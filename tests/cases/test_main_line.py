"""The main line of a case, command by command."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bianmin.audit.models import Event
from bianmin.cases import policies, queries
from bianmin.cases.commands import (
    approvals,
    asking,
    clocks,
    closing,
    delivering,
    intake,
    refusals,
    review,
)
from bianmin.cases.commands.moving import CaseMoved
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case, CaseDay, CasePause
from bianmin.feedback.commands import rate
from bianmin.messaging.models import OutgoingMessage
from bianmin.reports import recount
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> world.World:
    return world.build()


@pytest.fixture
def town(cast: world.World) -> world.Township:
    return cast.townships["河湾镇"]


def test_from_village_to_citizen(cast: world.World, town: world.Township) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    reviewer = make.actor(town.staff[RoleKind.REVIEWER])
    resident = make.actor(town.resident)
    made = make.submitted(town.center, town.village, applicant=town.villager, of=cast.version)
    case, at = made.case, MONDAY_9AM

    intake.receive_case(case, by=clerk, at=at)
    review.accept_case(case, by=clerk, at=at)
    assert (case.state, case.promise_due) == (State.ACCEPTED, date(2026, 3, 9))
    review.start_review(case, by=reviewer, at=at)
    review.grant_case(case, by=reviewer, at=at)
    closing.complete_case(case, by=clerk, at=at)
    delivering.deliver_result(case, mode="pickup", receiver="本人", by=clerk, at=at)
    rate(
        case, level=1, reasons=[], words="", is_anonymous=False, channel="page", by=resident, at=at
    )

    assert case.state == State.DELIVERED
    actions = Event.objects.filter(unit=1, subject=f"case:{case.pk}").order_by("id")
    assert [event.action for event in actions] == [
        "submit",
        "receive",
        "accept",
        "start_review",
        "grant",
        "complete",
        "deliver",
        "rate",
    ]
    day = CaseDay.objects.get(unit=1)
    assert (day.submitted, day.online, day.accepted, day.completed_on_time) == (1, 1, 1, 1)
    assert (day.visits_told, day.no_visit, day.one_visit, day.one_place) == (1, 0, 1, 1)
    assert (day.rated, day.rated_well, day.rated_poorly) == (1, 1, 0)
    assert OutgoingMessage.objects.filter(unit=1).count() == 5
    assert recount.differences(1) == []
    assert queries.tracked(made.tracking) == case


def test_the_second_of_two_clerks_gets_a_sentence(cast: world.World, town: world.Township) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    case = make.received(town.center, town.village, clerk, of=cast.version)
    same = Case.objects.select_related("version", "item", "township").get(unit=1, pk=case.pk)
    review.accept_case(case, by=clerk, at=MONDAY_9AM)

    with pytest.raises(CaseMoved, match="刚被他人处理"):
        review.accept_case(same, by=clerk, at=MONDAY_9AM)


def test_correction_is_told_once_and_a_second_is_counted(
    cast: world.World, town: world.Township
) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    case = make.received(town.center, town.village, clerk, of=cast.version)
    gap = Gap("id_card", "身份证", "照片不清楚", "重拍一张")

    review.request_correction(case, [gap], by=clerk, at=MONDAY_9AM)
    intake.correct_case(case, {"id_card": "received"}, by=clerk, at=MONDAY_9AM)
    review.request_correction(case, [gap], by=clerk, at=MONDAY_9AM)

    assert (case.state, case.correction_count) == (State.CORRECTION, 2)
    asked = Event.objects.filter(unit=1, action="request_correction").order_by("id")
    assert [event.facts["again"] for event in asked] == [False, True]
    assert recount.differences(1) == []


def test_a_clerk_alone_cannot_refuse(cast: world.World, town: world.Township) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    head = make.actor(town.staff[RoleKind.CENTER_HEAD])
    case = make.received(town.center, town.village, clerk, of=cast.version)

    with pytest.raises(NotAllowed):
        refusals.refuse_acceptance(case, by=clerk, at=MONDAY_9AM)
    with pytest.raises(NotAllowed, match="先由另一人"):
        refusals.refuse_acceptance(case, by=head, at=MONDAY_9AM)
    refusals.propose_refusal(
        case,
        action=Action.REFUSE_ACCEPTANCE,
        category="A",
        reason="不属于本镇",
        law="行政许可法第三十二条",
        alternatives="已指路到县局",
        by=clerk,
        at=MONDAY_9AM,
    )
    refusals.refuse_acceptance(case, by=head, at=MONDAY_9AM)

    assert case.state == State.NOT_ACCEPTED
    assert case.closed_at == MONDAY_9AM


def test_the_head_cannot_decide_what_he_proposed(cast: world.World, town: world.Township) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    head = make.actor(town.staff[RoleKind.CENTER_HEAD])
    case = make.received(town.center, town.village, clerk, of=cast.version)
    refusals.propose_refusal(
        case,
        action=Action.REFUSE_ACCEPTANCE,
        category="A",
        reason="不属于本镇",
        law="行政许可法",
        alternatives="指路",
        by=head,
        at=MONDAY_9AM,
    )

    with pytest.raises(NotAllowed, match="提出人不能自己批准"):
        refusals.refuse_acceptance(case, by=head, at=MONDAY_9AM)


def test_a_pause_moves_both_dates(cast: world.World, town: world.Township) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    reviewer = make.actor(town.staff[RoleKind.REVIEWER])
    case = make.received(town.center, town.village, clerk, of=cast.version)
    review.accept_case(case, by=clerk, at=MONDAY_9AM)
    review.start_review(case, by=reviewer, at=MONDAY_9AM)
    before = case.promise_due, case.statutory_due

    asked = asking.ask_pause(
        case,
        kind="hearing",
        basis="行政许可法第四十七条",
        document="聊听〔2026〕1号",
        expected_workdays=3,
        by=reviewer,
        at=MONDAY_9AM,
    )
    assert not case.paused  # only another person stops the clock
    head = make.actor(town.staff[RoleKind.CENTER_HEAD])
    approvals.approve(case, asked, by=head, at=MONDAY_9AM)
    assert case.paused
    clocks.resume_case(case, result="已听证", by=reviewer, at=MONDAY_9AM + timedelta(days=2))

    assert not case.paused
    assert case.promise_due > before[0]
    assert case.statutory_due > before[1]
    assert CasePause.objects.get(unit=1).result == "已听证"


def test_a_licence_nobody_looked_at_counts_as_accepted_from_receipt(
    cast: world.World, town: world.Township
) -> None:
    licence = make.version(licence=True)
    case = make.submitted(town.center, town.village, of=licence).case
    on_time, late = MONDAY_9AM + timedelta(days=7), MONDAY_9AM + timedelta(days=8)

    assert clocks.act_by_law(1, at=on_time) == 0
    assert clocks.act_by_law(1, at=late) == 1

    case.refresh_from_db(from_queryset=Case.objects.filter(unit=1))
    assert (case.state, case.clock_from) == (State.ACCEPTED, date(2026, 3, 2))
    assert case.promise_due == date(2026, 3, 9)


def test_a_year_without_calendar_is_taken_and_dated_later(
    cast: world.World, town: world.Township
) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    case = make.received(
        town.center, town.village, clerk, of=cast.version, at=MONDAY_9AM.replace(year=2027)
    )
    assert case.tell_by is None
    assert case.date_pending

    review.accept_case(case, by=clerk, at=MONDAY_9AM.replace(year=2027))
    assert (case.state, case.promise_due, case.date_pending) == (State.ACCEPTED, None, True)


def test_nobody_handles_his_own_case(cast: world.World, town: world.Township) -> None:
    clerk_account = town.staff[RoleKind.CLERK]
    clerk = make.actor(clerk_account)
    made = make.submitted(
        town.center, town.village, applicant=clerk_account.person, of=cast.version
    )

    with pytest.raises(NotAllowed, match="自己申请"):
        intake.receive_case(made.case, by=clerk, at=MONDAY_9AM)


def test_answers_are_checked_by_the_form_of_the_version(
    cast: world.World, town: world.Township
) -> None:
    with pytest.raises(Invalid) as refused:
        make.submitted(
            town.center, town.village, of=cast.version, answers={"band": "70", "extra": 1}
        )
    assert set(refused.value.fields) == {"band", "extra"}


def test_an_agent_carries_for_a_villager_but_not_for_himself(
    cast: world.World, town: world.Township
) -> None:
    account = town.staff[RoleKind.AGENT]
    agent = make.actor(account)
    wanted = make.application(
        town.center, town.village, intake=town.station, of=cast.version, agent=account.person
    )
    case = intake.submit_case(wanted, channel="agent", by=agent, at=MONDAY_9AM).case
    assert policies.may_view(agent, case)

    own = make.application(
        town.center,
        town.village,
        applicant=account.person,
        intake=town.station,
        of=cast.version,
        agent=account.person,
    )
    with pytest.raises(NotAllowed, match="不能代办自己"):
        intake.submit_case(own, channel="agent", by=agent, at=MONDAY_9AM)


def test_a_rating_is_given_once_and_not_by_staff(cast: world.World, town: world.Township) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    reviewer = make.actor(town.staff[RoleKind.REVIEWER])
    made = make.submitted(town.center, town.village, applicant=town.villager, of=cast.version)
    case = made.case
    intake.receive_case(case, by=clerk, at=MONDAY_9AM)
    review.accept_case(case, by=clerk, at=MONDAY_9AM)
    review.start_review(case, by=reviewer, at=MONDAY_9AM)
    review.grant_case(case, by=reviewer, at=MONDAY_9AM)
    closing.complete_case(case, by=clerk, at=MONDAY_9AM)
    given = {"reasons": [], "words": "", "is_anonymous": True, "channel": "link", "at": MONDAY_9AM}

    with pytest.raises(NotAllowed, match="不能评价"):
        rate(case, level=1, by=clerk, **given)
    with pytest.raises(Invalid, match="哪里没做好"):
        rate(case, level=5, by=queries.holder_of_link(case), **given)
    rate(case, level=2, by=queries.holder_of_link(case), **given)
    with pytest.raises(Conflict, match="已经评价过"):
        rate(case, level=1, by=queries.holder_of_link(case), **given)
