"""受理与审查: tell once, accept, review, forward, decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.calendars.queries import work_calendar
from bianmin.cases import policies
from bianmin.cases.arriving import arrival
from bianmin.cases.commands.clocks import begin_correction, day_text, due_days
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.moving import move, tell
from bianmin.cases.commands.refusals import number_filing, use_filing
from bianmin.cases.gaps import Gap, check_gaps
from bianmin.cases.models import Approval, Case, CaseMaterial, Decision, Notice
from bianmin.cases.publicity import check_heard
from bianmin.cases.undertakings import check_no_gap_unsigned, check_nothing_owed, undertakings_of
from bianmin.catalogue.answers import check_answers
from bianmin.catalogue.scenarios import form_in
from bianmin.rules import clock
from bianmin.rules.documents import SLIPS, NoticeKind
from bianmin.rules.errors import CalendarNotPublished, Invalid, NotAllowed
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.tell_once import late_asks
from bianmin.rules.verdict import require

CORRECTION = clock.Limit(
    15, clock.Unit.WORKDAY
)  # the applicant's own time to mend; a city's setting later


@transaction.atomic
def return_case(
    case: Case,
    gaps: Sequence[Gap],
    *,
    by: Actor,
    at: datetime,
    approval: Approval | None = None,
) -> Case:
    """预审退回: give an online application back with the whole list of what to mend.

    It is a tell-once slip and counts as one; a second one needs what `request_correction` needs.
    """
    check_gaps(gaps)
    again = case.correction_count > 0
    require(policies.may_move(by, case, Action.RETURN))
    breach = _breach(case, gaps, approval)
    move(
        case,
        Action.RETURN,
        by=by,
        at=at,
        facts={"gaps": len(gaps), "again": again, **breach},
        counts=_counted(breach),
        correction_count=case.correction_count + 1,
    )
    _list(case, NoticeKind.RETURNED, gaps, by=by, at=at)
    tell(case, "returned", at=at, act="return", count=len(gaps))
    return case


@transaction.atomic
def request_correction(
    case: Case,
    gaps: Sequence[Gap],
    *,
    by: Actor,
    at: datetime,
    approval: Approval | None = None,
) -> Case:
    """一次性告知: tell everything that is missing at once.

    What an earlier slip should have named goes out only with an approval, and counts as a breach.
    """
    check_gaps(gaps)
    action = (
        Action.REQUEST_REVIEW_CORRECTION
        if case.state == State.REVIEW
        else Action.REQUEST_CORRECTION
    )
    again = case.correction_count > 0
    require(policies.may_move(by, case, action))
    breach = _breach(case, gaps, approval)
    if action is Action.REQUEST_REVIEW_CORRECTION:
        begin_correction(case, by=by, at=at)
    move(
        case,
        action,
        by=by,
        at=at,
        facts={"gaps": len(gaps), "again": again, **breach},
        counts=_counted(breach),
        correction_count=case.correction_count + 1,
    )
    for gap in gaps:
        CaseMaterial.objects.filter(unit=case.unit, case_id=case.pk, key=gap.key).update(
            status="wrong", note=gap.why[:200]
        )
    in_review = action is Action.REQUEST_REVIEW_CORRECTION
    kind = NoticeKind.CORRECTION if in_review else NoticeKind.TELL_ONCE
    _list(case, kind, gaps, by=by, at=at)
    tell(case, "correction", at=at, act="correction", count=len(gaps))
    return case


@transaction.atomic
def accept_case(case: Case, *, by: Actor, at: datetime) -> Case:
    """受理: start the promised and the statutory clock and tell the applicant when they end."""
    require(policies.may_move(by, case, Action.ACCEPT))
    check_answers(form_in(case.version, case.scenario), case.answers.clear())
    check_no_gap_unsigned(case)
    start = localdate(at)
    if case.claimed_at is not None and not case.correction_count:
        start = min(start, arrival(case))  # 补录: it should have been accepted there and then
    move(
        case,
        Action.ACCEPT,
        by=by,
        at=at,
        accepted_at=at,
        clock_from=start,
        handler_id=by.user_id,
        **due_days(case, start),
    )
    issue(case, NoticeKind.ACCEPTED, by=by, at=at)
    tell(case, "accepted", at=at, act="accept", due=day_text(case.promise_due))
    return case


@transaction.atomic
def start_review(case: Case, *, by: Actor, at: datetime) -> Case:
    """开始审查: a reviewer takes the case."""
    return move(case, Action.START_REVIEW, by=by, at=at, handler_id=by.user_id)


@transaction.atomic
def forward_case(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """转报: hand the case to the county with the township's opinion."""
    if not reason.strip():
        raise Invalid("请写明初审意见", {"reason": "请写明初审意见"})
    return move(case, Action.FORWARD, by=by, at=at, reason=reason)


@transaction.atomic
def return_forwarded(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """转报退回: the county gives the case back with its opinion."""
    if not reason.strip():
        raise Invalid("请写明退回的意见", {"reason": "请写明退回的意见"})
    return move(case, Action.RETURN_FORWARDED, by=by, at=at, reason=reason)


@transaction.atomic
def grant_case(case: Case, *, by: Actor, at: datetime) -> Case:
    """准予: decide in favour, when nothing that was deferred is owed any more."""
    require(policies.may_move(by, case, Action.GRANT))
    check_nothing_owed(case)
    check_heard(case)
    move(case, Action.GRANT, by=by, at=at, decided_at=at, handler_id=by.user_id)
    _decide(case, "granted", "", by=by, at=at)
    return case


@transaction.atomic
def deny_case(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """不予许可: decide against, with reasons, as another person has proposed (双人)."""
    if not reason.strip():
        raise Invalid("请写明不予许可的理由", {"reason": "请写明不予许可的理由"})
    require(policies.may_move(by, case, Action.DENY))
    filing = use_filing(case, Action.DENY, by=by, at=at)
    move(case, Action.DENY, by=by, at=at, decided_at=at, handler_id=by.user_id)
    number_filing(filing, _decide(case, "denied", reason, by=by, at=at))
    return case


def late_in(case: Case, gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """晚提的: which of these gaps an earlier slip should have named."""
    slips = [kind.value for kind in SLIPS]
    earlier = list(
        Notice.objects.filter(unit=case.unit, case_id=case.pk, kind__in=slips).order_by("issued_at")
    )
    if not earlier:
        return ()
    told = {line["key"] for notice in earlier for line in notice.lines.clear()}
    told |= {undertaking.key for undertaking in undertakings_of(case)}  # told in writing, too
    since = CaseMaterial.objects.filter(
        unit=case.unit, case_id=case.pk, received_at__gt=earlier[0].issued_at
    ).values_list("key", flat=True)
    late = set(late_asks([gap.key for gap in gaps], told=told, come_since=list(since)))
    return tuple(gap for gap in gaps if gap.key in late)


def _breach(case: Case, gaps: Sequence[Gap], approval: Approval | None) -> dict[str, object]:
    """Return the facts of a breach that was allowed; NotAllowed for one that was not."""
    late = late_in(case, gaps)
    if not late:
        return {}
    if approval is None:
        named = "、".join(gap.what for gap in late)
        raise NotAllowed(f"第一次就能看出来的（{named}），不能再让群众补；确有必要，请报负责人批准")
    return {"breach": len(late), "approval": approval.pk}


def _counted(breach: Mapping[str, object]) -> dict[str, int]:
    return {"second_slips": 1} if breach else {}


def _decide(case: Case, outcome: str, reason: str, *, by: Actor, at: datetime) -> str:
    number = issue(case, NoticeKind(outcome), by=by, at=at)
    Decision.objects.bulk_create(
        [
            Decision(
                unit=case.unit,
                case=case,
                outcome=outcome,
                reason=reason,
                document_number=number,
                decided_at=at,
                decided_by=by.user_id,
            )
        ]
    )
    return number


def _list(case: Case, kind: NoticeKind, gaps: Sequence[Gap], *, by: Actor, at: datetime) -> None:
    try:
        answer_by = clock.due_on(localdate(at), CORRECTION, work_calendar())
    except CalendarNotPublished:
        answer_by = None
    issue(case, kind, by=by, at=at, lines=[asdict(gap) for gap in gaps], answer_by=answer_by)
