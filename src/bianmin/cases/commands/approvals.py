"""批准: another person allows what one has asked for, and it is done in the same moment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.accounts.queries import actor_of
from bianmin.audit.commands import record
from bianmin.cases import policies
from bianmin.cases.commands import clocks, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Approval, Case
from bianmin.rules.approvals import ApprovalKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import State
from bianmin.rules.verdict import require


@transaction.atomic
def approve(case: Case, approval: Approval, *, by: Actor, at: datetime) -> Case:
    """批准: allow it; what was asked for is done now, in the name of whoever asked.

    Refused when the asker may no longer do it, or when the case has moved on.
    """
    require(policies.may_approve(by, case, approval))
    _decide(approval, approved=True, opinion="", by=by, at=at)
    record(f"case:{case.pk}", "approve", unit=case.unit, by=by, at=at, kind=approval.kind)
    asker = actor_of(User.objects.get(pk=approval.proposed_by), at=at, channel=by.channel)
    facts = approval.facts.clear()
    match ApprovalKind(approval.kind):
        case ApprovalKind.SECOND_SLIP:
            gaps = [Gap(**gap) for gap in facts["gaps"]]
            is_return = case.state == State.SUBMITTED
            tell = review.return_case if is_return else review.request_correction
            tell(case, gaps, by=asker, at=at, approval=approval)
        case ApprovalKind.PAUSE:
            clocks.begin_pause(case, **facts, approved_by=by.user_id, by=asker, at=at)
        case ApprovalKind.EXTENSION:
            told = {"workdays": facts["workdays"], "reason": approval.reason.clear()}
            clocks.extend(case, **told, approved_by=by.user_id, by=asker, at=at)
        case ApprovalKind.LATE_ENTRY:
            pass  # the clock counts from the claim already; it can only be earlier
    return case


@transaction.atomic
def decline(case: Case, approval: Approval, *, opinion: str, by: Actor, at: datetime) -> None:
    """不批准: nothing is done; a claimed receipt stays as claimed, since it can only help."""
    require(policies.may_approve(by, case, approval))
    if not opinion.strip():
        raise Invalid("请写明为什么不批准", {"opinion": "请写明为什么不批准"})
    _decide(approval, approved=False, opinion=opinion, by=by, at=at)
    record(
        f"case:{case.pk}",
        "decline",
        unit=case.unit,
        by=by,
        at=at,
        reason=opinion,
        kind=approval.kind,
    )


def _decide(approval: Approval, *, approved: bool, opinion: str, by: Actor, at: datetime) -> None:
    decided = Approval.objects.filter(
        unit=approval.unit, pk=approval.pk, decided_at__isnull=True
    ).update(
        approved=approved,
        opinion=opinion,
        decided_at=at,
        decided_by=by.user_id,
        decided_by_person=by.person_id,
    )
    if not decided:
        raise Conflict("刚刚已有人作出决定，请刷新后再看")
