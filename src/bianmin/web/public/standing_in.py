"""替谁办: for whom a draft is filled in: oneself, or somebody whose mandate one holds."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.accounts.mandates import SHOWN, acting, is_live
from bianmin.accounts.models import Mandate, Person
from bianmin.cases.models import Draft
from bianmin.rules.errors import Conflict
from bianmin.wire.requests import Request

WHOM = "whom"
"""The draft's note of for whom: the mandate's id, 0 for oneself; as text."""

OVER = "替家人办这件事的委托已经停了，请重新选替谁办"


def chosen(draft: Draft) -> int | None:
    """选了谁: the mandate, 0 for oneself, None while nobody was asked."""
    kept = draft.applicant.clear().get(WHOM)
    return None if kept is None else int(kept)


def offered(request: Request, draft: Draft) -> list[Mandate]:
    """能替谁办: the mandates that hold now and cover the draft's item; none for a bundle."""
    actor = acting(request.actor, at=request.at)
    if draft.bundle_id is not None or not actor.mandates:
        return []
    item = draft.version.item
    fit = [
        one.mandate_id
        for one in actor.mandates
        if one.covers(one.principal_id, item.area, item.code)
    ]
    found = Mandate.objects.filter(pk__in=fit).select_related(*SHOWN)
    return list(found.order_by("granted_at", "id"))


def all_offered(request: Request) -> list[Mandate]:
    """能替谁约: all the mandates that hold now, whatever they cover."""
    known = [one.mandate_id for one in acting(request.actor, at=request.at).mandates]
    found = Mandate.objects.filter(pk__in=known).select_related(*SHOWN) if known else []
    return list(found)


def asks_whom(request: Request, draft: Draft) -> bool | None:
    """要不要问: None when nobody has to be asked; else whether that is settled."""
    if request.actor.user_id is None:
        return None
    whom, known = chosen(draft), [one.pk for one in offered(request, draft)]
    if not known and not whom:
        return None
    return whom is not None and whom in (0, *known)


def applicant_of(request: Request, draft: Draft) -> tuple[Person, Actor, Mandate | None]:
    """申请人: who applies, who acts, and by which mandate; Conflict when it has ended."""
    whom = chosen(draft)
    if not whom:
        return request.user.person, request.actor, None
    mandate = next((one for one in offered(request, draft) if one.pk == whom), None)
    if mandate is None or not is_live(mandate, request.at):
        raise Conflict(OVER)
    return mandate.principal, acting(request.actor, at=request.at), mandate
