"""家人代办: what is done under a mandate is written at the mandate too, and told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import use_at_window, use_mandate
from bianmin.accounts.mandates import held_by, is_live
from bianmin.accounts.models import Mandate
from bianmin.cases.application import Application
from bianmin.cases.entrusted import acts_for
from bianmin.cases.models import Case
from bianmin.messaging.commands import queue_sms
from bianmin.rules.errors import Invalid
from bianmin.rules.lifecycle import Action
from bianmin.rules.mandates import covers

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


def check_brought(application: Application, *, at: datetime) -> None:
    """凭委托来的: Invalid where the mandate does not let its holder ask for this at a window."""
    mandate = application.mandate
    if mandate is None:
        return
    item = application.version.item
    wrong = ""
    if mandate.principal_id != application.applicant.pk:
        wrong = "这份委托不是这位申请人给的，请重新选"
    elif not is_live(mandate, at):
        wrong = "这份委托已经停了，请本人来，或重新签委托"
    elif not covers(mandate.areas, mandate.items, item.area, item.code):
        wrong = f"这份委托不含“{item.plain_name}”，请本人来，或重新签委托"
    elif application.version.presence_required:
        wrong = "这件事必须本人到场，不能凭委托办"
    if wrong:
        raise Invalid(wrong, {"mandate": wrong})


def brought_by(case: Case, *, by: Actor, at: datetime) -> dict[str, Any]:
    """窗口凭委托收: note the use, tell the principal; facts for the event."""
    assert case.mandate_id is not None
    use_at_window(
        case.mandate_id,
        act=Action.SUBMIT.value,
        case=case.number,
        unit=case.unit,
        item=case.item.plain_name,
        by=by,
        at=at,
    )
    return {"mandate": case.mandate_id}


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
