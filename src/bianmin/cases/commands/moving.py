"""流转: the one door through which a case changes its state.

State, trace, counts and message commit together; the state is compared and set, so of two
people who act at once the second gets a sentence.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.audit.commands import record
from bianmin.cases import policies
from bianmin.cases.arriving import arrived
from bianmin.cases.bundles import bundle_of, chain_of
from bianmin.cases.commands.standing_in import in_their_name, tell_holder
from bianmin.cases.linking import entering
from bianmin.cases.models import BundleCase, Case, CasePause, RefusalFiling
from bianmin.cases.tally import tally
from bianmin.cases.waiting import is_waiting
from bianmin.messaging.commands import queue_sms
from bianmin.rules import lifecycle, links
from bianmin.rules.chains import AGAINST, Turn, Whole
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
    Action.LAPSE: "closed",
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
    hold(case)
    before = State(case.state)
    if action not in lifecycle.SYSTEM_ACTIONS:
        require(policies.may_move(by, case, action))
    after = lifecycle.after(before, action)
    if action is Action.LAPSE and not is_waiting(case):
        raise Conflict("只有等前一件的才会随它终止")
    if case.paused and action in lifecycle.DECIDING:
        raise Conflict("计时已暂停，先写明暂停的结果、恢复计时，再往下办")
    if after in CLOSED_STATES and before not in CLOSED_STATES:
        changes.setdefault("closed_at", at)
    if links.begins(before, after):
        changes |= entering(case, after, localdate(at))
    write(case, before=before, state=after.value, moved_at=at, **changes)
    _end_filing(case, before, after, at=at)
    facts = {**(facts or {}), **in_their_name(case, action.value, by=by, at=at)}
    record(
        f"case:{case.pk}",
        action.value,
        unit=case.unit,
        by=by,
        at=at,
        reason=reason,
        before=before.value,
        after=after.value,
        **facts,
    )
    more = dict(counts or {})
    if action in COUNTS:
        more[COUNTS[action]] = 1
    tally(case, localdate(at), **more)
    if case.bundle_id:
        _follow(case, at=at)
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


def hold(case: Case) -> None:
    """锁住整链: whoever moves cases of one bundle waits for the others, before anything else."""
    if case.bundle_id:
        held = BundleCase.objects.select_for_update().filter(unit=case.unit, pk=case.bundle_id)
        held.values_list("pk", flat=True).get()


def _follow(case: Case, *, at: datetime) -> None:
    """跟上: what the move of one case means to those that wait for it, and to the whole."""
    bundle = bundle_of(case)
    assert bundle is not None
    chain = chain_of(bundle)
    turns = chain.turns()
    for link, turn in turns:
        if turn is Turn.END:
            lost = next(
                one.case
                for one in chain.links
                if one.outcome in AGAINST and one.case in link.before
            )
            _lapse(link.case, f"“{lost.item.plain_name}”没有办成", at=at)
            return  # that move was followed in its turn, to the end
    for link, turn in turns:
        if turn is Turn.BEGIN:
            _begin(link.case, at=at)
    settle(bundle, chain.whole, at=at)


def settle(bundle: BundleCase, whole: Whole, *, at: datetime) -> None:
    """整链状态: write what the cases make of it."""
    is_open = whole in (Whole.RUNNING, Whole.MENDING)
    closed_at = None if is_open else bundle.closed_at or at
    here = BundleCase.objects.filter(unit=bundle.unit, pk=bundle.pk)
    here.update(state=whole.value, closed_at=closed_at)


def _begin(case: Case, *, at: datetime) -> None:
    """轮到: the case that waited is handed in now, and its five days begin."""
    _end_wait(case, "轮到了", at=at)
    columns = arrived(localdate(at)) | entering(case, State.SUBMITTED, localdate(at))
    write(case, before=State.SUBMITTED, paused=False, moved_at=at, **columns)
    record(f"case:{case.pk}", "begin", unit=case.unit, by=SYSTEM, at=at)
    tell(case, "begun", at=at, act="begin")


def _lapse(case: Case, reason: str, *, at: datetime) -> None:
    """随前件终止: nobody has decided against it; the applicant is told and may ask for it alone."""
    _end_wait(case, reason, at=at)
    move(case, Action.LAPSE, by=SYSTEM, at=at, reason=reason, paused=False)
    tell(case, "lapsed", at=at, act="lapse")


def _end_wait(case: Case, result: str, *, at: datetime) -> None:
    rows = CasePause.objects.filter(unit=case.unit, case_id=case.pk, ended_at__isnull=True)
    rows.update(ended_at=at, result=result[:200])


def tell(case: Case, template: str, *, at: datetime, act: str, **params: Any) -> None:
    """Queue one SMS to the applicant about one act, and one to the relative who acts for them;
    an empty phone gets none."""
    tell_holder(case, act, at=at)
    if not case.contact_phone:
        return
    queue_sms(
        unit=case.unit,
        to=case.contact_phone,
        template=template,
        params={
            "number": case.number,
            "item": case.item.plain_name,
            "link": _link(case),
            **params,
        },
        dedupe_key=f"case:{case.pk}:{act}:{at.timestamp():.6f}",
        at=at,
    )


def _link(case: Case) -> str:
    """The page that the applicant follows: of a part of a bundle, the page of the whole."""
    bundle = bundle_of(case) if case.bundle_id else None
    return f"/y/{bundle.tracking.clear()}/" if bundle else f"/t/{case.tracking.clear()}/"
