"""职责范围: which counties an account may look into, and the one it lands in."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.catalogue import policies
from bianmin.regions.models import Region
from bianmin.regions.queries import units
from bianmin.rules.errors import NotFound
from bianmin.rules.verdict import require


def unit_or_refuse(actor: Actor, unit: int) -> Region:
    """Return a county the account may look into; NotFound or NotAllowed otherwise."""
    found = units().get(unit)
    if found is None:
        raise NotFound("没有这个县（市、区）")
    require(policies.may_see_work(actor, unit))
    return found


def own_units(actor: Actor) -> list[Region]:
    """The counties the account may look into."""
    return [region for n, region in units().items() if policies.may_see_work(actor, n)]
