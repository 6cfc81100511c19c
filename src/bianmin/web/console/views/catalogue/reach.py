"""职责范围: which counties an account may look into, and the one it lands in."""

from __future__ import annotations

from datetime import datetime

from bianmin.accounts.actor import Actor
from bianmin.catalogue import policies
from bianmin.regions.models import Region
from bianmin.regions.queries import units
from bianmin.rules.errors import Conflict, NotFound
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


def moment_of(told: str) -> datetime | None:
    """When the page that is sent was opened, as it says itself; Conflict for what is no moment."""
    try:
        return datetime.fromisoformat(told) if told else None
    except ValueError:
        raise Conflict("页面太旧，请重新打开再改") from None
