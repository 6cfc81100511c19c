"""照登记的填: what is known of a person goes into a form another fills in; the look is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands.codes import PREFILL, WRONG, send_digits, spend
from bianmin.accounts.models import Person
from bianmin.audit.commands import record
from bianmin.cases.commands.drafts import save_draft
from bianmin.cases.drafted import form_of
from bianmin.cases.models import Draft
from bianmin.cases.prefill import NOTHING, Card, Helper, Offer, offers, offers_to
from bianmin.cases.prefill_policies import may_ask_registered, may_open_earlier, may_prefill
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import form_in
from bianmin.regions.models import Region
from bianmin.rules.verdict import require

EARLIER_OF = "earlier_of"
"""The draft's note of whose earlier cases may be looked at; as text."""
REGISTERED_OF = "registered_of"
"""The draft's note of who let the agent look at what is registered; as text."""
ASKED = "prefill_asked"
"""The draft's note of who was asked, and by which code; as text."""
NOBODY = {EARLIER_OF: None, REGISTERED_OF: None, ASKED: None}
"""What a draft forgets when somebody else is named."""


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


@transaction.atomic
def ask_registered(
    draft: Draft, person: Person, card: Card, *, address: str, by: Actor, at: datetime
) -> Draft:
    """请本人同意: a code to the person's own telephone; reading it out lets the agent look."""
    require(may_ask_registered(by, draft, person, as_named=card.name, phone=card.phone))
    told = {"agent": by.name, "item": draft.version.item.plain_name}
    mobile = person.phone.clear()
    code = send_digits(mobile, PREFILL, "prefill_code", told, address=address, at=at)
    return save_draft(draft, applicant={ASKED: f"{person.pk}:{code.pk}"}, by=by, at=at)


@transaction.atomic
def open_registered(draft: Draft, digits: str, *, address: str, by: Actor, at: datetime) -> str:
    """照登记的填: open what is registered to this draft; return why not, blank when it is open.

    A wrong try counts even though the request is refused: the caller keeps its writes.
    """
    whose, _, sent = str(draft.applicant.clear().get(ASKED, "")).partition(":")
    code, reason = spend(int(sent or 0), digits, PREFILL, address=address, at=at)
    person = Person.objects.filter(pk=int(whose or 0), erased_at=None).first()
    if code is None or person is None:
        return reason or WRONG
    form = form_of(draft)
    names = list(form.get("properties", {}))
    found = offers(form, names, person, unit=draft.unit, place=None, who="本人")
    _keep(person, draft.version, found, unit=draft.unit, by=by, at=at, consent="code")
    save_draft(draft, applicant={REGISTERED_OF: whose, ASKED: None}, by=by, at=at)
    return ""


def _keep(
    person: Person,
    version: ItemVersion,
    found: Collection[str],
    *,
    unit: int,
    by: Actor,
    at: datetime,
    consent: str = "",
) -> None:
    code, subject = version.item.code, f"person:{person.pk}"
    more = {"consent": consent} if consent else {}
    record(subject, "prefill", unit=unit, by=by, at=at, item=code, fields=sorted(found), **more)
