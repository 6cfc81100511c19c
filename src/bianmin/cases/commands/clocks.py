"""计时: both clocks of a case, from acceptance through pauses to what happens by law."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.cases import policies, queries
from bianmin.cases.arriving import arrival, extension_of, tell_once_day
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.moving import CaseMoved, move, tell, write
from bianmin.cases.linking import staying, stopped
from bianmin.cases.models import Case, CasePause
from bianmin.cases.tally import tally
from bianmin.catalogue.scenarios import promised_in
from bianmin.rules import clock
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.verdict import require


def due_days(case: Case, start: date) -> dict[str, Any]:
    """Return the columns of both clocks counted from `start`; None is 待公布."""
    calendar = work_calendar()
    version = case.version
    pauses = stopped(case)
    more = extension_of(case)
    promise = clock.due_or_pending(
        start,
        promised_in(version, case.scenario),
        calendar,
        clock.stopping(pauses, clock.Clock.PROMISED),
        more,
    ).on
    statutory = None
    if version.statutory_limit:
        statutory = clock.due_or_pending(
            start,
            clock.Limit.parse(version.statutory_limit),
            calendar,
            clock.stopping(pauses, clock.Clock.STATUTORY),
            more,
        ).on
    return {
        "escalated": 0,  # a new day, new reminders
        "promise_due": promise,
        "statutory_due": statutory,
        "date_pending": promise is None or (bool(version.statutory_limit) and statutory is None),
    }


def timeliness(case: Case, at: datetime) -> str:
    """Return what a case with a promised day, completed at this moment, is counted as."""
    decided = localdate(case.decided_at or at)
    assert case.promise_due is not None
    return "completed_on_time" if decided <= case.promise_due else "completed_late"


@transaction.atomic
def begin_pause(
    case: Case,
    *,
    kind: str,
    basis: str,
    document: str,
    expected_workdays: int,
    approved_by: int | None,
    by: Actor,
    at: datetime,
) -> CasePause:
    """暂停: stop the clocks for a special procedure that another allowed; tell the applicant.

    Only an approval leads here (cases.commands.approvals).
    """
    require(policies.may_pause(by, case))
    pause = _begin(case, kind, basis, expected_workdays, by=by, at=at)
    told = {"document": document, "approved_by": approved_by}
    CasePause.objects.filter(unit=case.unit, pk=pause.pk).update(**told)
    record(
        f"case:{case.pk}",
        "pause",
        unit=case.unit,
        by=by,
        at=at,
        reason=basis,
        kind=kind,
        document=document,
        approved_by=approved_by,
    )
    issue(case, NoticeKind.PAUSED, by=by, at=at)
    tell(case, "paused", at=at, act="pause")
    return pause


@transaction.atomic
def extend(
    case: Case, *, workdays: int, reason: str, approved_by: int | None, by: Actor, at: datetime
) -> Case:
    """延长: add working days once, as another person allowed; tell the applicant why."""
    require(policies.may_extend(by, case, localdate(at)))
    assert case.clock_from is not None
    case.extension_workdays = workdays
    write(
        case,
        before=State(case.state),
        extension_workdays=workdays,
        moved_at=at,
        **due_days(case, case.clock_from),
        **staying(case),
    )
    record(
        f"case:{case.pk}",
        "extend",
        unit=case.unit,
        by=by,
        at=at,
        reason=reason,
        workdays=workdays,
        approved_by=approved_by,
    )
    issue(case, NoticeKind.EXTENDED, by=by, at=at, lines=[{"key": "reason", "what": reason}])
    tell(case, "extended", at=at, act="extend", due=day_text(case.promise_due))
    return case


def day_text(day: date | None) -> str:
    """Return a due day as told to people."""
    return f"{day.month}月{day.day}日" if day else "待公布"


@transaction.atomic
def resume_case(case: Case, *, result: str, by: Actor, at: datetime) -> Case:
    """恢复: let the clocks run again, with the result of the procedure."""
    require(policies.may_resume(by, case))
    if not result.strip():
        raise Invalid("请写明特别程序的结果", {"result": "请写明特别程序的结果"})
    if case.state == State.REVIEW_CORRECTION:
        raise Conflict("正在等申请人补正，补正后自动恢复计时")
    end_pause(case, result=result, by=by, at=at)
    tell(case, "resumed", at=at, act="resume")
    return case


def begin_correction(case: Case, *, by: Actor, at: datetime) -> None:
    """Stop the promise while the applicant mends (补正 stops the promise only)."""
    _begin(case, clock.PauseKind.REVIEW_CORRECTION.value, "审核补正", None, by=by, at=at)


def end_pause(case: Case, *, result: str, by: Actor, at: datetime) -> None:
    """Close the open pause and count both dates again."""
    closed = CasePause.objects.filter(
        unit=case.unit, case_id=case.pk, ended_at__isnull=True
    ).update(ended_at=at, result=result)
    if not closed:
        raise Conflict("该办件没有暂停，请刷新后再看")
    if case.clock_from is None:
        raise Conflict("该办件还没有受理")
    write(
        case,
        before=State(case.state),
        paused=False,
        moved_at=at,
        **due_days(case, case.clock_from),
        **staying(case),
    )
    record(f"case:{case.pk}", "resume", unit=case.unit, by=by, at=at, reason=result)


def _begin(
    case: Case, kind: str, basis: str, expected: int | None, *, by: Actor, at: datetime
) -> CasePause:
    if case.paused:
        raise Conflict("该办件已经暂停，请刷新后再看")
    pause = CasePause(
        unit=case.unit,
        case=case,
        kind=kind,
        basis=basis,
        expected_workdays=expected,
        started_at=at,
        started_by=by.user_id,
    )
    CasePause.objects.bulk_create([pause])
    write(case, before=State(case.state), paused=True, moved_at=at)
    return pause


@transaction.atomic
def deem_accepted(case: Case, *, at: datetime) -> Case:
    """视为受理: nobody told what was missing in five days, so the receipt was the acceptance.

    行政许可法 §32: both clocks count from the day the papers, or the mended ones, were received.
    """
    start = arrival(case)
    if case.received_at is None:
        tally(case, localdate(case.submitted_at), received=1)
    tally(case, localdate(at), deemed_accepted=1)
    move(
        case,
        Action.DEEM_ACCEPTED,
        by=SYSTEM,
        at=at,
        accepted_at=at,
        received_at=case.received_at or case.submitted_at,
        clock_from=start,
        **due_days(case, start),
    )
    issue(case, NoticeKind.DEEMED_ACCEPTED, by=SYSTEM, at=at)
    tell(case, "deemed_accepted", at=at, act="deem_accepted")
    return case


@transaction.atomic
def recount_dates(case: Case, *, at: datetime) -> Case:
    """补算日期: fill in the dates of a case that was waiting for a calendar (待公布).

    Of a case completed meanwhile it is known only now whether it was on time.
    """
    if case.clock_from is not None:
        changes = due_days(case, case.clock_from)
    else:
        start = arrival(case)
        tell_by = tell_once_day(start)
        changes = {"tell_by": tell_by, "date_pending": tell_by is None}
    if changes["date_pending"]:
        return case
    write(case, before=State(case.state), **changes, **staying(case))
    if case.completed_at is not None:
        tally(case, localdate(case.completed_at), **{timeliness(case, case.completed_at): 1})
    record(f"case:{case.pk}", "recount_dates", unit=case.unit, by=SYSTEM, at=at)
    return case


def act_by_law(unit: int, *, at: datetime, most: int = 500) -> int:
    """依法自动: deem accepted the licence cases of the unit whose five days have passed.

    Return how many of a batch of `most` were; a case that somebody moves meanwhile is left alone.
    """
    done = 0
    for case in queries.late_to_tell(unit, localdate(at))[:most]:
        try:
            deem_accepted(case, at=at)
        except CaseMoved:
            continue  # its handler was faster
        done += 1
    return done
