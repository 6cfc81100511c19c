"""容缺受理与告知承诺: accepted on a signed promise, mended or checked by a day, or missed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.cases import policies
from bianmin.cases.commands.clocks import day_text
from bianmin.cases.commands.deferrals import end
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.moving import tell
from bianmin.cases.commands.review import accept_case
from bianmin.cases.models import Case, CaseMaterial, Undertaking
from bianmin.cases.undertakings import Promisable, is_barred, owed, promisable_for
from bianmin.rules import clock
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import CalendarNotPublished, Invalid
from bianmin.rules.lifecycle import Action
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.undertakings import (
    CHECK,
    CONSEQUENCE,
    LONGEST_WORKDAYS,
    UndertakingEnd,
    UndertakingKind,
)
from bianmin.rules.verdict import require

NOTICES = {
    UndertakingKind.DEFERRAL: NoticeKind.DEFERRED,
    UndertakingKind.COMMITMENT: NoticeKind.COMMITTED,
}


@transaction.atomic
def accept_on_promise(
    case: Case,
    keys: Collection[str],
    *,
    workdays: int,
    is_signed: bool,
    by: Actor,
    at: datetime,
) -> Case:
    """容缺、承诺受理: accept with a gap that the item lists, on a promise that was signed.

    Every kind has its numbered document; without a signature nothing is accepted.
    """
    require(policies.may_move(by, case, Action.ACCEPT))
    papers = _chosen(case, keys, workdays, is_signed, at)
    for kind in UndertakingKind:
        mine = [paper for paper in papers if paper.kind is kind]
        if mine:
            _promise(case, kind, mine, _due(kind, workdays, at), by=by, at=at)
    accept_case(case, by=by, at=at)
    for undertaking in owed(case)[:1]:
        due = day_text(undertaking.due_on)
        tell(case, "deferred", at=at, act="defer", due=due, count=len(owed(case)))
    return case


@transaction.atomic
def check_commitment(
    case: Case, key: str, *, is_true: bool, reason: str, by: Actor, at: datetime
) -> None:
    """核查承诺: a reviewer finds the statement true, or says what is wrong with it."""
    require(policies.may_check_commitment(by, case))
    undertaking = Undertaking.objects.filter(
        unit=case.unit, case_id=case.pk, key=key, kind=UndertakingKind.COMMITMENT.value
    ).first()
    if undertaking is None:
        raise Invalid("没有这一项承诺", {"key": "没有这一项承诺"})
    if not is_true and not reason.strip():
        raise Invalid("请写明哪里不实", {"reason": "请写明哪里不实"})
    end(undertaking, UndertakingEnd.KEPT if is_true else UndertakingEnd.BROKEN, by=by, at=at)
    if not is_true:
        CaseMaterial.objects.filter(unit=case.unit, case_id=case.pk, key=key).update(
            status="wrong", note="承诺经核查不实"
        )
    record(
        f"case:{case.pk}",
        "check_commitment",
        unit=case.unit,
        by=by,
        at=at,
        reason=reason,
        key=key,
        is_true=is_true,
    )


def note_missed(unit: int, *, at: datetime) -> int:
    """到期没补: each promise whose day has passed is noted once, and the applicant told.

    The case is not ended by it: its reviewer asks once more in writing, and a closure takes two.
    """
    late = Undertaking.objects.filter(
        unit=unit,
        case__unit=unit,
        kind=UndertakingKind.DEFERRAL.value,
        due_on__lt=localdate(at),
        missed_at__isnull=True,
        ended_at__isnull=True,
        case__closed_at__isnull=True,
    ).select_related("case__item")
    return sum(_miss(undertaking, at=at) for undertaking in late.iterator(chunk_size=500))


@transaction.atomic
def _miss(undertaking: Undertaking, *, at: datetime) -> int:
    here = Undertaking.objects.filter(unit=undertaking.unit, pk=undertaking.pk)
    if not here.filter(missed_at__isnull=True, ended_at__isnull=True).update(missed_at=at):
        return 0
    case = undertaking.case
    record(
        f"case:{case.pk}",
        "miss_deferral",
        unit=case.unit,
        by=SYSTEM,
        at=at,
        key=undertaking.key,
        number=undertaking.number,
    )
    tell(case, "deferral_missed", at=at, act=f"miss:{undertaking.pk}")
    return 1


def _chosen(
    case: Case, keys: Collection[str], workdays: int, is_signed: bool, at: datetime
) -> list[Promisable]:
    wrong = {}
    papers = [paper for paper in promisable_for(case) if paper.key in keys]
    if not papers or len(papers) != len(set(keys)):
        wrong["keys"] = "只能选事项清单里列明可以容缺、承诺，并且没有交的材料"
    if not 1 <= workdays <= LONGEST_WORKDAYS:
        wrong["workdays"] = f"补交期限 1 到 {LONGEST_WORKDAYS} 个工作日"
    if not is_signed:
        wrong["is_signed"] = "申请人愿意签承诺书，才能容缺受理"
    if is_barred(case.applicant_id, at=at):
        wrong["keys"] = "申请人一年内有到期没补或者不实的承诺，这次不能再容缺、承诺"
    if wrong:
        raise Invalid("还不能容缺受理", wrong)
    return papers


def _due(kind: UndertakingKind, workdays: int, at: datetime) -> date:
    limit = Limit(workdays, Unit.WORKDAY) if kind is UndertakingKind.DEFERRAL else CHECK
    try:
        return clock.due_on(localdate(at), limit, work_calendar())
    except CalendarNotPublished:
        told = "放假安排还没有公布，算不出补交的日子，不能容缺受理"
        raise Invalid(told, {"workdays": told}) from None


def _promise(
    case: Case,
    kind: UndertakingKind,
    papers: Sequence[Promisable],
    due: date,
    *,
    by: Actor,
    at: datetime,
) -> None:
    assert by.user_id is not None
    lines = [
        {"key": paper.key, "what": paper.name, "why": CONSEQUENCE[kind], "how": ""}
        for paper in papers
    ]
    number = issue(case, NOTICES[kind], by=by, at=at, lines=lines, answer_by=due)
    Undertaking.objects.bulk_create(
        [
            Undertaking(
                unit=case.unit,
                case=case,
                kind=kind.value,
                key=paper.key,
                name=paper.name,
                number=number,
                made_at=at,
                made_by=by.user_id,
                due_on=due,
            )
            for paper in papers
        ]
    )
    is_deferred = kind is UndertakingKind.DEFERRAL
    status = "missing" if is_deferred else "waived"
    note = f"容缺，{day_text(due)} 前补交" if is_deferred else "告知承诺，不用交"
    CaseMaterial.objects.filter(
        unit=case.unit, case_id=case.pk, key__in=[paper.key for paper in papers]
    ).update(status=status, note=note)
    record(
        f"case:{case.pk}",
        "promise",
        unit=case.unit,
        by=by,
        at=at,
        kind=kind.value,
        number=number,
        due=due.isoformat(),
        keys=[paper.key for paper in papers],
    )
