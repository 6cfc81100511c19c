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
from bianmin.audit.models import Event
from bianmin.catalogue.lists import modes_at
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.files.models import StoredFile
from bianmin.papers.models import Hanging, PrintPack
from bianmin.papers.policies import AT_SITE, WATCHING
from bianmin.sites.models import Site
from bianmin.sites.queries import open_sites

OPEN = ("queued", "running")
IS_OLD = ~Q(version_id=F("item__current_id")) | ~Q(item__status="active")
"""过期: another version is in force, or the item is no longer offered."""
COUNTS = {
    "hanging": Count("id"),
    "old": Count("id", filter=IS_OLD),
    "unseen": Count("id", filter=~Q(unseen="")),
}
"""贴着、旧版、没有照片: of what hangs now."""


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


@dataclass(frozen=True)
class Wanting:
    """一个站点欠什么: prints that hang, the outdated of them, and those nobody has seen."""

    hanging: int = 0
    old: int = 0
    unseen: int = 0

    @property
    def anything(self) -> bool:
        """Whether something is to be done: a site that noted nothing owes everything."""
        return bool(self.old or self.unseen or not self.hanging)


def wanting_at(sites: Collection[Site]) -> dict[int, Wanting]:
    """欠什么: for each site, in one statement."""
    rows = Hanging.objects.filter(
        unit__in={site.unit for site in sites}, site__in=sites, taken_down_at__isnull=True
    )
    counted = rows.order_by().values_list("site_id").annotate(**COUNTS)
    found = {site: Wanting(*counts) for site, *counts in counted}
    return {site.pk: found.get(site.pk, Wanting()) for site in sites}


def unseen_sites(sites: QuerySet[Site], units: Collection[int]) -> QuerySet[Site]:
    """没有照片的站点: where a print hangs that nobody has photographed."""
    return sites.filter(Exists(_hanging_there(units).exclude(unseen="")))


def unnoted_sites(sites: QuerySet[Site], units: Collection[int]) -> QuerySet[Site]:
    """没有登记的站点: where nothing was ever said to hang."""
    return sites.exclude(Exists(_hanging_there(units)))


def chases_of(sites: Collection[Site]) -> dict[int, Event]:
    """催过: the newest chase of each site that was chased."""
    subjects = {walls_subject(site.pk): site.pk for site in sites}
    rows = Event.objects.filter(
        unit__in={site.unit for site in sites}, subject__in=subjects, action="chase_prints"
    )
    return {subjects[event.subject]: event for event in rows.order_by("id")}


def walls_subject(site: int) -> str:
    """留痕的主题: the walls of a site as a whole."""
    return f"walls:{site}"


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
    """一县的印刷品: prints that hang, the outdated, those nobody has seen; at how many sites."""

    unit: int
    hanging: int = 0
    old: int = 0
    unseen: int = 0
    old_sites: int = 0


def by_unit(units: Collection[int]) -> list[UnitCount]:
    """各县: one statement for any number of counties."""
    rows = Hanging.objects.filter(unit__in=units, taken_down_at__isnull=True).order_by()
    at_sites = Count("site_id", filter=IS_OLD, distinct=True)
    counted = rows.values_list("unit").annotate(**COUNTS, old_sites=at_sites)
    found = {row[0]: UnitCount(*row) for row in counted}
    return [found.get(unit, UnitCount(unit)) for unit in units]


def photos_of(hangings: Collection[Hanging]) -> dict[int, StoredFile]:
    """照片: the newest photograph of each print that has one, its own before its pack's."""
    owners = {hanging_owner(one.pk) for one in hangings}
    owners |= {pack_owner(one.pack_id) for one in hangings if one.pack_id is not None}
    rows = StoredFile.objects.filter(unit__in={one.unit for one in hangings}, owner__in=owners)
    newest = {row.owner: row for row in rows.exclude(state="erased").order_by("id")}
    return {
        one.pk: photo
        for one in hangings
        if (photo := newest.get(hanging_owner(one.pk)) or newest.get(pack_owner(one.pack_id or 0)))
    }


def photo_of(hanging: Hanging) -> StoredFile | None:
    """照片: the newest photograph that shows a print, its own or its pack's."""
    return photos_of([hanging]).get(hanging.pk)


def hanging_owner(pk: int) -> str:
    """照片归属: the owner of the photographs of one print."""
    return f"hanging:{pk}"


def pack_owner(pk: int) -> str:
    """照片归属: the owner of the photographs of a pack that was hung as a whole."""
    return f"pack:{pk}"


def _old(units: Collection[int]) -> QuerySet[Hanging]:
    return Hanging.objects.filter(IS_OLD, unit__in=units, taken_down_at__isnull=True)


def _hanging_there(units: Collection[int]) -> QuerySet[Hanging]:
    rows = Hanging.objects.filter(unit__in=units, taken_down_at__isnull=True)
    return rows.filter(site_id=OuterRef("pk"), unit=OuterRef("unit"))


def _own(actor: Actor) -> list[int]:
    return [role.site_id for role in actor.holding(*AT_SITE) if role.site_id]


def _shown(rows: QuerySet[Hanging]) -> QuerySet[Hanging]:
    hanging = rows.filter(taken_down_at__isnull=True)
    return hanging.select_related("item__current", "version", "site__region")
