"""谁来办: the person themselves, or a relative with a mandate and their card, at the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bianmin.accounts.mandates import given_by
from bianmin.accounts.models import Mandate, Person
from bianmin.rules.lists import AREAS
from bianmin.rules.mandates import RELATIONS, Relation, scope_words

ENDED = "这份委托已经停了，或不是这位申请人给的，请重新选谁来办"


@dataclass(frozen=True)
class Way:
    """一个代办的人: by which mandate, what the holder is to the person, in what."""

    mandate: Mandate
    relation: str
    scope: str
    is_chosen: bool


def ways_to_come(person: Person, chosen: str, *, at: datetime) -> list[Way]:
    """能凭委托来的: the holders of the mandates that this person has given."""
    return [
        Way(
            one,
            RELATIONS[Relation(one.relation)],
            _scope(one),
            str(one.pk) == chosen,
        )
        for one in given_by(person.pk, at=at)
    ]


def mandate_of(person: Person, pk: int | None, *, at: datetime) -> Mandate | None:
    """选的那份: None when nobody else came, or when it has ended."""
    return next((one for one in given_by(person.pk, at=at) if one.pk == pk), None)


def _scope(mandate: Mandate) -> str:
    if 0 < len(mandate.areas) < len(AREAS):
        return f"只办{'、'.join(mandate.areas)}"
    return scope_words(mandate.areas, mandate.items)
