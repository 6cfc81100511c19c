"""申请批准: one person asks for what another must allow; the row waits for its decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.cases import policies
from bianmin.cases.commands.review import late_in
from bianmin.cases.gaps import Gap, check_gaps
from bianmin.cases.models import Approval, Case
from bianmin.rules import clock
from bianmin.rules.approvals import DECIDE, LONGEST_EXTENSION, ApprovalKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.limits import Unit
from bianmin.rules.pauses import SPECIAL_PROCEDURES
from bianmin.rules.verdict import require

SLIPS = {
    State.SUBMITTED: Action.RETURN,
    State.RECEIVED: Action.REQUEST_CORRECTION,
    State.REVIEW: Action.REQUEST_REVIEW_CORRECTION,
}
"""告知的动作: by which move a slip goes out from each state."""


@transaction.atomic
def ask_second_slip(
    case: Case, gaps: Sequence[Gap], *, reason: str, by: Actor, at: datetime
) -> Approval:
    """报第二次告知: ask for a slip that names what the first should have named, and say why."""
    check_gaps(gaps)
    require(policies.may_move(by, case, SLIPS.get(State(case.state), Action.REQUEST_CORRECTION)))
    if not reason.strip():
        told = "请写明第一次为什么没有说"
        raise Invalid(told, {"second_reason": told})
    late = [gap.key for gap in late_in(case, gaps)]
    facts = {"gaps": [asdict(gap) for gap in gaps], "late": late}
    return _ask(case, ApprovalKind.SECOND_SLIP, reason, facts, by=by, at=at)


@transaction.atomic
def ask_pause(
    case: Case,
    *,
    kind: str,
    basis: str,
    document: str,
    expected_workdays: int | None,
    by: Actor,
    at: datetime,
) -> Approval:
    """报暂停: ask to stop the clocks for a special procedure: its kind, basis, document, length."""
    require(policies.may_pause(by, case))
    wrong = {
        name: sentence
        for name, is_wrong, sentence in (
            ("kind", kind not in SPECIAL_PROCEDURES, "请选择一种特别程序"),
            ("basis", not basis.strip(), "请写明暂停的依据"),
            ("document", not document.strip(), "请写明通知或委托的文号"),
            ("expected_workdays", not expected_workdays, "请写明预计几个工作日，要书面告诉申请人"),
        )
        if is_wrong
    }
    if wrong:
        raise Invalid("；".join(wrong.values()), wrong)
    facts = {
        "kind": kind,
        "basis": basis,
        "document": document,
        "expected_workdays": expected_workdays,
    }
    return _ask(case, ApprovalKind.PAUSE, basis, facts, by=by, at=at)


@transaction.atomic
def ask_extension(case: Case, *, workdays: int, reason: str, by: Actor, at: datetime) -> Approval:
    """报延长: ask for more time, once, with the reason that the applicant will be told."""
    require(policies.may_extend(by, case, localdate(at)))
    if not 1 <= workdays <= LONGEST_EXTENSION:
        told = f"延长 1 到 {LONGEST_EXTENSION} 个工作日，只能一次"
        raise Invalid(told, {"workdays": told})
    if not reason.strip():
        raise Invalid("请写明延长的理由", {"reason": "请写明延长的理由"})
    if clock.Limit.parse(case.version.promised_limit).unit is Unit.HOUR:
        raise Invalid("按小时计算的事项不能延长工作日", {"workdays": "按小时计算的事项不能延长"})
    facts = {"workdays": workdays}
    return _ask(case, ApprovalKind.EXTENSION, reason, facts, by=by, at=at)


def ask_countersign(case: Case, *, reason: str, by: Actor, at: datetime) -> Approval:
    """报补录会签: the claim of an earlier receipt holds at once; another person signs for it."""
    assert case.claimed_at is not None
    facts = {"claimed_at": case.claimed_at.isoformat()}
    return _ask(case, ApprovalKind.LATE_ENTRY, reason, facts, by=by, at=at)


def _ask(
    case: Case, kind: ApprovalKind, reason: str, facts: dict[str, Any], *, by: Actor, at: datetime
) -> Approval:
    if by.user_id is None or by.person_id is None:
        raise Invalid("请先登录")
    here = Approval.objects.filter(unit=case.unit, case_id=case.pk, kind=kind.value)
    if here.filter(decided_at__isnull=True).exists():
        raise Conflict("已经报过，正在等待批准")
    approval = Approval(
        unit=case.unit,
        case=case,
        kind=kind.value,
        reason=reason,
        facts=facts,
        proposed_by=by.user_id,
        proposed_by_person=by.person_id,
        proposed_at=at,
        decide_by=clock.due_or_pending(localdate(at), DECIDE, work_calendar()).on,
    )
    Approval.objects.bulk_create([approval])
    record(f"case:{case.pk}", "ask_approval", unit=case.unit, by=by, at=at, kind=kind.value)
    return approval
