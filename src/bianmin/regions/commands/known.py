"""已知: what the database holds of the tree, as matching and dating need it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bianmin.regions import names
from bianmin.regions.matching import Tree
from bianmin.regions.models import DivisionImport, Region, RegionCode
from bianmin.regions.units import Units

ZONE = "zone"
_OFFICIAL_LEVEL = {"city": "city", "unit": "county", "township": "township", "village": "village"}

called = lru_cache(maxsize=100_000)(names.called)


@dataclass(frozen=True)
class Key:
    """代码与名称: what a place is called in one official table."""

    region: int
    code: str
    name: str


@dataclass
class Known:
    """已知: places by id, their code rows by key, and the vintages taken in before."""

    regions: dict[int, Region]
    codes: dict[Key, list[RegionCode]]
    vintages: set[date]


def read(system: str, city_code: str) -> Known:
    """Read the whole tree and all codes of one system."""
    regions = {region.pk: region for region in Region.objects.order_by("id")}
    codes: dict[Key, list[RegionCode]] = defaultdict(list)
    vintages = set(
        DivisionImport.objects.filter(system=system, city_code=city_code).values_list(
            "vintage", flat=True
        )
    )
    for row in RegionCode.objects.filter(system=system).order_by("valid_from", "id"):
        codes[Key(row.region_id, row.code, row.name)].append(row)
        vintages.add(row.valid_from)
    return Known(regions, dict(codes), vintages)


def tree_of(known: Known, units: Units, city_code: str, county_codes: Collection[str]) -> Tree:
    """Put what is known into the shape that matching wants."""
    tree = Tree()
    zones = {zone.number: zone for zone in units.zones}
    for region in sorted(known.regions.values(), key=lambda region: region.path.count("/")):
        is_zone = region.level == "unit" and region.unit in zones
        level = ZONE if is_zone else _OFFICIAL_LEVEL[region.level]
        tree.add(region.pk, level, region.parent_id, [region.name])
        if is_zone:
            zone = zones[region.unit]
            tree.claims[region.pk] = zone.townships
            for code in zone.around & set(county_codes):
                tree.zones.setdefault(code, []).append(region.pk)
    for key in sorted(known.codes, key=lambda key: known.codes[key][-1].valid_from):
        name = called(tree.level[key.region], key.name).name if key.name else ""
        tree.add_code(key.region, key.code, name)
    return tree
