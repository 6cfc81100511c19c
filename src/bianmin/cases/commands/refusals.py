"""否决报备: a clerk alone may not say no; one proposes with reasons, another decides.

What was decided is filed with the county in the same moment; a part of it is drawn for a check.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.cases import filings, policies, queries
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.moving import move, tell
from bianmin.cases.models import Case, RefusalFiling
from bianmin.ground.crypto import keyed_hash
from bianmin.rules import clock
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import REFUSALS, Action
from bianmin.rules.limits import DECIDE_REFUSAL
from bianmin.rules.sampling import is_drawn
from bianmin.rules.verdict import require

CATEGORIES = {"A": "不属于受理范围", "B": "不符合条件或材料不齐", "C": "政策不明确"}


@transaction.atomic
def propose_refusal(
    case: Case,
    *,
    action: Action,
    reason: str,
    category: str = "",
    law: str = "",
    alternatives: str = "",
    by: Actor,
    at: datetime,
) -> RefusalFiling:
    """拟否决: propose a refusal with category, reason, law and what was offered instead.

    退件 and 作废 say nothing of the matter itself: they need the reason alone.
    """
    require(policies.may_propose(by, case, action))
    _check_words(action, category, reason, law, alternatives)
    if queries.open_refusal(case):
        raise Conflict("已经有人提出，正在等待决定")
    if by.user_id is None or by.person_id is None:
        raise Invalid("请先登录")
    filing = RefusalFiling(
        unit=case.unit,
        case=case,
        action=action.value,
        category=category,
        reason=reason,
        law=law,
        alternatives=alternatives,
        proposed_by=by.user_id,
        proposed_by_person=by.person_id,
        proposed_at=at,
        decide_by=clock.due_or_pending(localdate(at), DECIDE_REFUSAL, work_calendar()).on,
    )
    RefusalFiling.objects.bulk_create([filing])
    record(
        f"case:{case.pk}",
        "propose_refusal",
        unit=case.unit,
        by=by,
        at=at,
        proposed=action.value,
        category=category,
    )
    return filing


@transaction.atomic
def dismiss_refusal(case: Case, *, reason: str, by: Actor, at: datetime) -> RefusalFiling:
    """不同意否决: the second person says no to the no; the case goes on."""
    filing = queries.open_refusal(case)
    require(policies.may_dismiss_refusal(by, case, filing))
    assert filing is not None
    _close(filing, approved=False, by=by, at=at)
    record(f"case:{case.pk}", "dismiss_refusal", unit=case.unit, by=by, at=at, reason=reason)
    return filing


@transaction.atomic
def refuse_acceptance(case: Case, *, by: Actor, at: datetime) -> Case:
    """不予受理: the head decides what another person proposed; written, dated, with remedies."""
    require(policies.may_move(by, case, Action.REFUSE_ACCEPTANCE))
    filing = use_filing(case, Action.REFUSE_ACCEPTANCE, by=by, at=at)
    move(case, Action.REFUSE_ACCEPTANCE, by=by, at=at)
    number_filing(filing, issue(case, NoticeKind.NOT_ACCEPTED, by=by, at=at))
    tell(case, "not_accepted", at=at, act="refuse_acceptance")
    return case


def use_filing(case: Case, action: Action, *, by: Actor, at: datetime) -> RefusalFiling:
    """Approve the open filing of this very move, made by another person; refuse without one."""
    filing = queries.open_refusal(case)
    require(policies.may_decide_refusal(by, filing, action))
    assert filing is not None
    is_first = not filings.decided_in_month(case, at).exists()
    draw = keyed_hash("refusal_sample", f"{filing.unit}:{filing.pk}")
    _close(filing, approved=True, by=by, at=at, is_sampled=is_drawn(draw, is_first=is_first))
    return filing


def number_filing(filing: RefusalFiling, number: str) -> None:
    """报备: note the number of the document in which the decision was told."""
    RefusalFiling.objects.filter(unit=filing.unit, pk=filing.pk).update(document_number=number)


@transaction.atomic
def check_filing(
    filing: RefusalFiling, *, is_upheld: bool, note: str, by: Actor, at: datetime
) -> RefusalFiling:
    """抽查: the county reads a filed refusal; when it was wrong the applicant is told so."""
    require(policies.may_check_filing(by, filing))
    if not is_upheld and not note.strip():
        raise Invalid("请写明不当在哪里", {"note": "请写明不当在哪里"})
    here = RefusalFiling.objects.filter(unit=filing.unit, pk=filing.pk)
    checked = here.filter(checked_at__isnull=True, approved=True).update(
        checked_at=at, checked_by=by.user_id, is_upheld=is_upheld, check_note=note
    )
    if not checked:
        raise Conflict("刚刚已有人查过，请刷新后再看")
    filing.refresh_from_db(from_queryset=here)
    case = filings.case_of(filing)
    record(
        f"case:{case.pk}",
        "check_refusal",
        unit=case.unit,
        by=by,
        at=at,
        reason=note,
        upheld=is_upheld,
    )
    if not is_upheld:
        tell(case, "refusal_wrong", at=at, act="check_refusal", site=case.site.name)
    return filing


def _check_words(action: Action, category: str, reason: str, law: str, alternatives: str) -> None:
    asked = [("reason", reason.strip(), "请写明理由")]
    if action in REFUSALS:
        offered = "请写明已提供的其他办法（容缺、承诺、代办、指路）"
        asked += [
            ("category", category if category in CATEGORIES else "", "请选择一类原因"),
            ("law", law.strip(), "请写明依据"),
            ("alternatives", alternatives.strip(), offered),
        ]
    wrong = {name: sentence for name, value, sentence in asked if not value}
    if wrong:
        raise Invalid("还差几处没有写明", wrong)


def _close(
    filing: RefusalFiling, *, approved: bool, by: Actor, at: datetime, is_sampled: bool = False
) -> None:
    closed = RefusalFiling.objects.filter(
        unit=filing.unit, pk=filing.pk, decided_at__isnull=True
    ).update(
        approved=approved,
        decided_at=at,
        decided_by=by.user_id,
        decided_by_person=by.person_id,
        is_sampled=is_sampled,
    )
    if not closed:
        raise Conflict("刚刚已有人作出决定，请刷新后再看")
