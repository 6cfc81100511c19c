"""交接: a list of what is open goes from one named person to another, and both confirm it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.rules.errors import Conflict
from bianmin.rules.verdict import require
from bianmin.workforce import parts, policies
from bianmin.workforce.models import Absence, Handover, HandoverItem


@transaction.atomic
def make_handover(
    unit: int,
    giver: User,
    taker: User,
    *,
    cause: str,
    absence: Absence | None = None,
    only: Collection[int] | None = None,
    by: Actor,
    at: datetime,
    reason: str,
) -> Handover:
    """移交: everything open of the giver is the taker's from this moment; the list is kept."""
    named = None if only is None else frozenset(only)
    moved = parts.hand_over(parts.Move(unit, giver, taker, by, at, reason, named))
    handover = Handover.objects.create(
        unit=unit,
        cause=cause,
        absence=absence,
        giver=giver,
        taker=taker,
        made_at=at,
        given_at=at if by.user_id == giver.pk else None,
    )
    HandoverItem.objects.bulk_create(
        HandoverItem(unit=unit, handover=handover, kind=m.kind, subject=m.subject, label=m.label)
        for m in moved
    )
    record(
        f"handover:{handover.pk}",
        "hand_over",
        unit=unit,
        by=by,
        at=at,
        reason=reason,
        cause=cause,
        giver=giver.pk,
        giver_name=giver.display_name,
        taker=taker.pk,
        taker_name=taker.display_name,
        matters=len(moved),
    )
    return handover


@transaction.atomic
def confirm_handover(handover: Handover, *, by: Actor, at: datetime) -> Handover:
    """确认交接: the giver says it is all, the taker that they have it; each for themselves."""
    giving = by.user_id == handover.giver_id
    require(policies.may_confirm(by, handover, giving=giving))
    column = "given_at" if giving else "taken_at"
    here = Handover.objects.filter(unit=handover.unit, pk=handover.pk)
    if not here.filter(**{f"{column}__isnull": True}).update(**{column: at}):
        raise Conflict("您已经确认过这份交接单了")
    action = "confirm_given" if giving else "confirm_taken"
    record(f"handover:{handover.pk}", action, unit=handover.unit, by=by, at=at)
    handover.refresh_from_db(from_queryset=here)
    return handover
