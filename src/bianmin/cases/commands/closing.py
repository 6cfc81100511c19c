"""办结: how a case ends: completed, withdrawn, closed, voided; see also `delivering`."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.cases import policies
from bianmin.cases.commands.clocks import timeliness
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.moving import hold, move, tell
from bianmin.cases.commands.refusals import number_filing, use_filing
from bianmin.cases.models import Case, CasePause, Notice, RefusalFiling
from bianmin.cases.publicity import check_heard
from bianmin.cases.undertakings import check_nothing_owed
from bianmin.rules.documents import SLIPS, NoticeKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.verdict import require


@transaction.atomic
def complete_case(case: Case, *, by: Actor, at: datetime) -> Case:
    """办结: the result is ready; whether it is on time is settled now."""
    require(policies.may_move(by, case, Action.COMPLETE))
    if case.state == State.FORWARDED:
        check_nothing_owed(case)
        check_heard(case)
    counts = {timeliness(case, at): 1} if case.promise_due is not None else {}
    move(case, Action.COMPLETE, by=by, at=at, completed_at=at, counts=counts)
    issue(case, NoticeKind.COMPLETED, by=by, at=at)
    tell(case, "completed", at=at, act="complete")
    return case


@transaction.atomic
def withdraw_case(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """撤回: the applicant takes the application back before it is decided."""
    require(policies.may_move(by, case, Action.WITHDRAW))
    hold(case)
    _end_pauses(case, at=at)
    move(case, Action.WITHDRAW, by=by, at=at, reason=reason, paused=False)
    issue(case, NoticeKind.WITHDRAWN, by=by, at=at)
    tell(case, "withdrawn", at=at, act="withdraw")
    return case


@transaction.atomic
def close_incomplete(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """退件: close a case whose applicant never mended it in the time told, as another proposed."""
    _check_reason(reason)
    require(policies.may_move(by, case, Action.CLOSE_INCOMPLETE))
    _check_time_is_over(case, localdate(at))
    filing = _close(case, Action.CLOSE_INCOMPLETE, "closed", reason, by=by, at=at)
    lines = [{"key": "reason", "what": reason}]
    number_filing(filing, issue(case, NoticeKind.CLOSED, by=by, at=at, lines=lines))
    return case


@transaction.atomic
def void_case(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """作废: cancel a record made in error, as another person proposed; it stays readable."""
    _close(case, Action.VOID, "voided", reason, by=by, at=at)
    return case


def _close(
    case: Case, action: Action, template: str, reason: str, *, by: Actor, at: datetime
) -> RefusalFiling:
    _check_reason(reason)
    require(policies.may_move(by, case, action))
    hold(case)
    filing = use_filing(case, action, by=by, at=at)
    _end_pauses(case, at=at)
    move(case, action, by=by, at=at, reason=reason, paused=False)
    tell(case, template, at=at, act=action.value)
    return filing


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("请写明原因", {"reason": "请写明原因"})


def _check_time_is_over(case: Case, today: date) -> None:
    """Whoever was asked to mend has the whole time that was told; closing earlier would be a no."""
    slips = [notice.value for notice in SLIPS]
    told = Notice.objects.filter(unit=case.unit, case_id=case.pk, kind__in=slips)
    until = told.order_by("-issued_at", "-id").values_list("answer_by", flat=True).first()
    if until is None:
        raise Conflict("补正期限还没算出来（放假安排待公布），不能退件")
    if today <= until:
        raise Conflict(f"补正期限到 {until:%Y-%m-%d}，还没过，不能退件")


def _end_pauses(case: Case, *, at: datetime) -> None:
    if case.paused:
        CasePause.objects.filter(unit=case.unit, case_id=case.pk, ended_at__isnull=True).update(
            ended_at=at, result="办件结束"
        )
