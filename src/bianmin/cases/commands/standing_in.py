"""家人代办: what is done under a mandate is written at the mandate too, and told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import use_mandate
from bianmin.accounts.mandates import held_by, is_live
from bianmin.accounts.models import Mandate
from bianmin.cases.entrusted import acts_for
from bianmin.cases.models import Case
from bianmin.messaging.commands import queue_sms

NOT_TOLD = frozenset({"submit", "delivered"})
"""What the holder has just done, or the principal alone is told."""


def in_their_name(case: Case, act: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """凭委托办的: note the use when the actor stands in for the applicant; facts for the event.

    Raise Conflict when the mandate has ended meanwhile.
    """
    held = acts_for(by, case)
    if held is None:
        return {}
    use_mandate(
        held.mandate_id,
        act=act,
        case=case.number,
        unit=case.unit,
        item=case.item.plain_name,
        by=by,
        at=at,
    )
    return {"mandate": held.mandate_id}


def tell_holder(case: Case, act: str, *, at: datetime) -> None:
    """告诉代办的家人: that it moved; never link nor code, which would outlive the mandate."""
    came = case.mandate if case.mandate_id else None
    if came is None or act in NOT_TOLD or not came.holder.phone:
        return
    opens = came.pk if is_live(came, at) else _later(case, came, at)
    if opens is None:
        return
    queue_sms(
        unit=case.unit,
        to=came.holder.phone,
        template="mandate_news",
        params={
            "item": case.item.plain_name,
            "number": case.number,
            "link": f"/family/{opens}/",
        },
        dedupe_key=f"mandate:{opens}:{case.pk}:{act}:{at.timestamp():.6f}",
        at=at,
    )


def _later(case: Case, came: Mandate, at: datetime) -> int | None:
    """What took its place: the mandate by which the holder still sees the case."""
    item = case.item
    for held in held_by(came.holder_id, at=at):
        if held.covers(case.applicant_id, item.area, item.code):
            return held.mandate_id
    return None
