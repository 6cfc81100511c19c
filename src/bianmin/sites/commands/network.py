"""铺开网络: a whole unit's halls, centres, stations and points in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.audit.commands import record
from bianmin.regions.models import Region
from bianmin.regions.policies import Acting
from bianmin.rules.naming import SiteKind
from bianmin.rules.verdict import require
from bianmin.sites import plan, policies
from bianmin.sites.commands.opening import AGENT_BASE, name_for
from bianmin.sites.models import Coverage, Site

COMMUNITY, VILLAGE = "社区", "村"


@dataclass
class Layout:
    """网络: sites to be opened, and the villages they serve and how."""

    at: datetime
    is_synthetic: bool
    sites: list[Site] = field(default_factory=list)
    served: list[tuple[Site, Region, str]] = field(default_factory=list)

    def add_site(
        self, kind: SiteKind, region: Region, *, partner: str = "", outlet: str = ""
    ) -> Site:
        """Add a site in a region, named by rule."""
        site = Site(
            kind=kind.value,
            partner=partner,
            name=name_for(kind, region, partner_outlet=outlet),
            region=region,
            unit=region.unit,
            address=f"{region.name}（演示地址）" if self.is_synthetic else "",
            phone="0635-0000000" if self.is_synthetic else "",
            opened_on=localdate(self.at),
            is_synthetic=self.is_synthetic,
        )
        self.sites.append(site)
        return site


@transaction.atomic
def lay_out_network(
    unit: Region, *, by: Acting, at: datetime, seed: int = 0, is_synthetic: bool = True
) -> Layout:
    """铺开网络: the hall, a centre for each township, a station for each village, and points.

    Townships that have a centre already are left alone, so a second run changes nothing.
    """
    require(policies.may_open_site(by, SiteKind.HALL, unit))
    layout = Layout(at, is_synthetic)
    there = set(Site.objects.filter(unit=unit.unit).values_list("kind", "region_id"))
    if (SiteKind.HALL.value, unit.pk) not in there:
        layout.add_site(SiteKind.HALL, unit)
    villages = _villages(unit)
    for township in Region.objects.filter(parent=unit, valid_to__isnull=True).order_by("id"):
        if (SiteKind.CENTER.value, township.pk) not in there:
            center = layout.add_site(SiteKind.CENTER, township)
            random = Random(f"network {seed} {unit.unit} {township.name}")
            _township(layout, center, villages[township.pk], random)
    if layout.sites:
        _write(layout, unit, by=by)
    return layout


def _villages(unit: Region) -> dict[int, list[Region]]:
    found: dict[int, list[Region]] = defaultdict(list)
    valid = Region.objects.filter(unit=unit.unit, level="village", valid_to__isnull=True)
    for village in valid.order_by("id"):
        found[village.parent_id or 0].append(village)
    return found


def _township(layout: Layout, center: Site, villages: Sequence[Region], random: Random) -> None:
    places = [
        plan.Place(village.kind == COMMUNITY, village.kind in (COMMUNITY, VILLAGE))
        for village in villages
    ]
    stations: dict[int | None, Site] = {None: center}
    for service in plan.lay_out(places, random):
        if service.mode == "point" and service.host is not None:
            site = _point(layout, villages[service.host], service.partner)
        elif service.host in stations:
            site = stations[service.host]
        else:
            site = layout.add_site(SiteKind.STATION, villages[service.host or 0])
            stations[service.host] = site
        layout.served += [(site, villages[n], service.mode) for n in service.villages]


def _point(layout: Layout, village: Region, partner: str) -> Site:
    if not partner:
        return layout.add_site(SiteKind.POINT, village, partner=AGENT_BASE)
    outlet = f"{village.name}{plan.PARTNERS[partner]}"
    return layout.add_site(SiteKind.POINT, village, partner=partner, outlet=outlet)


def _write(layout: Layout, unit: Region, *, by: Acting) -> None:
    Site.objects.bulk_create(layout.sites, batch_size=1_000)
    opened_on = localdate(layout.at)
    Coverage.objects.bulk_create(
        (
            Coverage(site=site, village=village, mode=mode, valid_from=opened_on)
            for site, village, mode in layout.served
        ),
        batch_size=2_000,
    )
    record(
        f"region:{unit.pk}",
        "lay_out_network",
        unit=unit.unit,
        by=by,
        at=layout.at,
        sites=len(layout.sites),
        villages=len(layout.served),
    )
