"""委托的问题: who may act for whom at a moment, and what lies between two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor, HeldMandate
from bianmin.accounts.models import Mandate, Person
from bianmin.accounts.queries import person_by_id_number
from bianmin.rules.mandates import End

SHOWN = ("principal", "holder", "site")
FOR_KIN = Q(order__isnull=True)
"""家人的: not one of an agent's order."""


def live_at(at: datetime) -> Q:
    """有效: granted, not ended, and its last day not over."""
    return Q(granted_at__lte=at, ended_at__isnull=True, ends_on__gte=localdate(at))


def held_by(person_id: int | None, *, at: datetime) -> tuple[HeldMandate, ...]:
    """手里的委托: everything this person may do for relatives at this moment, oldest first.

    What was signed to an agent lets them work as an agent, on the order's own pages alone.
    """
    if person_id is None:
        return ()
    rows = Mandate.objects.filter(
        live_at(at), FOR_KIN, holder_id=person_id, principal__erased_at=None
    )
    return tuple(
        HeldMandate(row.pk, row.principal_id, frozenset(row.areas), frozenset(row.items), since)
        for row in rows.order_by("granted_at", "id")
        if (since := row.since or row.granted_at) is not None
    )


def acting(actor: Actor, *, at: datetime) -> Actor:
    """代办的人: the actor with what they may do for others; asked only where it matters."""
    return replace(actor, mandates=held_by(actor.person_id, at=at))


def concerning(person_id: int) -> QuerySet[Mandate]:
    """和我有关的委托: given or held by this person, the newest first."""
    mine = Q(principal_id=person_id) | Q(FOR_KIN, holder_id=person_id)
    known = Mandate.objects.filter(mine, granted_at__isnull=False)
    return known.select_related(*SHOWN).order_by("-granted_at", "-id")


def earlier(mandate: Mandate, *, at: datetime) -> list[Mandate]:
    """以前的委托: between the same two, what this one renewed and what still stands beside it."""
    pair = {"principal_id": mandate.principal_id, "holder_id": mandate.holder_id}
    renewed = Q(end=End.REPLACED, ended_at=mandate.granted_at)
    others = Mandate.objects.filter(renewed | live_at(at), **pair).exclude(pk=mandate.pk)
    return list(others.order_by("granted_at", "id"))


def given_by(person_id: int, *, at: datetime) -> list[Mandate]:
    """给出的委托: by which relatives may act for this person now, oldest first; an agent's order
    is not among them."""
    own = Mandate.objects.filter(live_at(at), principal_id=person_id, order__isnull=True)
    rows = own.select_related(*SHOWN)
    return list(rows.order_by("granted_at", "id"))


def mandate_between(mandate_id: int, person_id: int | None) -> Mandate | None:
    """一份委托: for the two whom it concerns; None for everybody else."""
    mine = Q(principal_id=person_id) | Q(FOR_KIN, holder_id=person_id)
    known = Mandate.objects.filter(mine, pk=mandate_id, granted_at__isnull=False)
    return known.select_related(*SHOWN).first()


def live_of(id_number: str, *, at: datetime) -> QuerySet[Mandate]:
    """现有的委托: of whoever holds this card, on either side."""
    person = person_by_id_number(id_number)
    mine = Q(principal=person) | Q(FOR_KIN, holder=person) if person else Q(pk__in=[])
    return Mandate.objects.filter(mine, live_at(at)).select_related(*SHOWN).order_by("pk")


def asked_of(mandate_id: int | None, person_id: int | None) -> Mandate | None:
    """等同意的: what this person asked for, with a code on its way."""
    asked = Mandate.objects.filter(pk=mandate_id or 0, holder_id=person_id, granted_at__isnull=True)
    return asked.select_related(*SHOWN).first()


def is_live(mandate: Mandate, at: datetime) -> bool:
    """有效: the same as `live_at`, of one at hand."""
    return (
        mandate.granted_at is not None
        and mandate.granted_at <= at
        and mandate.ended_at is None
        and localdate(at) <= mandate.ends_on
    )


def principals_of(phone_hash: bytes) -> QuerySet[Person]:
    """手机号的主人: who is reached at this phone."""
    return Person.objects.filter(phone_hash=phone_hash, erased_at__isnull=True)
