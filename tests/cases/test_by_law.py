"""视为受理 and 补算日期: what the law and the calendar do without anybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bianmin.accounts.actor import Actor
from bianmin.audit.models import Event
from bianmin.calendars import queries as calendars
from bianmin.cases import arriving, jobs, queries
from bianmin.cases.commands import clocks, closing, intake, review
from bianmin.cases.models import Case
from bianmin.messaging.models import OutgoingMessage
from bianmin.reports import recount
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from bianmin.rules.workdays import WorkCalendar
from tests import make, world
from tests.cases.paths import GAP
from tests.make import MONDAY_9AM

LAST_DAY = MONDAY_9AM + timedelta(days=7)  # Monday the 9th: five working days after the 2nd
DAY_AFTER = MONDAY_9AM + timedelta(days=8)


def now(case: Case) -> Case:
    return Case.objects.select_related("version", "item", "township").get(
        unit=case.unit, pk=case.pk
    )


@pytest.fixture
def clerk(town: world.Township) -> Actor:
    return make.actor(town.staff[RoleKind.CLERK])


@pytest.mark.parametrize("received", [False, True])
def test_a_licence_nobody_answered_counts_from_the_receipt(
    town: world.Township, clerk: Actor, received: bool
) -> None:
    case = make.submitted(town.center, town.village, of=make.version(licence=True)).case
    if received:
        intake.receive_case(case, by=clerk, at=MONDAY_9AM + timedelta(days=1))

    jobs.act_by_law(int(LAST_DAY.timestamp()))
    assert now(case).state == (State.RECEIVED if received else State.SUBMITTED)
    jobs.act_by_law(int(DAY_AFTER.timestamp()))
    jobs.act_by_law(int(DAY_AFTER.timestamp()))

    case = now(case)
    assert (case.state, case.clock_from) == (State.ACCEPTED, date(2026, 3, 2))
    assert (case.promise_due, case.statutory_due) == (date(2026, 3, 9), date(2026, 3, 30))
    assert OutgoingMessage.objects.filter(unit=1, template="deemed_accepted").count() == 1
    (event,) = Event.objects.filter(unit=1, action="deem_accepted")
    assert (event.by_user, event.by_name) == (None, "系统")
    assert recount.differences(1) == []


@pytest.mark.parametrize("what", ["told", "given back", "no licence", "withdrawn"])
def test_an_answer_in_time_stops_it(
    cast: world.World, town: world.Township, clerk: Actor, what: str
) -> None:
    version = cast.version if what == "no licence" else make.version(licence=True)
    made = make.submitted(town.center, town.village, applicant=town.villager, of=version)
    told = {"by": clerk, "at": LAST_DAY}
    if what == "told":
        intake.receive_case(made.case, **told)
        review.request_correction(made.case, [GAP], **told)
    elif what == "given back":
        review.return_case(made.case, [GAP], **told)
    elif what == "withdrawn":
        own = make.actor(town.resident) if town.resident else clerk
        closing.withdraw_case(made.case, reason="", by=own, at=LAST_DAY)
    before = now(made.case).state

    jobs.act_by_law(int((DAY_AFTER + timedelta(days=30)).timestamp()))
    assert now(made.case).state == before


def test_mended_papers_start_five_new_days(town: world.Township, clerk: Actor) -> None:
    made = make.submitted(town.center, town.village, of=make.version(licence=True))
    intake.receive_case(made.case, by=clerk, at=MONDAY_9AM)
    review.request_correction(made.case, [GAP], by=clerk, at=MONDAY_9AM)
    intake.correct_case(made.case, {"account": "received"}, by=clerk, at=LAST_DAY)

    assert clocks.act_by_law(1, at=DAY_AFTER) == 0
    assert clocks.act_by_law(1, at=LAST_DAY + timedelta(days=8)) == 1


def test_more_than_one_batch_is_worked_off(town: world.Township) -> None:
    version = make.version(licence=True)
    for _ in range(3):
        make.submitted(town.center, town.village, of=version)
    assert clocks.act_by_law(1, at=DAY_AFTER, most=2) == 2
    assert clocks.act_by_law(1, at=DAY_AFTER, most=2) == 1
    assert clocks.act_by_law(2, at=DAY_AFTER) == 0


def test_a_case_its_clerk_moves_meanwhile_is_left_to_him(
    town: world.Township, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = make.version(licence=True)
    first = make.received(town.center, town.village, clerk, of=version)
    second = make.received(town.center, town.village, clerk, of=version)
    listed = list(queries.late_to_tell(1, DAY_AFTER.date()))
    monkeypatch.setattr(queries, "late_to_tell", lambda *_: listed)
    review.request_correction(first, [GAP], by=clerk, at=DAY_AFTER)

    assert clocks.act_by_law(1, at=DAY_AFTER) == 1
    assert (now(first).state, now(second).state) == (State.CORRECTION, State.ACCEPTED)
    assert recount.differences(1) == []


def test_dates_come_with_the_calendar(
    cast: world.World, town: world.Township, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = calendars.work_calendar()
    without = WorkCalendar(known.years - {2026}, known.rest_days, known.makeup_days)
    with monkeypatch.context() as missing:
        for module in (arriving, clocks):
            missing.setattr(module, "work_calendar", lambda: without)
        waiting = make.received(town.center, town.village, clerk, of=cast.version)
        running = make.received(town.center, town.village, clerk, of=cast.version)
        review.accept_case(running, by=clerk, at=MONDAY_9AM)
        assert (waiting.tell_by, running.promise_due) == (None, None)
        assert waiting.date_pending and running.date_pending
        jobs.recount_dates(int(MONDAY_9AM.timestamp()))
        assert now(waiting).date_pending

    jobs.recount_dates(int(LAST_DAY.timestamp()))

    waiting, running = now(waiting), now(running)
    assert (waiting.tell_by, waiting.date_pending) == (date(2026, 3, 9), False)
    assert (running.promise_due, running.statutory_due) == (date(2026, 3, 9), date(2026, 3, 30))
    assert not running.date_pending
    assert Event.objects.filter(unit=1, action="recount_dates").count() == 2
