"""一次告知、暂停、延长、补录: what one person asks for and another allows, and what it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bianmin.cases import pending
from bianmin.cases.commands import approvals, asking, clocks, escalation, intake, review
from bianmin.cases.counting import counts
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Approval, Case, CaseDay, CasePause, Notice
from bianmin.cases.queries import dossier
from bianmin.messaging.models import OutgoingMessage
from bianmin.reports import recount
from bianmin.rules.errors import Conflict, IllegalMove, Invalid, NotAllowed
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import GAP, HEARING, Path
from tests.make import MONDAY_9AM

CLERK, REVIEWER, HEAD = RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD
BUREAU = RoleKind.COUNTY_BUREAU
SEEN_LATE = Gap("id_card", "身份证", "看不清", "请重拍")
HOUR = timedelta(hours=1)


def later(path: Path, kind: RoleKind, hours: int) -> dict[str, object]:
    at = path.at + hours * HOUR
    return {"by": make.actor(_account(path, kind), at=at), "at": at}


def _account(path: Path, kind: RoleKind):  # type: ignore[no-untyped-def]
    return path.town.staff.get(kind) or path.cast.staff[path.unit_name, kind]


def mended(path: Path) -> Case:
    case = path.into(State.CORRECTION)
    return intake.correct_case(case, {"account": "received"}, **later(path, CLERK, 1))


def test_a_second_slip_may_speak_again_of_what_the_first_named(path: Path) -> None:
    case = mended(path)
    review.request_correction(case, [GAP], **later(path, CLERK, 2))
    assert case.state == State.CORRECTION
    assert sum(CaseDay.objects.filter(unit=1).values_list("second_slips", flat=True)) == 0


def test_what_could_have_been_seen_needs_another_person_and_is_counted(path: Path) -> None:
    case = mended(path)
    with pytest.raises(NotAllowed, match="第一次就能看出来的（身份证）"):
        review.request_correction(case, [SEEN_LATE], **later(path, CLERK, 2))
    with pytest.raises(Invalid, match="第一次为什么没有说"):
        asking.ask_second_slip(case, [SEEN_LATE], reason=" ", **later(path, CLERK, 2))
    row = asking.ask_second_slip(
        case,
        [SEEN_LATE],
        reason="当时没看出来",
        **later(path, CLERK, 2),
    )
    assert case.state == State.RECEIVED
    with pytest.raises(Conflict, match="已经报过"):
        asking.ask_second_slip(case, [GAP], reason="再报", **later(path, CLERK, 2))
    with pytest.raises(NotAllowed):
        approvals.approve(case, row, **later(path, CLERK, 3))
    assert [r.pk for r in pending.approvals_for(path.actor(HEAD))] == [row.pk]

    approvals.approve(case, row, **later(path, HEAD, 3))

    assert (case.state, case.correction_count) == (State.CORRECTION, 2)
    assert sum(CaseDay.objects.filter(unit=1).values_list("second_slips", flat=True)) == 1
    assert Notice.objects.filter(unit=1, kind="tell_once").count() == 2
    assert recount.differences(1) == []
    assert not pending.approvals_for(path.actor(HEAD)).exists()


def test_the_head_who_asked_for_it_does_not_allow_it_nor_say_no_without_a_word(path: Path) -> None:
    case = mended(path)
    row = asking.ask_second_slip(case, [SEEN_LATE], reason="漏看", **later(path, CLERK, 2))
    with pytest.raises(Invalid, match="为什么不批准"):
        approvals.decline(case, row, opinion="", **later(path, HEAD, 3))
    approvals.decline(case, row, opinion="可以容缺", **later(path, HEAD, 3))
    assert case.state == State.RECEIVED
    row.refresh_from_db(from_queryset=Approval.objects.filter(unit=1))
    with pytest.raises(IllegalMove, match="已有人"):
        approvals.approve(case, row, **later(path, BUREAU, 4))


def test_a_pause_stops_only_when_allowed_and_carries_its_papers(path: Path) -> None:
    case = path.into(State.REVIEW)
    row = asking.ask_pause(case, **HEARING, **path.by(REVIEWER))
    assert not case.paused
    approvals.approve(case, row, **later(path, HEAD, 26))
    pause = CasePause.objects.get(unit=1)
    assert (pause.document, pause.approved_by) == ("聊听〔2026〕1号", path.actor(HEAD).user_id)
    assert case.paused
    assert Notice.objects.filter(unit=1, kind="paused").count() == 1
    clocks.resume_case(case, result="听证结束", **later(path, REVIEWER, 50))
    assert (case.promise_due, case.statutory_due) == (date(2026, 3, 11), date(2026, 4, 1))


def test_an_extension_is_given_once_with_its_reason(path: Path) -> None:
    case = path.into(State.REVIEW)
    for days, reason in ((0, "难"), (11, "难"), (5, " ")):
        with pytest.raises(Invalid):
            asking.ask_extension(case, workdays=days, reason=reason, **path.by(REVIEWER))
    row = asking.ask_extension(case, workdays=5, reason="要到现场", **path.by(REVIEWER))
    approvals.approve(case, row, **path.by(HEAD))
    assert (case.promise_due, case.statutory_due) == (date(2026, 3, 16), date(2026, 4, 7))
    told = OutgoingMessage.objects.get(unit=1, template="extended")
    assert told.params.clear()["due"] == "3月16日"
    shown = {count.title: count for count in counts(case, dossier(case))}
    assert shown["承诺时限"].lines[-1].day == case.promise_due
    assert "延长" in shown["承诺时限"].limit
    with pytest.raises(IllegalMove, match="已经延长过一次"):
        asking.ask_extension(case, workdays=1, reason="再要", **path.by(REVIEWER))


def test_nothing_is_extended_after_its_day(path: Path) -> None:
    case = path.into(State.REVIEW)
    row = asking.ask_extension(case, workdays=5, reason="要到现场", **path.by(REVIEWER))
    with pytest.raises(IllegalMove, match="期限已过"):
        approvals.approve(case, row, **later(path, HEAD, 24 * 9))
    row.refresh_from_db(from_queryset=Approval.objects.filter(unit=1))
    assert row.decided_at is None  # nothing is left behind


@pytest.mark.parametrize(("days_ago", "start"), [(3, date(2026, 2, 27)), (0, date(2026, 3, 2))])
def test_a_late_entry_counts_from_the_earlier_day(path: Path, days_ago: int, start: date) -> None:
    """Whatever another person says of the claim later: it can only bring the day forward."""
    wanted = make.application(path.town.center, path.town.village, of=path.cast.version)
    claim = {"claimed_at": path.at - timedelta(days=days_ago), "claim_reason": "断网，手写登记"}
    taken = intake.take_at_counter(_with(wanted, **claim), **path.by(CLERK)).case
    assert taken.arrived_on == start
    row = Approval.objects.get(unit=1, kind="late_entry")
    review.accept_case(taken, **path.by(CLERK))
    assert taken.clock_from == start
    due = taken.promise_due
    approvals.decline(taken, row, opinion="没有凭据", **path.by(HEAD))
    assert now(taken).promise_due == due


def _with(wanted, **changed):  # type: ignore[no-untyped-def]
    return replace(wanted, **changed)


def now(case: Case) -> Case:
    return Case.objects.get(unit=case.unit, pk=case.pk)


@pytest.mark.parametrize(
    ("hours", "reason", "words"),
    [(1, "断网", "不能晚于现在"), (-24 * 400, "断网", "太早"), (-24, " ", "没有录入")],
)
def test_a_claim_that_cannot_be_is_refused(path: Path, hours: int, reason: str, words: str) -> None:
    wanted = make.application(path.town.center, path.town.village, of=path.cast.version)
    claim = {"claimed_at": path.at + hours * HOUR, "claim_reason": reason}
    with pytest.raises(Invalid) as refused:
        intake.take_at_counter(_with(wanted, **claim), **path.by(CLERK))
    assert words in "".join(refused.value.fields.values())
    assert not Case.objects.filter(unit=1).exists()


def test_each_level_is_told_once_as_the_day_comes_and_goes(path: Path) -> None:
    case = path.into(State.REVIEW)  # due on Monday the 9th
    told = []
    for day in (2, 5, 6, 6, 9, 10, 10, 11, 12, 13, 16):
        at = MONDAY_9AM.replace(day=day)
        escalation.escalate(1, at=at)
        rows = OutgoingMessage.objects.filter(unit=1, template__in=["case_due", "case_late"])
        told.append((day, rows.count()))
    assert told == [
        (2, 0), (5, 0), (6, 1), (6, 1), (9, 1), (10, 2), (10, 2), (11, 2), (12, 3), (13, 3),
        (16, 3),
    ]  # fmt: skip
    assert now(case).escalated == 3


def test_what_waits_too_long_for_a_second_person_goes_to_the_county(path: Path) -> None:
    case = path.into(State.REVIEW)
    asking.ask_extension(case, workdays=5, reason="要到现场", **path.by(REVIEWER))
    rows = OutgoingMessage.objects.filter(unit=1, template="undecided")
    escalation.escalate(1, at=MONDAY_9AM.replace(day=3))
    assert rows.count() == 0
    for day in (4, 4, 5):
        escalation.escalate(1, at=MONDAY_9AM.replace(day=day))
    assert rows.count() == 1


def test_an_item_with_its_own_rule_is_reminded_of_earlier(path: Path) -> None:
    version = make.version()
    version.guide = version.guide | {"warn_workdays": 3}
    wanted = make.application(path.town.center, path.town.village, of=version)
    case = intake.take_at_counter(wanted, **path.by(CLERK)).case
    review.accept_case(case, **path.by(CLERK))  # due on Monday the 9th
    told = []
    for day in (3, 4, 5):
        escalation.escalate(1, at=MONDAY_9AM.replace(day=day))
        told.append(OutgoingMessage.objects.filter(unit=1, template="case_due").count())
    assert told == [0, 1, 1]
