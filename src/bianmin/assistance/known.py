"""认得出的一家: by record, household or telephone, as far as our registers tell."""

from __future__ import annotations

from bianmin.accounts.models import Person
from bianmin.assistance.models import AgentOrder
from bianmin.rules.assistance import Party


def party_of(person: Person | None) -> Party:
    if person is None:
        return Party()
    return Party(person.pk, person.household, bytes(person.phone_hash or b""))


def clients_of(order: AgentOrder) -> tuple[Party, Party]:
    """委托人: the person once known, and the telephone that was told."""
    return party_of(order.principal), Party(phone=bytes(order.phone_hash or b""))
