"""站点册: what a list of sites and the page of one site show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.timezone import localdate

from bianmin.accounts.models import Role
from bianmin.accounts.queries import agents_at
from bianmin.catalogue import queries as catalogue
from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.services import AtSite, at_site
from bianmin.regions.models import Region
from bianmin.regions.queries import city, current
from bianmin.rules.naming import SiteKind
from bianmin.sites.hours import Span
from bianmin.sites.models import Coverage, Site
from bianmin.sites.queries import hours_today, in_township, is_open, open_sites
from bianmin.web.frame.hours import hours_words, week_words
from bianmin.workforce.queries.duty import Duty, Presence
from bianmin.workforce.queries.duty import at_site as on_duty_at

KIND_WORDS: Mapping[str, str] = {
    SiteKind.HALL.value: "县里的政务服务中心",
    SiteKind.CENTER.value: "镇（街道）便民服务中心",
    SiteKind.STATION.value: "村（社区）便民服务站",
    SiteKind.POINT.value: "便民服务点",
}
COVER_WORDS: Mapping[str, str] = {
    "own": "本村（社区）",
    "merged": "并入本站",
    "joint": "联合设站",
    "point": "代办员常在",
}
TIER_OF: Mapping[str, str] = {
    SiteKind.CENTER.value: "township",
    SiteKind.STATION.value: "village",
    SiteKind.POINT.value: "village",
}
MOST_AGENTS = 40


@dataclass(frozen=True)
class Part:
    """一处: a unit or township and how many open sites it has."""

    region: Region
    sites: int


@dataclass(frozen=True)
class SitePage:
    """站点页: everything of one site but its own row."""

    kind: str
    is_open: bool
    today: tuple[Span, ...]
    words: str
    week: tuple[tuple[str, str, bool], ...]
    villages: tuple[tuple[Region, str], ...]
    agents: tuple[Role, ...]
    duties: tuple[Duty, ...]
    items: QuerySet[ServiceItem]
    services: AtSite


def region_shown(number: int | None, own: Region | None) -> Region | None:
    """Return the current region of this number, else the visitor's own, else the city."""
    if number is None:
        return own or city()
    known = current().exclude(level="village").select_related("parent__parent")
    return known.filter(pk=number).first()


def lineage(region: Region) -> list[Region]:
    """Return the region and all above it, the city first."""
    upwards = [region]
    while upwards[0].parent is not None:
        upwards.insert(0, upwards[0].parent)
    return upwards


def parts(region: Region) -> list[Part]:
    """Return what lies below a city or a unit, each with its number of open sites."""
    below = current().filter(parent=region).order_by("unit", "pinyin", "id")
    if region.level == "city":
        rows = open_sites().values_list("unit").annotate(sites=Count("id"))
        by_unit = dict(rows.order_by())
        return [Part(unit, by_unit.get(unit.unit, 0)) for unit in below]
    by_township: dict[int | None, int] = {}
    places = open_sites().filter(unit=region.unit).values_list("region_id", "region__parent_id")
    towns = {town.pk for town in below}
    for own, above in places:
        town = own if own in towns else above
        by_township[town] = by_township.get(town, 0) + 1
    return [Part(town, by_township.get(town.pk, 0)) for town in below]


def listed(region: Region, words: str) -> QuerySet[Site]:
    """Return the open sites of a region, or those of it whose name holds the words."""
    if words:
        named = open_sites().filter(name__icontains=words)
        if region.level != "city":
            named = named.filter(unit=region.unit)
        return named.order_by("kind", "name", "id")
    return in_township(region)


def page_of(site: Site, at: datetime) -> SitePage:
    """Return what the page of a site shows, in a constant number of statements."""
    today = localdate(at)
    return SitePage(
        kind=KIND_WORDS[site.kind],
        is_open=is_open(site, at),
        today=hours_today(site, today),
        words=hours_words(site, at),
        week=week_words(site, today),
        villages=_villages(site),
        agents=tuple(agents_at([site.pk], at=at)[:MOST_AGENTS]),
        duties=tuple(d for d in on_duty_at(site, at=at) if d.presence is not Presence.UNPLANNED),
        items=_items(site),
        services=at_site(site),
    )


def _villages(site: Site) -> tuple[tuple[Region, str], ...]:
    rows = (
        Coverage.objects.filter(site=site, valid_to__isnull=True, village__valid_to__isnull=True)
        .select_related("village")
        .order_by("village__pinyin", "village_id")
    )
    return tuple((row.village, COVER_WORDS[row.mode]) for row in rows)


def _items(site: Site) -> QuerySet[ServiceItem]:
    tier = TIER_OF.get(site.kind)
    if tier is None:  # the county's hall stands above both tiers
        return catalogue.active().filter(current__guide__path__county=True)
    return catalogue.active().filter(catalogue.handled(tier, site.unit))
