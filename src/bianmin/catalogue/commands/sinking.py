"""下沉的动作: a county accepts or declines the advice to push an item down to its villages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.commands.lists import current_entry, enter_item
from bianmin.catalogue.models import ServiceItem, SinkingAnswer
from bianmin.rules.errors import Conflict
from bianmin.rules.lists import EntryMode, Tier, check_reason
from bianmin.rules.sinking import Advice
from bianmin.rules.verdict import require

CHANGED = "依据已经变了，请刷新后再看"


@transaction.atomic
def accept_sinking(
    item: ServiceItem,
    advice: Advice,
    *,
    unit: int,
    points: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> SinkingAnswer:
    """同意下沉: the village list takes the mode advised; the sum shown is kept with it."""
    require(policies.may_edit_list(by, unit))
    said = check_reason(reason, why="请写明下沉的理由")
    mode = _as_shown(advice, points)
    township = current_entry(item, unit, Tier.TOWNSHIP)
    if township is None:
        raise Conflict("镇目录里已经没有这个事项")
    enter_item(item, unit=unit, tier="village", mode=mode.value, by=by, at=at)
    return _answer(item, advice, unit=unit, accepted=True, reason=said, by=by, at=at)


@transaction.atomic
def decline_sinking(
    item: ServiceItem,
    advice: Advice,
    *,
    unit: int,
    points: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> SinkingAnswer:
    """谢绝下沉: it is not proposed again for a year, unless the points grow clearly."""
    require(policies.may_edit_list(by, unit))
    said = check_reason(reason, why="请写明不下沉的理由")
    _as_shown(advice, points)
    return _answer(item, advice, unit=unit, accepted=False, reason=said, by=by, at=at)


def _as_shown(advice: Advice, points: int) -> EntryMode:
    """The person decided on a sum; a sum that has changed since is shown again."""
    if advice.mode is None or advice.points != points:
        raise Conflict(CHANGED)
    return advice.mode


def _answer(
    item: ServiceItem,
    advice: Advice,
    *,
    unit: int,
    accepted: bool,
    reason: str,
    by: Actor,
    at: datetime,
) -> SinkingAnswer:
    assert advice.mode is not None
    record(
        f"item:{item.pk}",
        "accept_sinking" if accepted else "decline_sinking",
        unit=unit,
        by=by,
        at=at,
        reason=reason,
        points=advice.points,
    )
    return SinkingAnswer.objects.create(
        item=item,
        unit=unit,
        mode=advice.mode.value,
        is_accepted=accepted,
        reason=reason,
        points=advice.points,
        lines=[[line.label, line.said, line.points, line.most] for line in advice.lines],
        said_at=at,
        said_by=by.user_id,
        said_name=by.name[:40],
    )
