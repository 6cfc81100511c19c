"""照登记的填: what is known of a person goes into a form another fills in; the look is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.audit.commands import record
from bianmin.cases.commands.drafts import save_draft
from bianmin.cases.drafted import form_of
from bianmin.cases.models import Draft
from bianmin.cases.prefill import NOTHING, Helper, Offer, offers, offers_to
from bianmin.cases.prefill_policies import may_open_earlier, may_prefill
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import form_in
from bianmin.regions.models import Region
from bianmin.rules.verdict import require

EARLIER_OF = "earlier_of"
"""The draft's note of whose earlier cases may be looked at; as text."""


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
    answers: Mapping[str, Any] = NOTHING,
) -> dict[str, Offer]:
    """Return what the named fields may be filled in with for somebody who stands at the window.

    NotAllowed when the clerk has typed another name than the person's: the card is not at hand.
    """
    require(may_prefill(by, person, as_named))
    form = form_in(version, scenario)
    found = offers(form, names, person, unit=unit, place=place, who="本人", answers=answers)
    _keep(person, version, found, unit=unit, by=by, at=at)
    return found


@transaction.atomic
def open_earlier(draft: Draft, helper: Helper, person: Person, *, by: Actor, at: datetime) -> Draft:
    """翻以前代办的: from now on the agent's own earlier words for this person fill in the draft.

    NotAllowed when the agent has typed another name than the person's, or the draft is not theirs.
    """
    require(may_open_earlier(by, draft, person, helper.card.name))
    form = form_of(draft)
    found = offers_to(helper, form, list(form.get("properties", {})), person, unit=draft.unit)
    told = {name: offer for name, offer in found.items() if offer.source != helper.told}
    _keep(person, draft.version, told, unit=draft.unit, by=by, at=at)
    return save_draft(draft, applicant={EARLIER_OF: str(person.pk)}, by=by, at=at)


def _keep(
    person: Person,
    version: ItemVersion,
    found: Collection[str],
    *,
    unit: int,
    by: Actor,
    at: datetime,
) -> None:
    code, subject = version.item.code, f"person:{person.pk}"
    record(subject, "prefill", unit=unit, by=by, at=at, item=code, fields=sorted(found))
