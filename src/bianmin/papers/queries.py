"""印刷品的问题: whose sites, what is to be printed there, what hangs, and what is outdated."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)

from bianmin.accounts.actor import Actor
from bianmin.catalogue.lists import modes_at
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.files.models import StoredFile
from bianmin.files.queries import files_of
from bianmin.papers.models import Hanging, PrintPack
from bianmin.papers.policies import AT_SITE, WATCHING
from bianmin.sites.models import Site
from bianmin.sites.queries import open_sites

OPEN = ("queued", "running")
IS_OLD = ~Q(version_id=F("item__current_id")) | ~Q(item__status="active")
"""过期: another version is in force, or the item is no longer offered."""


def sites_seen(actor: Actor) -> QuerySet[Site]:
    """站点: the open sites whose prints the actor may see; the twin of policies.may_see_prints."""
    scope = Q(pk__in=_own(actor))
    for path in actor.paths(*WATCHING):
        scope |= Q(region__path__startswith=path)
    return open_sites().filter(scope).order_by("kind", "region__pinyin", "id")


def own_sites(actor: Actor) -> list[Site]:
    """本站: where the actor works and looks after the walls."""
    own = _own(actor)
    return list(open_sites().filter(pk__in=own).order_by("kind", "id")) if own else []


def versions_for(site: Site, today: date) -> list[ItemVersion]:
    """要印的: the newest version of every item that the site offers, by area and name."""
    items = modes_at(site, today)
    newest = ItemVersion.objects.filter(
        pk=F("item__current_id"), item_id__in=items, item__status="active"
    )
    return list(newest.select_related("item").order_by("item__area", "item__name", "item_id"))


def packs_of(site: Site) -> QuerySet[PrintPack]:
    """打印包: those of a site, newest first."""
    rows = PrintPack.objects.filter(unit=site.unit, site=site).select_related("site__region")
    return rows.order_by("-ordered_at", "-id")


def is_hung(pack: PrintPack) -> bool:
    """已贴: whether the pack was said to hang as a whole."""
    return Hanging.objects.filter(unit=pack.unit, pack=pack).exists()


def hanging_at(site: Site) -> QuerySet[Hanging]:
    """张贴: what hangs at a site now, the outdated first."""
    old_first = ExpressionWrapper(IS_OLD, BooleanField()).desc()
    rows = _shown(Hanging.objects.filter(unit=site.unit, site=site))
    return rows.order_by(old_first, "item__area", "item__name", "form", "id")


def outdated_at(sites: Collection[Site]) -> list[Hanging]:
    """要换的: the outdated prints at these sites, those that hang longest first."""
    units = {site.unit for site in sites}
    rows = _shown(Hanging.objects.filter(unit__in=units, site__in=sites)).filter(IS_OLD)
    return list(rows.order_by("hung_at", "id"))


def outdated_sites(sites: QuerySet[Site], units: Collection[int]) -> QuerySet[Site]:
    """要换的站点: those of these sites where outdated print hangs."""
    old = _old(units).filter(site_id=OuterRef("pk"), unit=OuterRef("unit"))
    return sites.filter(Exists(old))


def old_counts(sites: Collection[Site]) -> dict[int, int]:
    """过期几份: site → how many outdated prints hang there."""
    rows = _old({site.unit for site in sites}).filter(site__in=sites)
    return dict(rows.order_by().values_list("site_id").annotate(n=Count("id")))


def hanging_counts(sites: Collection[Site]) -> dict[int, int]:
    """贴了几份: site → how many prints hang there."""
    units = {site.unit for site in sites}
    rows = Hanging.objects.filter(unit__in=units, site__in=sites, taken_down_at__isnull=True)
    return dict(rows.order_by().values_list("site_id").annotate(n=Count("id")))


@dataclass(frozen=True)
class Recall:
    """一项的回收: an item whose outdated print still hangs, at how many sites."""

    item: ServiceItem
    sites: int
    prints: int


def recalls(sites: QuerySet[Site], units: Collection[int]) -> list[Recall]:
    """回收单: by item, where most hangs first."""
    rows = _old(units).filter(site__in=sites.order_by().values("pk")).order_by()
    counted = rows.values_list("item_id").annotate(
        sites=Count("site_id", distinct=True), prints=Count("id")
    )
    found = {item: (at, prints) for item, at, prints in counted}
    items = ServiceItem.objects.filter(pk__in=found)
    lines = [Recall(item, *found[item.pk]) for item in items]
    return sorted(lines, key=lambda line: (-line.sites, line.item.name))


@dataclass(frozen=True)
class UnitCount:
    """一县的印刷品: prints that hang, and how many of them are outdated at how many sites."""

    unit: int
    hanging: int
    old: int
    old_sites: int


def by_unit(units: Collection[int]) -> list[UnitCount]:
    """各县: two statements for any number of counties."""
    rows = Hanging.objects.filter(unit__in=units, taken_down_at__isnull=True).order_by()
    hanging = dict(rows.values_list("unit").annotate(n=Count("id")))
    counted = _old(units).order_by().values_list("unit")
    old = {
        unit: (prints, sites)
        for unit, prints, sites in counted.annotate(
            prints=Count("id"), sites=Count("site_id", distinct=True)
        )
    }
    return [UnitCount(unit, hanging.get(unit, 0), *old.get(unit, (0, 0))) for unit in units]


def photo_of(hanging: Hanging) -> StoredFile | None:
    """照片: the newest photograph that shows a print, its own or its pack's."""
    rows = files_of(hanging.unit, hanging_owner(hanging.pk)).order_by("-id")
    found = rows.first()
    if found is None and hanging.pack_id is not None:
        found = files_of(hanging.unit, pack_owner(hanging.pack_id)).order_by("-id").first()
    return found


def hanging_owner(pk: int) -> str:
    """照片归属: the owner of the photographs of one print."""
    return f"hanging:{pk}"


def pack_owner(pk: int) -> str:
    """照片归属: the owner of the photographs of a pack that was hung as a whole."""
    return f"pack:{pk}"


def _old(units: Collection[int]) -> QuerySet[Hanging]:
    return Hanging.objects.filter(IS_OLD, unit__in=units, taken_down_at__isnull=True)


def _own(actor: Actor) -> list[int]:
    return [role.site_id for role in actor.holding(*AT_SITE) if role.site_id]


def _shown(rows: QuerySet[Hanging]) -> QuerySet[Hanging]:
    hanging = rows.filter(taken_down_at__isnull=True)
    return hanging.select_related("item__current", "version", "site__region")
