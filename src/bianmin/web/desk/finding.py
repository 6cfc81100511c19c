"""查找: cases by their number, or by the identity number or phone of whoever applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.accounts.queries import people_by_phone, person_by_id_number
from bianmin.cases import queries
from bianmin.cases.models import Case
from bianmin.regions.queries import all_units
from bianmin.rules.identity import normalise

MOST = 50
PHONE_DIGITS = 11


@dataclass(frozen=True)
class Found:
    """找到的: cases the actor may open, newest first; `only` when a number named one."""

    cases: tuple[Case, ...] = ()
    only: Case | None = None


def find(actor: Actor, words: str) -> Found:
    """Return what the words name, as far as the actor may open it."""
    text = normalise(words)
    if text.startswith("LC"):
        return Found(only=queries.by_number(actor, text).first())
    return Found(cases=tuple(_cases_of(actor, _people(text))[:MOST]))


def known(actor: Actor, id_number: str) -> Person | None:
    """登记过: the person of this number if they live in the actor's unit or have a case there.

    Whoever else holds the number is no business of this window, not even their name.
    """
    person = person_by_id_number(normalise(id_number))
    if person is None:
        return None
    units = actor.units()
    near = person.village is not None and (units is None or person.village.unit in units)
    return person if near or recent(actor, person) else None


def recent(actor: Actor, person: Person) -> QuerySet[Case]:
    """近来办过: the person's newest cases that the actor may open."""
    return _cases_of(actor, [person])[:6]


def _people(text: str) -> list[Person]:
    if len(text) == PHONE_DIGITS:
        return list(people_by_phone(text)[:MOST])
    person = person_by_id_number(text)
    return [person] if person else []


def _cases_of(actor: Actor, people: Iterable[Person]) -> QuerySet[Case]:
    return (
        queries.visible_to(actor)
        .filter(unit__in=all_units(), applicant_id__in=[person.pk for person in people])
        .select_related(*queries.SHOWN)
        .order_by("-submitted_at")
    )
