"""网上的预填: for the person themselves, or for a relative who fills in for them by a mandate."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bianmin.accounts.models import Mandate
from bianmin.cases.drafted import form_of
from bianmin.cases.models import Draft
from bianmin.cases.prefill import Card, Helper, offers, offers_to
from bianmin.rules.mandates import Relation, Way
from bianmin.web.public import standing_in
from bianmin.web.public.filling import is_known
from bianmin.wire.requests import Request

TOLD = "委托时登记的资料"


def offered(request: Request, draft: Draft, names: Collection[str]) -> dict[str, tuple[Any, str]]:
    """预填: to nobody but who is known at this browser, and for a relative only what was theirs."""
    if not is_known(request):
        return {}
    form, person = form_of(draft), request.user.person
    rest: dict[str, Any] = {"unit": draft.unit, "answers": draft.answers.clear()}
    if whom := standing_in.chosen(draft):
        known = standing_in.offered(request, draft)
        mandate = next((one for one in known if one.pk == whom), None)
        if mandate is None:
            return {}
        found = offers_to(_helper(request, mandate, draft), form, names, mandate.principal, **rest)
    else:
        found = offers(form, names, person, place=draft.village, **rest)
    return {name: (offer.value, offer.source) for name, offer in found.items()}


def _helper(request: Request, mandate: Mandate, draft: Draft) -> Helper:
    principal = mandate.principal
    card = Card(principal.name.clear(), principal.id_number.clear(), home=draft.village)
    is_guardian = mandate.relation == Relation.GUARDIAN and mandate.way == Way.LAW
    return Helper(request.user.person, card, TOLD, is_guardian)
