"""A bundle of three items: the cast's own, one that is split and comes after it, one beside."""

from __future__ import annotations

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands.bundles import load_bundles
from bianmin.catalogue.models import Bundle, ServiceItem
from tests import make
from tests.world import World

AFTER, BESIDE = "T-SPLIT", "T-BESIDE"


def matter(world: World, *, presence: bool = False) -> Bundle:
    """`presence`: whoever wants what stands beside must come."""
    first = world.version.item.code
    make.split_version(code=AFTER)
    make.version(code=BESIDE, presence=presence)
    ServiceItem.objects.filter(code=BESIDE).update(plain_name="老年证")
    steps = [{"item": first}, {"item": AFTER, "after": [first]}, {"item": BESIDE}]
    content = {
        "code": "matter", "name": "一件大事", "plain_name": "大事", "says": "一起办",
        "lead": "县审批局", "steps": steps,
    }  # fmt: skip
    load_bundles([content], by=SYSTEM, at=make.MONDAY_9AM)
    return Bundle.objects.get()
