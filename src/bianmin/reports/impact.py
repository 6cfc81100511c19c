"""发布影响: which sites offer an item and which cases are open on it, before it is published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from bianmin.cases.models import Case
from bianmin.catalogue.models import Offering, SiteSuspension
from bianmin.regions.queries import units
from bianmin.sites.models import Site

TIER_KINDS = {"township": ("center",), "village": ("station", "point")}


@dataclass(frozen=True)
class UnitImpact:
    """一个县: how many of its sites offer the items, and how many cases are open on them."""

    unit: int
    name: str
    centers: int
    stations: int
    open_cases: int


@dataclass(frozen=True)
class Impact:
    """影响: by county, with the totals; open cases keep the version they began with."""

    units: tuple[UnitImpact, ...]

    @property
    def sites(self) -> int:
        return sum(unit.centers + unit.stations for unit in self.units)

    @property
    def open_cases(self) -> int:
        return sum(unit.open_cases for unit in self.units)


def impact_of(items: Collection[int]) -> Impact:
    """Count what a change of these items touches; a site counts once, whatever it offers."""
    known = units()
    kinds = _offering_kinds(items)
    cases = dict(
        Case.objects.filter(unit__in=tuple(known), item_id__in=items, closed_at__isnull=True)
        .order_by()
        .values_list("unit")
        .annotate(n=Count("id"))
    )
    sites = _sites()
    off = _off(items)
    rows = [
        UnitImpact(
            unit=unit,
            name=region.name,
            centers=_left("township", unit, kinds, sites, off),
            stations=_left("village", unit, kinds, sites, off),
            open_cases=cases.get(unit, 0),
        )
        for unit, region in sorted(known.items())
    ]
    return Impact(tuple(rows))


def _offering_kinds(items: Collection[int]) -> dict[tuple[int, str], int]:
    rows = Offering.objects.filter(item_id__in=items, valid_to__isnull=True)
    counted = rows.order_by().values_list("unit", "tier").annotate(n=Count("item_id"))
    return {(unit, tier): n for unit, tier, n in counted}


def _sites() -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    open_ones = Site.objects.filter(status="open")
    for unit, kind, n in open_ones.order_by().values_list("unit", "kind").annotate(n=Count("id")):
        found[unit, kind] += n
    return found


def _off(items: Collection[int]) -> dict[tuple[int, str], list[int]]:
    """(unit, kind of site) → for each site with something off, how many of the items are off."""
    rows = SiteSuspension.objects.filter(item_id__in=items, ended_at__isnull=True)
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    counted = rows.order_by().values_list("unit", "site__kind", "site").annotate(n=Count("id"))
    for unit, kind, _, n in counted:
        found[unit, kind].append(n)
    return found


def _left(
    tier: str,
    unit: int,
    kinds: dict[tuple[int, str], int],
    sites: Counter[tuple[int, str]],
    off: dict[tuple[int, str], list[int]],
) -> int:
    """Sites of a tier that offer at least one of the items."""
    offered = kinds.get((unit, tier), 0)
    if not offered:
        return 0
    return sum(
        sites[unit, kind] - sum(1 for n in off.get((unit, kind), ()) if n >= offered)
        for kind in TIER_KINDS[tier]
    )
