"""区划的问题: who lies in whom, on which day, under which code, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from bianmin.ground.remembered import Remembered
from bianmin.regions.divisions import normal_code
from bianmin.regions.models import Region, RegionCode, RegionLink, Unmatched

WHOLE_CITY = "全市"
LEVEL_ORDER = ("city", "unit", "township", "village")


def within(path: str) -> QuerySet[Region]:
    """辖区: a place and everything below it in our tree, never by a code."""
    return Region.objects.filter(path__startswith=path)


def on_day(day: date, regions: QuerySet[Region] | None = None) -> QuerySet[Region]:
    """某日有效: the places that were valid on a day."""
    chosen = Region.objects.all() if regions is None else regions
    return chosen.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


def current(level: str = "") -> QuerySet[Region]:
    """现行: the places that are valid, of one level or of all."""
    valid = Region.objects.filter(valid_to__isnull=True)
    return valid.filter(level=level) if level else valid


def children(region: Region, day: date | None = None) -> QuerySet[Region]:
    """下级: the places right below, today or on a day, in the order of their pinyin."""
    below = Region.objects.filter(parent=region)
    valid = on_day(day, below) if day else below.filter(valid_to__isnull=True)
    return valid.order_by("pinyin", "id")


def by_code(system: str, code: str, day: date | None = None) -> Region | None:
    """按代码: the place that has the code on a day; without a day, had it last.

    Takes 371502001 as well as 371502001000.
    """
    rows = RegionCode.objects.filter(system=system, code=normal_code(code))
    if day is not None:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
    row = rows.select_related("region").order_by("-valid_from", "-id").first()
    return row.region if row else None


def search(text: str, *, path: str = "", level: str = "", limit: int = 20) -> list[Region]:
    """找地方: current places by name, pinyin or initials, best match first."""
    words = "".join(text.split()).lower()
    if not words:
        return []
    starts = Q(name__startswith=words) | Q(pinyin__startswith=words) | Q(initials=words)
    found = current(level).filter(starts | Q(name__contains=words) | Q(initials__startswith=words))
    if path:
        found = found.filter(path__startswith=path)
    ordered = found.annotate(
        closeness=Case(
            When(Q(name=words) | Q(short_name=words), then=Value(0)),
            When(starts, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
        depth=_by_level(),
    ).order_by("closeness", "depth", "pinyin", "id")
    return list(ordered.select_related("parent__parent")[:limit])


def city() -> Region | None:
    """市: the root of the tree."""
    return Region.objects.filter(level="city").order_by("id").first()


def units() -> Mapping[int, Region]:
    """报告单位: the current units by number; kept for a few seconds."""
    return _units()


def all_units() -> tuple[int, ...]:
    """单位号: the numbers of all units, for statements that go through the whole city."""
    return tuple(_units())


def unit_name(unit: int) -> str:
    """单位名: 东昌府区; 全市 for 0."""
    found = _units().get(unit)
    return found.name if found else WHOLE_CITY


def unit_short_name(unit: int) -> str:
    """单位简称: 开发区, for charts and narrow tables."""
    found = _units().get(unit)
    return found.short_name if found else WHOLE_CITY


def successors(region: Region) -> list[Region]:
    """去向: what a place is today, by its lineage; itself while it is valid.

    Nothing when nobody has said what became of it.
    """
    today: dict[int, Region] = {}
    seen: set[int] = set()
    open_ends = [region]
    while open_ends:
        place = open_ends.pop()
        if place.pk in seen:
            continue
        seen.add(place.pk)
        if place.valid_to is None:
            today[place.pk] = place
        else:
            links = RegionLink.objects.filter(predecessor=place).select_related("successor")
            open_ends += [link.successor for link in links]
    return sorted(today.values(), key=lambda place: place.pk)


def unmatched(path: str = "") -> QuerySet[Unmatched]:
    """待挂接: closed places of which nobody has said what became of them."""
    return (
        Unmatched.objects.filter(resolved_at__isnull=True, region__path__startswith=path)
        .select_related("region__parent", "suggestion")
        .order_by("region__path")
    )


def odd_townships() -> frozenset[str]:
    """类似乡级单位: names of those that are neither 乡, 镇 nor 街道."""
    odd = Region.objects.filter(level="township", kind="其他")
    return frozenset(odd.values_list("name", flat=True))


def forget() -> None:
    """Read the units again the next time: the tree has just changed."""
    _units.forget()


def _by_level() -> Case:
    whens = (When(level=level, then=Value(n)) for n, level in enumerate(LEVEL_ORDER))
    return Case(*whens, output_field=IntegerField())


def _load_units() -> dict[int, Region]:
    return {region.unit: region for region in current("unit").order_by("unit")}


_units = Remembered(_load_units)
