"""A city small enough to be filled in a test: a county, a second one and a zone."""

from __future__ import annotations

from datetime import UTC, datetime

from bianmin.ops.demo import world
from bianmin.regions.models import Region
from tests import make

UNTIL = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
CASES = 900
PLACES = (
    ("东昌府区", 1, "区", ("古楼街道", "河湾镇")),
    ("临清市", 2, "市", ("先锋路街道",)),
    ("开发区", 9, "开发区", ("东城街道",)),
)


def regions() -> Region:
    """Make the regions; return the city."""
    city = make.region("聊城市")
    for name, number, kind, townships in PLACES:
        unit = make.region(name, city, kind=kind, unit=number)
        for township in townships:
            place = make.region(township, unit, kind="镇")
            for village in ("东关社区", "柳庄村", "后张村"):
                make.region(village, place, kind="社区" if village.endswith("社区") else "村")
    return city


def settle(*, seed: int = 7, cases: int = CASES) -> dict[str, int]:
    """Fill the regions that are there."""
    return world.settle(world.Wish(seed, UNTIL, cases), say=lambda text: None)
