"""代办的预填: what an agent's form begins with, and the person's word that opens more of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bianmin.accounts.models import Person
from bianmin.accounts.queries import person_by_id_number
from bianmin.cases.commands import prefilling as commands
from bianmin.cases.drafted import form_of
from bianmin.cases.models import Draft
from bianmin.cases.prefill import Card, Helper, offers, offers_to
from bianmin.cases.prefill_policies import may_ask_registered, may_open_earlier
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.rules.forms import topics
from bianmin.web.frame.acting import act
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request

TOLD = "前面“替谁办”里填的"
UNKNOWN = "没有这样登记过的人，请照本人说的填"


def known_now(request: Request, draft: Draft) -> Draft:
    """认出本人: look for the agent's own earlier words, where number and name are as registered."""
    helper = _helper(request, draft)
    person = person_by_id_number(helper.card.id_number)
    if person is None or not may_open_earlier(request.actor, draft, person, helper.card.name):
        return draft
    return commands.open_earlier(draft, helper, person, **act(request))


def offered(request: Request, draft: Draft, topic: int | None) -> dict[str, tuple[Any, str]]:
    """预填: for the fields of one page of the form, or all."""
    form, told = form_of(draft), draft.applicant.clear()
    names: Collection[str] = form.get("properties", {})
    if topic is not None:
        names = topics(form)[topic][1]
    helper = _helper(request, draft)
    rest: dict[str, Any] = {"unit": draft.unit, "answers": draft.answers.clear()}
    registered = _person(told.get(commands.REGISTERED_OF))
    if registered is not None:
        found = offers(form, names, registered, place=helper.card.home, who="本人", **rest)
    else:
        found = offers_to(helper, form, names, _person(told.get(commands.EARLIER_OF)), **rest)
    return {name: (offer.value, offer.source) for name, offer in found.items()}


@dataclass(frozen=True)
class Consent:
    """本人同意: whether it may be asked for, was asked for, or was given."""

    may_ask: bool
    is_asked: bool
    is_given: bool


def consent(request: Request, draft: Draft) -> Consent:
    """Return how it stands; the registered telephone is never shown, only known to be the same."""
    told = draft.applicant.clear()
    person = _named(request, draft)
    return Consent(
        may_ask=person is not None,
        is_asked=bool(told.get(commands.ASKED)),
        is_given=bool(told.get(commands.REGISTERED_OF)),
    )


def ask(request: Request, draft: Draft) -> None:
    """请本人同意: send the code."""
    person = _named(request, draft)
    if person is None:
        raise NotFound(UNKNOWN)
    card, address = _helper(request, draft).card, client_address(request)
    commands.ask_registered(draft, person, card, address=address, **act(request))


def _named(request: Request, draft: Draft) -> Person | None:
    """The registered person whom the agent has named by number, name and telephone."""
    card = _helper(request, draft).card
    person = person_by_id_number(card.id_number)
    told = {"as_named": card.name, "phone": card.phone}
    if person is None or not may_ask_registered(request.actor, draft, person, **told):
        return None
    return person


def _person(noted: str | None) -> Person | None:
    return Person.objects.filter(pk=int(noted), erased_at=None).first() if noted else None


def _helper(request: Request, draft: Draft) -> Helper:
    told = draft.applicant.clear()
    home = Region.objects.select_related("parent__parent").filter(pk=told.get("place") or 0).first()
    card = Card(
        name=told.get("name", ""),
        id_number=told.get("id_number", ""),
        phone=told.get("phone", ""),
        home=home,
    )
    return Helper(request.user.person, card, TOLD)
