"""移交: open cases go from one named person to another, so that none is ever without an owner."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import Trace, record_many
from bianmin.cases import policies, queries
from bianmin.rules.verdict import require


@dataclass(frozen=True)
class Matter:
    """在办事项: one open case that somebody handles (case) or carries for a resident (carried), or
    an original that was handed in for such a case and lies with whoever handles it (paper)."""

    kind: str
    subject: int  # the id of the case, or of the material
    label: str


def matters_of(unit: int, user: User) -> list[Matter]:
    """Return everything open that would be without an owner if this person were gone."""
    return [
        Matter(kind, pk, f"{number} {name}"[:80])
        for kind, rows in (
            ("case", queries.held_by(unit, user.pk)),
            ("carried", queries.still_carried_by(unit, user.person_id)),
        )
        for pk, number, name in rows.order_by("promise_due", "id").values_list(
            "pk", "number", "item__plain_name"
        )
    ]


@transaction.atomic
def hand_over_cases(
    unit: int,
    giver: User,
    taker: User,
    *,
    only: Collection[int] | None = None,
    by: Actor,
    at: datetime,
    reason: str,
) -> list[Matter]:
    """移交: give the open cases of one person (or only those named) to another; return them, and
    the originals that go with them.

    A case that the taker applied for themselves is carried by nobody then: it is their own.
    """
    require(policies.may_hand_over(by, unit, giver.pk))
    moved = [m for m in matters_of(unit, giver) if only is None or m.subject in only]
    ids = {kind: [m.subject for m in moved if m.kind == kind] for kind in ("case", "carried")}
    queries.held_by(unit, giver.pk).filter(pk__in=ids["case"]).update(handler_id=taker.pk)
    carried = queries.still_carried_by(unit, giver.person_id).filter(pk__in=ids["carried"])
    carried.filter(applicant_id=taker.person_id).update(agent_id=None)
    carried.update(agent_id=taker.person_id)
    traces = (
        Trace(
            f"case:{m.subject}",
            "hand_over",
            unit,
            reason,
            {"kind": m.kind, "giver": giver.pk, "taker": taker.pk},
        )
        for m in moved
    )
    record_many(traces, by=by, at=at)
    return moved + originals_of(unit, ids["case"])


def originals_of(unit: int, cases: Collection[int]) -> list[Matter]:
    """Return the originals that lie with whoever handles these cases."""
    return [
        Matter("paper", paper.pk, f"{paper.case.number} {paper.name}"[:80])
        for paper in queries.originals_in_hand(unit, cases)
    ]
