"""生长: give places that are new their ids, and their place in our tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection

from bianmin.regions import names
from bianmin.regions.divisions import Division
from bianmin.regions.matching import Fresh
from bianmin.regions.models import Region
from bianmin.regions.units import Units, Zone
from bianmin.rules.errors import Conflict

OUR_LEVEL = {"city": "city", "county": "unit", "township": "township", "village": "village"}
ZONE_KIND = "开发区"


def ensure_roots(city: Division, units: Units, vintage: date) -> None:
    """Make the city and its zones, which no table of the counties' codes can tell."""
    root = Region.objects.filter(level="city").first()
    if root is None:
        (root,) = _insert([_region(city, None, 0, vintage, new_ids(1)[0])])
    there = set(Region.objects.filter(level="unit").values_list("unit", flat=True))
    missing = [zone for zone in units.zones if zone.number not in there]
    ids = new_ids(len(missing))
    _insert([_zone(zone, root, vintage, pk) for zone, pk in zip(missing, ids, strict=True)])
    for zone in Region.objects.filter(unit__in=[z.number for z in units.zones], level="unit"):
        if zone.valid_from > vintage:
            Region.objects.filter(pk=zone.pk).update(valid_from=vintage)


def grow(
    fresh: Iterable[Fresh], regions: dict[int, Region], units: Units, vintage: date
) -> dict[int, int]:
    """Insert the new places, parents first; return their ids, and add them to `regions`."""
    fresh = tuple(fresh)
    if any(one.parent is None for one in fresh):
        raise Conflict("一套系统只服务一个市：这是另一个市的区划表")
    numbers = _numbers(units, regions.values())
    ids: dict[int, int] = {}
    made: list[Region] = []
    for one, pk in zip(fresh, new_ids(len(fresh)), strict=True):
        above = one.parent or 0
        parent = regions[ids.get(above, above)]
        unit = parent.unit or units.numbers.get(one.division.code) or next(numbers)
        region = _region(one.division, parent, unit, vintage, pk)
        ids[one.place] = pk
        regions[pk] = region
        made.append(region)
    _insert(made)
    return ids


def new_ids(count: int) -> list[int]:
    """Take ids from the table's sequence, since a path is made of them before the insert."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('regions_region', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def name_region(region: Region, official: str) -> list[str]:
    """Set the names that follow from an official one; return the fields that changed."""
    level = next(level for level, ours in OUR_LEVEL.items() if ours == region.level)
    called = names.called(level, official)
    if (region.name, region.short_name, region.kind) == (
        called.name,
        called.short_name,
        called.kind,
    ):
        return []
    spelt = names.spelt(called.name)
    region.name, region.short_name, region.kind = called.name, called.short_name, called.kind
    region.pinyin, region.initials = spelt.full, spelt.initials
    return ["name", "short_name", "kind", "pinyin", "initials"]


def _region(division: Division, parent: Region | None, unit: int, vintage: date, pk: int) -> Region:
    region = Region(
        id=pk,
        parent=parent,
        path=f"{parent.path if parent else '/'}{pk}/",
        level=OUR_LEVEL[division.level],
        unit=unit,
        valid_from=vintage,
    )
    name_region(region, division.name)
    return region


def _zone(zone: Zone, city: Region, vintage: date, pk: int) -> Region:
    spelt = names.spelt(zone.name)
    return Region(
        id=pk,
        parent=city,
        path=f"{city.path}{pk}/",
        level="unit",
        kind=ZONE_KIND,
        name=zone.name,
        short_name=zone.short_name,
        pinyin=spelt.full,
        initials=spelt.initials,
        unit=zone.number,
        valid_from=vintage,
    )


def _insert(regions: list[Region]) -> list[Region]:
    return Region.objects.bulk_create(regions, batch_size=2_000)


def _numbers(units: Units, regions: Iterable[Region]) -> Iterator[int]:
    """The numbers that nobody has yet, for counties without a fixed one."""
    taken = {region.unit for region in regions} | set(units.numbers.values())
    number = 0
    while True:
        number += 1
        if number not in taken:
            yield number
