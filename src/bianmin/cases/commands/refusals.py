"""否决报备: a clerk alone may not say no; one proposes with reasons, another decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.cases import policies, queries
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.moving import move, tell
from bianmin.cases.models import Case, RefusalFiling
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import Action
from bianmin.rules.verdict import require

CATEGORIES = {"A": "不属于受理范围", "B": "不符合条件或材料不齐", "C": "政策不明确"}


@transaction.atomic
def propose_refusal(
    case: Case,
    *,
    action: Action,
    category: str,
    reason: str,
    law: str,
    alternatives: str,
    by: Actor,
    at: datetime,
) -> RefusalFiling:
    """拟否决: propose a refusal with category, reason, law and what was offered instead."""
    require(policies.may_propose(by, case, action))
    wrong = {
        name: sentence
        for name, value, sentence in (
            ("category", category if category in CATEGORIES else "", "请选择一类原因"),
            ("reason", reason.strip(), "请写明理由"),
            ("law", law.strip(), "请写明依据"),
            (
                "alternatives",
                alternatives.strip(),
                "请写明已提供的其他办法（容缺、承诺、代办、指路）",
            ),
        )
        if not value
    }
    if wrong:
        raise Invalid("还差几处没有写明", wrong)
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
    use_filing(case, by=by, at=at)
    move(case, Action.REFUSE_ACCEPTANCE, by=by, at=at)
    issue(case, NoticeKind.NOT_ACCEPTED, by=by, at=at)
    tell(case, "not_accepted", at=at, act="refuse_acceptance")
    return case


def use_filing(case: Case, *, by: Actor, at: datetime) -> None:
    """Approve the open filing, made by another person; refuse without one.

    A filing for a move that the state no longer allows has lapsed, so the open one is of this
    very move.
    """
    filing = queries.open_refusal(case)
    require(policies.may_decide_refusal(by, filing))
    assert filing is not None
    _close(filing, approved=True, by=by, at=at)


def _close(filing: RefusalFiling, *, approved: bool, by: Actor, at: datetime) -> None:
    closed = RefusalFiling.objects.filter(
        unit=filing.unit, pk=filing.pk, decided_at__isnull=True
    ).update(
        approved=approved,
        decided_at=at,
        decided_by=by.user_id,
        decided_by_person=by.person_id,
    )
    if not closed:
        raise Conflict("刚刚已有人作出决定，请刷新后再看")
