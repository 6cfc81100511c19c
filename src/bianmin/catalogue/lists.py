"""进驻目录的问题: a county's two lists, their broken links, and what one site really offers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bianmin.catalogue.models import (
    AdoptionTask,
    DirectedGrant,
    LinkTask,
    Offering,
    SiteSuspension,
)
from bianmin.rules.lists import LINK_FAULTS, EntryMode, LinkFault, link_fault
from bianmin.sites.models import Site


def tier_of(site: Site) -> str:
    """层级: a centre offers the township list, a station or point the village list."""
    return "township" if site.kind == "center" else "village"


def entries(unit: int, tier: str) -> QuerySet[Offering]:
    """A county's list today, by area and name."""
    return (
        Offering.objects.filter(unit=unit, tier=tier, valid_to__isnull=True)
        .select_related("item", "linked")
        .order_by("item__area", "item__name", "id")
    )


@dataclass(frozen=True)
class BrokenLink:
    """断链: a village entry that answers to no present township entry, and why."""

    entry: Offering
    fault: LinkFault

    @property
    def why(self) -> str:
        return LINK_FAULTS[self.fault]


def _broken(unit: int) -> QuerySet[Offering]:
    return Offering.objects.filter(
        unit=unit,
        tier="village",
        valid_to__isnull=True,
        stands_alone=False,
        linked__valid_to__isnull=False,
        linked__unit=unit,
    )


def broken_links(unit: int, *, items: Collection[int] | None = None) -> list[BrokenLink]:
    """联动检查: every broken link of a county's lists, as they stand now."""
    township = Offering.objects.filter(
        unit=unit, tier="township", valid_to__isnull=True, item_id=OuterRef("item_id")
    )
    rows = (
        _broken(unit)
        .select_related("item", "linked")
        .annotate(in_township=Exists(township))
        .order_by("item__area", "item__name")
    )
    found = []
    for row in rows if items is None else rows.filter(item_id__in=items):
        fault = link_fault(
            alone=row.stands_alone, linked_is_current=False, township_has_entry=row.in_township
        )
        if fault is not None:
            found.append(BrokenLink(row, fault))
    return found


def size(unit: int, tier: str) -> int:
    """How many entries a list has."""
    return Offering.objects.filter(unit=unit, tier=tier, valid_to__isnull=True).count()


@dataclass(frozen=True)
class Owed:
    """一县概况: the size of its lists, what is broken, and what it has still to answer."""

    unit: int
    township: int
    village: int
    broken: int
    tasks: int
    adoptions: int


def overview(units: Collection[int]) -> list[Owed]:
    """各县概况: one line for each county, at the same cost for any number of them."""
    rows = Offering.objects.filter(unit__in=units, valid_to__isnull=True).order_by()
    sizes = {
        (unit, tier): n for unit, tier, n in rows.values_list("unit", "tier").annotate(n=Count("*"))
    }
    broken = rows.filter(
        tier="village", stands_alone=False, linked__valid_to__isnull=False, linked__unit__in=units
    )
    counted = [
        _by_unit(broken),
        _by_unit(LinkTask.objects.filter(unit__in=units, done_at__isnull=True)),
        _by_unit(AdoptionTask.objects.filter(unit__in=units, state="open")),
    ]
    return [
        Owed(
            unit,
            sizes.get((unit, "township"), 0),
            sizes.get((unit, "village"), 0),
            *(found.get(unit, 0) for found in counted),
        )
        for unit in sorted(units)
    ]


def _by_unit(rows: QuerySet[Any]) -> dict[int, int]:
    """Counting rows, not ids: an index that begins with the unit is enough."""
    return dict(rows.order_by().values_list("unit").annotate(n=Count("*")))


def broken_count(unit: int) -> int:
    return _broken(unit).count()


def link_tasks(unit: int) -> QuerySet[LinkTask]:
    """Work that one side's change opened on the other, the oldest first."""
    return (
        LinkTask.objects.filter(unit=unit, done_at__isnull=True)
        .select_related("item")
        .order_by("opened_at", "id")
    )


def modes_at(site: Site, today: date) -> dict[int, str]:
    """本站可办: item → mode at one site: the county's list, less what is off, with its powers."""
    rows = Offering.objects.filter(unit=site.unit, tier=tier_of(site), valid_to__isnull=True)
    off = SiteSuspension.objects.filter(site=site, unit=site.unit, ended_at__isnull=True)
    modes = dict(
        rows.exclude(item_id__in=off.values("item_id")).values_list("item_id", "entry_mode")
    )
    for item in _granted(site, today).values_list("item_id", flat=True):
        if item in modes:
            modes[item] = EntryMode.HANDLE.value
    return modes


def _granted(site: Site, today: date) -> QuerySet[DirectedGrant]:
    return DirectedGrant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        site=site,
        unit=site.unit,
        valid_from__lte=today,
    )


@dataclass(frozen=True)
class SiteLine:
    """站点事项: one item of the county's list as one site offers it."""

    entry: Offering
    off: SiteSuspension | None
    grant: DirectedGrant | None


def site_lines(site: Site, shown: QuerySet[Offering] | list[Offering]) -> list[SiteLine]:
    """The lines of a page of a site's list, with what the site does otherwise."""
    page = list(shown)
    ids = [entry.item_id for entry in page]
    off = {
        row.item_id: row
        for row in SiteSuspension.objects.filter(
            site=site, unit=site.unit, ended_at__isnull=True, item_id__in=ids
        )
    }
    powers = {
        row.item_id: row
        for row in DirectedGrant.objects.filter(
            site=site, unit=site.unit, valid_to__isnull=True, item_id__in=ids
        )
    }
    return [SiteLine(entry, off.get(entry.item_id), powers.get(entry.item_id)) for entry in page]


def grants(unit: int) -> QuerySet[DirectedGrant]:
    """定向放权: what a county has given to single sites."""
    return (
        DirectedGrant.objects.filter(unit=unit, valid_to__isnull=True)
        .select_related("site", "item")
        .order_by("-valid_from", "id")
    )
