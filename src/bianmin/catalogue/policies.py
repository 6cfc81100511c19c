"""谁能改目录: the city publishes, each county offers in its own tiers."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial


def may_publish(actor: Actor) -> Verdict:
    return first_denial(
        (actor.is_system or actor.has(RoleKind.CITY_BUREAU), "只有市审批局可以发布事项")
    )


def may_offer(actor: Actor, unit: int) -> Verdict:
    mine = any(r.kind == RoleKind.COUNTY_BUREAU and r.unit == unit for r in actor.roles)
    return first_denial(
        (
            actor.is_system or mine or actor.has(RoleKind.CITY_BUREAU),
            "只有本县（市、区）审批局可以安排进驻",
        )
    )
