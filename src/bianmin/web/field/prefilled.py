"""代办的预填: what an agent's form begins with: just told, or written by the same agent before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bianmin.accounts.models import Person
from bianmin.accounts.queries import person_by_id_number
from bianmin.cases.commands.prefilling import EARLIER_OF, open_earlier
from bianmin.cases.drafted import form_of
from bianmin.cases.models import Draft
from bianmin.cases.prefill import Card, Helper, offers_to
from bianmin.cases.prefill_policies import may_open_earlier
from bianmin.regions.models import Region
from bianmin.rules.forms import topics
from bianmin.web.frame.acting import act
from bianmin.wire.requests import Request

TOLD = "前面“替谁办”里填的"


def known_now(request: Request, draft: Draft) -> Draft:
    """认出本人: look for the agent's own earlier words, where number and name are as registered."""
    helper = _helper(request, draft)
    person = person_by_id_number(helper.card.id_number)
    if person is None or not may_open_earlier(request.actor, draft, person, helper.card.name):
        return draft
    return open_earlier(draft, helper, person, **act(request))


def offered(request: Request, draft: Draft, topic: int | None) -> dict[str, tuple[Any, str]]:
    """预填: for the fields of one page of the form, or all."""
    form = form_of(draft)
    names: Collection[str] = form.get("properties", {})
    if topic is not None:
        names = topics(form)[topic][1]
    whose = draft.applicant.clear().get(EARLIER_OF)
    person = Person.objects.filter(pk=int(whose), erased_at=None).first() if whose else None
    found = offers_to(
        _helper(request, draft),
        form,
        names,
        person,
        unit=draft.unit,
        answers=draft.answers.clear(),
    )
    return {name: (offer.value, offer.source) for name, offer in found.items()}


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
