"""流转: the one door through which a case changes its state.

State, trace, counts and message commit together; the state is compared and set, so of two
people who act at once the second gets a sentence.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.cases import policies
from bianmin.cases.models import Case, RefusalFiling
from bianmin.cases.tally import tally
from bianmin.messaging.commands import queue_sms
from bianmin.rules import lifecycle
from bianmin.rules.errors import Conflict
from bianmin.rules.lifecycle import CLOSED_STATES, Action, State
from bianmin.rules.verdict import require

COUNTS: dict[Action, str] = {
    Action.RECEIVE: "received",
    Action.REQUEST_CORRECTION: "corrections",
    Action.REQUEST_REVIEW_CORRECTION: "corrections",
    Action.ACCEPT: "accepted",
    Action.DEEM_ACCEPTED: "accepted",
    Action.REFUSE_ACCEPTANCE: "not_accepted",
    Action.GRANT: "decided",
    Action.DENY: "decided",
    Action.COMPLETE: "completed",
    Action.DELIVER: "delivered",
    Action.OPEN_RESULT: "delivered",
    Action.WITHDRAW: "withdrawn",
    Action.CLOSE_INCOMPLETE: "closed",
    Action.VOID: "closed",
}


class CaseMoved(Conflict):
    """已被处理: somebody else changed the case first."""


@transaction.atomic
def move(
    case: Case,
    action: Action,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    counts: dict[str, int] | None = None,
    **changes: Any,
) -> Case:
    """Make one move of the table if the actor may and nobody has moved the case meanwhile.

    `changes` are columns written with the new state; `counts` are further counts of the day.
    Raise NotAllowed, IllegalMove or CaseMoved.
    """
    before = State(case.state)
    if action not in lifecycle.SYSTEM_ACTIONS:
        require(policies.may_move(by, case, action))
    after = lifecycle.after(before, action)
    if case.paused and action in lifecycle.DECIDING:
        raise Conflict("计时已暂停，先写明暂停的结果、恢复计时，再往下办")
    if after in CLOSED_STATES and before not in CLOSED_STATES:
        changes.setdefault("closed_at", at)
    write(case, before=before, state=after.value, moved_at=at, **changes)
    _end_filing(case, before, after, at=at)
    record(
        f"case:{case.pk}",
        action.value,
        unit=case.unit,
        by=by,
        at=at,
        reason=reason,
        before=before.value,
        after=after.value,
        **(facts or {}),
    )
    more = dict(counts or {})
    if action in COUNTS:
        more[COUNTS[action]] = 1
    tally(case, localdate(at), **more)
    return case


def _end_filing(case: Case, before: State, after: State, *, at: datetime) -> None:
    """A refusal that was proposed and can no longer be made has not been approved."""
    lapsed = [action.value for action in lifecycle.lapsing(before, after)]
    if lapsed:
        RefusalFiling.objects.filter(
            unit=case.unit, case_id=case.pk, decided_at__isnull=True, action__in=lapsed
        ).update(approved=False, decided_at=at)


def write(case: Case, *, before: State, **changes: Any) -> None:
    """Write columns if the case still stands where it was read; raise CaseMoved otherwise."""
    here = Case.objects.filter(unit=case.unit, pk=case.pk)
    if not here.filter(state=before.value, moved_at=case.moved_at).update(**changes):
        raise CaseMoved("该办件刚被他人处理，请刷新后再看")
    case.refresh_from_db(from_queryset=here)


def tell(case: Case, template: str, *, at: datetime, act: str, **params: Any) -> None:
    """Queue one SMS to the applicant about one act; an empty phone gets none."""
    if not case.contact_phone:
        return
    queue_sms(
        unit=case.unit,
        to=case.contact_phone,
        template=template,
        params={
            "number": case.number,
            "item": case.item.plain_name,
            "link": f"/t/{case.tracking.clear()}/",
            **params,
        },
        dedupe_key=f"case:{case.pk}:{act}:{at.timestamp():.6f}",
        at=at,
    )
