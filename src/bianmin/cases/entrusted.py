"""家人代办: which cases a mandate opens to whoever holds it, said twice: for one and for a list.

Of the principal, within the scope, and handed in while the mandate holds or, under an earlier one,
by the holder themselves; nothing else of before.
"""

from __future__ import annotations

from django.db.models import Q

from bianmin.accounts.actor import Actor, HeldMandate
from bianmin.cases.application import Application
from bianmin.cases.models import Case
from bianmin.regions.queries import all_units


def acts_for(actor: Actor, case: Case) -> HeldMandate | None:
    """凭哪份委托: the mandate by which the actor stands in the applicant's place, if any."""
    found = (
        held
        for held in actor.mandates
        if held.covers(case.applicant_id, case.item.area, case.item.code)
        and (case.submitted_at >= held.since or came_by(actor, case))
    )
    return next(found, None)


def entrusted_to(actor: Actor) -> Q:
    """The cases of all the actor's mandates; the twin of `acts_for`."""
    scope = Q(pk__in=[])
    for held in actor.mandates:
        within = Q(item__area__in=held.areas) | Q(item__code__in=held.items)
        since = Q(submitted_at__gte=held.since) | Q(mandate__holder_id=actor.person_id)
        theirs = Q(unit__in=all_units(), applicant_id=held.principal_id)
        scope |= within & since & theirs
    return scope


def may_stand_in(actor: Actor, application: Application) -> bool:
    """Say whether a mandate of the actor covers what is asked for."""
    item, principal = application.version.item, application.applicant.pk
    return any(held.covers(principal, item.area, item.code) for held in actor.mandates)


def came_by(actor: Actor, case: Case) -> bool:
    """经手的家人: whether the actor handed it in, whatever became of the mandate since."""
    return (
        actor.person_id is not None
        and case.mandate_id is not None
        and case.mandate is not None
        and case.mandate.holder_id == actor.person_id
    )
