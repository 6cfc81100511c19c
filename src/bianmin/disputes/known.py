"""认得出的人: by what somebody is known to be a party: record, identity number or telephone.

One person may have two records, as who once applied by telephone and later got an account; so
whoever shares a number or a telephone with a party counts as that party, or as their house.
"""

from __future__ import annotations

from django.db.models import Q

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.disputes.models import Party
from bianmin.rules.mediation import Known

Hash = bytes | memoryview | None


def known_party(party: Party) -> Known:
    return _known(party.person_id, party.id_number_hash, party.phone_hash)


def known_person(person: Person) -> Known:
    return _known(person.pk, person.id_number_hash, person.phone_hash)


def known_actor(actor: Actor) -> Known:
    """行为人: with the numbers on record; Known() for nobody."""
    person = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    return known_person(person) if person else Known()


def parties_like(who: Known) -> Q:
    """The parties that `who.is_same` finds, asked of the database."""
    like = Q(pk__in=[])
    if who.person_id is not None:
        like |= Q(person_id=who.person_id)
    if who.id_number:
        like |= Q(id_number_hash=who.id_number)
    if who.phone:
        like |= Q(phone_hash=who.phone)
    return like


def _known(person_id: int | None, id_number: Hash, phone: Hash) -> Known:
    return Known(person_id, bytes(id_number or b""), bytes(phone or b""))
