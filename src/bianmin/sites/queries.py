"""站点的问题: which site serves a village, where the centre is, who is left out."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from bianmin.calendars.queries import work_calendar
from bianmin.regions.models import Region
from bianmin.rules.naming import SiteKind
from bianmin.sites import hours
from bianmin.sites.hours import Span
from bianmin.sites.models import Coverage, Site


def open_sites() -> QuerySet[Site]:
    """Sites that serve today."""
    return Site.objects.filter(status="open").select_related("region")


def center_of(township: Region) -> Site | None:
    """便民服务中心: the open centre of a township."""
    return open_sites().filter(region=township, kind=SiteKind.CENTER.value).first()


def coverage_of(village: Region) -> QuerySet[Coverage]:
    """The sites that serve a village today, its own first."""
    return (
        Coverage.objects.filter(village=village, valid_to__isnull=True, site__status="open")
        .select_related("site__region")
        .order_by("id")
    )


def site_for(village: Region) -> Site | None:
    """就近站点: the station or point that serves a village; None while nobody does."""
    found = coverage_of(village).first()
    return found.site if found else None


def in_township(township: Region) -> QuerySet[Site]:
    """The open sites of a township and its villages, the centre first."""
    return (
        open_sites()
        .filter(unit=township.unit, region__path__startswith=township.path)
        .order_by("kind", "region__pinyin", "id")
    )


def villages_of(site: Site) -> QuerySet[Region]:
    """The villages a site serves today."""
    return Region.objects.filter(
        coverage__site=site, coverage__valid_to__isnull=True, valid_to__isnull=True
    ).order_by("pinyin", "id")


def uncovered(unit: int) -> QuerySet[Region]:
    """未覆盖: villages of a unit that no open site serves; the plan allows none."""
    served = Coverage.objects.filter(valid_to__isnull=True, site__status="open")
    return Region.objects.filter(unit=unit, level="village", valid_to__isnull=True).exclude(
        pk__in=served.values("village_id")
    )


def hours_today(site: Site, today: date) -> tuple[Span, ...]:
    """今天的办公时间: nothing on a day of rest."""
    return hours.hours_on(site.hours, today, work_calendar())


def is_open(site: Site, at: datetime) -> bool:
    """现在开门: whether the site is open at this moment."""
    return site.status == "open" and hours.is_open(site.hours, at, work_calendar())
