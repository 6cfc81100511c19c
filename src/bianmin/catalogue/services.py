"""配套服务: what the city's standard wants beside the items, and what each site says it has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.db.models import QuerySet

from bianmin.accounts.actor import Actor
from bianmin.catalogue.models import SiteServices
from bianmin.catalogue.policies import WATCHING
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.sites.queries import open_sites

KINDS: Mapping[str, str] = {
    "center": "便民服务中心",
    "station": "便民服务站",
    "point": "便民服务点",
}
SEEING = (*WATCHING, RoleKind.CENTER_HEAD)


@dataclass(frozen=True)
class Service:
    """一项配套服务: what it is, whence it is wanted, and of which kinds of site."""

    code: str
    name: str
    says: str
    basis: str
    wanted: Mapping[str, str]  # kind of site → must, may or nothing

    def must(self, kind: str) -> bool:
        return self.wanted.get(kind) == "must"

    def fits(self, kind: str) -> bool:
        return bool(self.wanted.get(kind))


@dataclass(frozen=True)
class Standard:
    """配套服务标准: the city's edition, in groups."""

    edition: str
    basis: str
    note: str
    groups: tuple[tuple[str, tuple[Service, ...]], ...]

    def at(self, kind: str) -> list[tuple[str, list[Service]]]:
        """What a site of this kind must or may offer, by group."""
        found = [(name, [each for each in rows if each.fits(kind)]) for name, rows in self.groups]
        return [(name, rows) for name, rows in found if rows]

    def codes(self, kind: str, *, must: bool = False) -> frozenset[str]:
        rows = (each for _, group in self.at(kind) for each in group)
        return frozenset(each.code for each in rows if not must or each.must(kind))


@cache
def standard() -> Standard:
    """标准: as shipped; a deployment replaces it by what the city issues."""
    place = resources.files("bianmin.catalogue") / "data" / "services" / "standard.json"
    loaded = json.loads(place.read_text(encoding="utf-8"))
    groups = tuple(
        (str(group["name"]), tuple(map(_service, group["services"]))) for group in loaded["groups"]
    )
    return Standard(loaded["edition"], loaded["basis"], loaded["note"], groups)


@dataclass(frozen=True)
class AtSite:
    """本站的配套服务: what it has, and what it still lacks of the standard."""

    told: SiteServices | None
    has: tuple[Service, ...]
    lacks: tuple[Service, ...]
    wanted: tuple[Service, ...]


def at_site(site: Site) -> AtSite:
    """对照标准: one site; one that was never told of neither has nor lacks anything."""
    told = SiteServices.objects.filter(site=site).first()
    rows = [each for _, group in standard().at(site.kind) for each in group]
    held = frozenset(told.has) if told else frozenset()
    must = tuple(each for each in rows if each.must(site.kind))
    return AtSite(
        told,
        tuple(each for each in rows if each.code in held),
        tuple(each for each in must if each.code not in held) if told else (),
        must,
    )


def sites_seen(actor: Actor) -> QuerySet[Site]:
    """站点: those whose services the actor may look at, centres first."""
    rows = open_sites().exclude(kind="hall")
    paths = actor.paths(*SEEING)
    if not paths:
        return rows.none()
    scope = rows.filter(region__path__startswith=paths[0])
    for path in paths[1:]:
        scope |= rows.filter(region__path__startswith=path)
    return scope.order_by("kind", "region__pinyin", "id")


def lacking(sites: Collection[Site]) -> dict[int, int | None]:
    """还缺几项: site → how much of the standard it lacks; None where nobody has told yet."""
    told = dict(SiteServices.objects.filter(site__in=sites).values_list("site_id", "has"))
    wanted = {kind: standard().codes(kind, must=True) for kind in KINDS}
    return {
        site.pk: len(wanted[site.kind] - set(told[site.pk])) if site.pk in told else None
        for site in sites
    }


@dataclass(frozen=True)
class Share:
    """达标: how many sites of a kind have it, of those that were told of."""

    have: int
    told: int


def shares(sites: QuerySet[Site]) -> dict[str, dict[str, Share]]:
    """达标情况: service → kind of site → share, in one statement for any number of sites."""
    rows = SiteServices.objects.filter(site__in=sites.order_by().values("pk"))
    told: Counter[str] = Counter()
    have: Counter[tuple[str, str]] = Counter()
    for kind, held in rows.values_list("site__kind", "has"):
        told[kind] += 1
        have.update((code, kind) for code in held)
    return {
        each.code: {kind: Share(have[each.code, kind], told[kind]) for kind in KINDS}
        for _, group in standard().groups
        for each in group
    }


def _service(row: Mapping[str, Any]) -> Service:
    wanted = {kind: str(row[kind]) for kind in KINDS}
    return Service(row["code"], row["name"], row["says"], row["basis"], wanted)
