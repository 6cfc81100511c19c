"""照登记的填: what is known of a person goes into a form at the window, and who read it is kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.audit.commands import record
from bianmin.cases.policies import may_prefill
from bianmin.cases.prefill import Offer, offers
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import form_in
from bianmin.regions.models import Region
from bianmin.rules.verdict import require


@transaction.atomic
def prefill_form(
    version: ItemVersion,
    scenario: str,
    names: Collection[str],
    person: Person,
    *,
    as_named: str,
    unit: int,
    place: Region | None,
    by: Actor,
    at: datetime,
) -> dict[str, Offer]:
    """Return what the named fields may be filled in with for somebody who stands at the window.

    NotAllowed when the clerk has typed another name than the person's: the card is not at hand.
    """
    require(may_prefill(by, person, as_named))
    form = form_in(version, scenario)
    found = offers(form, names, person, unit=unit, place=place, who="本人")
    record(
        f"person:{person.pk}",
        "prefill",
        unit=unit,
        by=by,
        at=at,
        item=version.item.code,
        fields=sorted(found),
    )
    return found
