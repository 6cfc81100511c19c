"""站点的动作: set up sites with names by rule, and say which villages each serves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.audit.commands import Named, record
from bianmin.regions.models import Region
from bianmin.rules import naming
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.naming import PointKind, SiteKind
from bianmin.rules.verdict import require
from bianmin.sites import policies
from bianmin.sites.models import Coverage, Site

MODES = frozenset({"own", "merged", "joint", "point"})
PLACES = {SiteKind.CENTER: "township", SiteKind.STATION: "village", SiteKind.POINT: "village"}


def name_for(kind: SiteKind, region: Region, *, partner_outlet: str = "") -> str:
    """站点名称: by 实施方案三（一）; nobody types a name."""
    if kind is SiteKind.CENTER:
        return naming.center_name(region.name)
    if kind is SiteKind.STATION:
        return naming.station_name(region.name)
    if kind is SiteKind.HALL:
        return naming.hall_name(region.name)
    if partner_outlet:
        return naming.point_name(partner_outlet, PointKind.PARTNER)
    return naming.point_name(region.name)


@transaction.atomic
def open_site(
    kind: SiteKind,
    region: Region,
    *,
    by: Named,
    at: datetime,
    partner: str = "",
    partner_outlet: str = "",
    address: str = "",
    phone: str = "",
) -> Site:
    """设站: open a site in a region of the right level; its name follows from the region."""
    if region.level != PLACES.get(kind, "unit"):
        raise Invalid("中心设在乡镇（街道），站和点设在村（社区）")
    site = Site(
        kind=kind.value,
        partner=partner,
        name=name_for(kind, region, partner_outlet=partner_outlet),
        region=region,
        unit=region.unit,
        address=address,
        phone=phone,
        opened_on=localdate(at),
    )
    try:
        with transaction.atomic():
            site.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"{site.name}已经登记过了") from None
    record(f"site:{site.pk}", "open_site", unit=site.unit, by=by, at=at, name=site.name)
    return site


@transaction.atomic
def cover_village(site: Site, village: Region, *, mode: str, by: Named, at: datetime) -> Coverage:
    """纳入服务范围: let a site serve a village from today on."""
    require(policies.may_cover(village, site.unit))
    if mode not in MODES:
        raise Invalid("服务方式是本村设站、并入相近站、联合设站或代办点")
    today = localdate(at)
    there = Coverage.objects.filter(site=site, village=village, valid_to__isnull=True)
    there.update(valid_to=today)
    made = Coverage.objects.create(site=site, village=village, mode=mode, valid_from=today)
    record(f"site:{site.pk}", "cover", unit=site.unit, by=by, at=at, village=village.pk, mode=mode)
    return made


@dataclass
class Layout:
    """网络: sites to be opened, each with the villages it serves and how."""

    sites: list[Site] = field(default_factory=list)
    served: list[tuple[Site, Region, str]] = field(default_factory=list)

    def add(self, site: Site, villages: Iterable[tuple[Region, str]]) -> None:
        self.sites.append(site)
        self.served += [(site, village, mode) for village, mode in villages]


@transaction.atomic
def lay_out_network(
    unit: Region, *, by: Named, at: datetime, seed: int = 0, is_synthetic: bool = True
) -> Layout:
    """铺开网络: a centre for each township and a place for each village of a unit, in bulk.

    Every 社区 and about a third of the villages get a station; the others are merged into the
    station next in the list, share a joint one, or are served at their agent's base.
    """
    random = Random(f"network {seed} {unit.unit}")
    townships = list(_children(unit))
    villages: dict[int, list[Region]] = defaultdict(list)
    for village in Region.objects.filter(
        unit=unit.unit, level="village", valid_to__isnull=True
    ).order_by("id"):
        villages[village.parent_id or 0].append(village)
    layout = Layout()
    for township in townships:
        layout.add(_site(SiteKind.CENTER, township, at, is_synthetic), [])
        _villages(layout, villages[township.pk], at, random, is_synthetic)
    Site.objects.bulk_create(layout.sites, batch_size=1000)
    Coverage.objects.bulk_create(
        (
            Coverage(site=site, village=village, mode=mode, valid_from=localdate(at))
            for site, village, mode in layout.served
        ),
        batch_size=2000,
    )
    record(
        f"region:{unit.pk}",
        "lay_out_network",
        unit=unit.unit,
        by=by,
        at=at,
        sites=len(layout.sites),
        villages=len(layout.served),
    )
    return layout


def _villages(
    layout: Layout, villages: Sequence[Region], at: datetime, random: Random, synthetic: bool
) -> None:
    """Give every village of one township its place."""
    station: Site | None = None
    taken: set[str] = set()
    for n, village in enumerate(villages):
        pick = random.random()
        is_community = village.kind == "社区"
        if is_community or pick < 0.32 or station is None:
            station = _site(SiteKind.STATION, village, at, synthetic)
            if station.name in taken:  # two villages of one name in one township
                station = _site(SiteKind.POINT, village, at, synthetic)
            taken.add(station.name)
            mode = "own" if station.kind == SiteKind.STATION.value else "point"
            joint = not is_community and n + 1 < len(villages) and pick < 0.04
            layout.add(station, [(village, "joint" if joint else mode)])
        elif pick < 0.62:
            layout.served.append((station, village, "joint" if pick < 0.36 else "merged"))
        else:
            base = _site(SiteKind.POINT, village, at, synthetic)
            layout.add(base, [(village, "point")])


def _site(kind: SiteKind, region: Region, at: datetime, synthetic: bool) -> Site:
    return Site(
        kind=kind.value,
        partner="代办员驻地" if kind is SiteKind.POINT else "",
        name=name_for(kind, region),
        region=region,
        unit=region.unit,
        address=f"{region.name}（演示地址）" if synthetic else "",
        phone="0635-0000000" if synthetic else "",
        opened_on=localdate(at),
        is_synthetic=synthetic,
    )


def _children(region: Region) -> Iterable[Region]:
    return Region.objects.filter(parent=region, valid_to__isnull=True).order_by("id")
