"""待决定: what waits for a second person, for whoever may be it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from bianmin.accounts.actor import Actor
from bianmin.cases.models import Approval, RefusalFiling
from bianmin.rules.roles import RoleKind

SHOWN = ("case__item", "case__site")


def _within(actor: Actor) -> Q:
    """What lies in the actor's township as its head, or in the unit as its bureau."""
    scope = Q(pk__in=[])
    for role in actor.holding(RoleKind.CENTER_HEAD):
        here = {"unit": role.unit, "case__unit": role.unit, "case__township_id": role.region_id}
        scope |= Q(**here)
    for role in actor.holding(RoleKind.COUNTY_BUREAU):
        scope |= Q(unit=role.unit, case__unit=role.unit)
    return scope


def approvals_for(actor: Actor) -> QuerySet[Approval]:
    """等我批的: undecided, of others, the oldest first."""
    rows = Approval.objects.filter(_within(actor), decided_at__isnull=True)
    mine = rows.exclude(proposed_by_person=actor.person_id or 0)
    return mine.select_related(*SHOWN).order_by("proposed_at", "id")


def refusals_for(actor: Actor) -> QuerySet[RefusalFiling]:
    """等我决定的否决: undecided, of others, the oldest first."""
    rows = RefusalFiling.objects.filter(_within(actor), decided_at__isnull=True)
    mine = rows.exclude(proposed_by_person=actor.person_id or 0)
    return mine.select_related(*SHOWN).order_by("proposed_at", "id")
