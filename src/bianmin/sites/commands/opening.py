"""设站与撤站: a site gets its name by rule; one that villages still need stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.audit.commands import record
from bianmin.regions.models import Region
from bianmin.regions.policies import Acting
from bianmin.rules import naming
from bianmin.rules.errors import Conflict
from bianmin.rules.naming import PointKind, SiteKind
from bianmin.rules.verdict import require
from bianmin.sites import hours as opening_hours
from bianmin.sites import policies
from bianmin.sites.commands.coverage import end_coverage
from bianmin.sites.models import Coverage, Site
from bianmin.sites.queries import STATION_MODES

AGENT_BASE = "代办员驻地"


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
    by: Acting,
    at: datetime,
    partner: str = "",
    partner_outlet: str = "",
    address: str = "",
    phone: str = "",
) -> Site:
    """设站: open a site in a region of the right level; its name follows from the region."""
    require(policies.may_open_site(by, kind, region))
    is_base = kind is SiteKind.POINT and not partner_outlet
    site = Site(
        kind=kind.value,
        partner=partner or (AGENT_BASE if is_base else ""),
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
def close_site(site: Site, *, by: Acting, at: datetime, reason: str = "") -> Site:
    """撤站: close a site; refused while it is the only station of a village."""
    require(policies.may_change_site(by, site))
    served = Coverage.objects.filter(site=site, valid_to__isnull=True)
    needing = served.filter(mode__in=STATION_MODES).select_related("village").order_by("id")
    left = [row.village.name for row in needing if row.village.valid_to is None]
    if left:
        raise Conflict(f"请先把{left[0]}等 {len(left)} 个村（社区）纳入其他便民服务站")
    end_coverage(served, today=localdate(at))
    closed = Site.objects.filter(pk=site.pk).exclude(status="closed")
    if not closed.update(status="closed", closed_on=localdate(at)):
        raise Conflict(f"{site.name}已经撤销")
    site.refresh_from_db()
    record(f"site:{site.pk}", "close_site", unit=site.unit, by=by, at=at, reason=reason)
    return site


@transaction.atomic
def set_hours(site: Site, hours: Mapping[str, Any], *, by: Acting, at: datetime) -> Site:
    """办公时间: give a site hours of its own; none: the city's."""
    require(policies.may_change_site(by, site))
    opening_hours.check(hours)
    Site.objects.filter(pk=site.pk).update(hours=dict(hours))
    site.refresh_from_db()
    record(f"site:{site.pk}", "set_hours", unit=site.unit, by=by, at=at, hours=dict(hours))
    return site
