"""A city small enough to be filled in a test: a county, a second one and a zone."""

from __future__ import annotations

from datetime import UTC, datetime

from bianmin.cases.models import Case
from bianmin.ops.demo import world
from bianmin.regions.models import Region
from tests import make, server

UNTIL = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
CASES = 900
SEED = 7
UNITS = (1, 2, 9)
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


def settle(*, seed: int = SEED, cases: int = CASES) -> dict[str, int]:
    """Fill the regions that are there."""
    return world.settle(world.Wish(seed, UNTIL, cases), say=lambda text: None)


def fill(name: str) -> None:
    """Make a database of this name that holds the whole city, and leave for it."""
    server.make_copy(name)
    regions()
    settle()
    with server.admin(name) as admin:
        admin.execute("ANALYZE")


def cases() -> list[Case]:
    every = Case.objects.filter(unit__in=UNITS).select_related("applicant", "item", "version")
    return list(every.order_by("number"))


def told() -> list[object]:
    """What a seed decides: everything but the ids of people and items."""
    return [
        (
            case.number,
            case.state,
            case.item.code,
            case.applicant.name.clear(),
            case.applicant.id_number.clear(),
            case.answers.clear(),
            case.tracking.clear(),
            case.moved_at,
        )
        for case in cases()
    ]
