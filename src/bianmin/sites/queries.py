"""站点的问题: which site serves a village, where the centre is, who is left out."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from bianmin.calendars.queries import work_calendar
from bianmin.ground.remembered import Remembered
from bianmin.regions.models import Region
from bianmin.regions.queries import odd_townships
from bianmin.rules import naming
from bianmin.rules.naming import SiteKind
from bianmin.sites import hours
from bianmin.sites.hours import Span
from bianmin.sites.models import Coverage, Site, SiteClosure

STATION_MODES = ("own", "joint", "merged")
"""便民服务站的服务方式: nearest first; the plan wants one of them for every village."""


def open_sites() -> QuerySet[Site]:
    """营业站点: sites that serve today."""
    return Site.objects.filter(status="open").select_related("region")


def center_of(township: Region) -> Site | None:
    """便民服务中心: the open centre of a township."""
    return open_sites().filter(region=township, kind=SiteKind.CENTER.value).first()


def coverage_of(village: Region, day: date | None = None) -> QuerySet[Coverage]:
    """服务范围: the sites that serve a village, today or on a day; the nearest first."""
    nearest = Case(
        *(When(mode=mode, then=Value(n)) for n, mode in enumerate(STATION_MODES)),
        default=Value(len(STATION_MODES)),
        output_field=IntegerField(),
    )
    served = Coverage.objects.filter(_valid(day), village=village)
    if day is None:
        served = served.filter(site__status="open")
    return served.select_related("site__region").order_by(nearest, "id")


def site_for(village: Region, day: date | None = None) -> Site | None:
    """所属站点: the station that serves a village, or its point while no station does."""
    found = coverage_of(village, day).first()
    return found.site if found else None


def point_of(village: Region, day: date | None = None) -> Site | None:
    """代办点: the point in or near a village where its agent is found."""
    found = coverage_of(village, day).filter(mode="point").last()
    return found.site if found else None


def in_township(township: Region) -> QuerySet[Site]:
    """本乡镇站点: the open sites of a township and its villages, the centre first."""
    return (
        open_sites()
        .filter(unit=township.unit, region__path__startswith=township.path)
        .order_by("kind", "region__pinyin", "id")
    )


def villages_of(site: Site) -> QuerySet[Region]:
    """服务的村: the villages a site serves today."""
    return Region.objects.filter(
        coverage__site=site, coverage__valid_to__isnull=True, valid_to__isnull=True
    ).order_by("pinyin", "id")


def uncovered(unit: int) -> QuerySet[Region]:
    """未覆盖: villages of a unit in no station's area; the plan allows none (三（二）)."""
    served = Coverage.objects.filter(
        valid_to__isnull=True, mode__in=STATION_MODES, site__status="open", site__unit=unit
    )
    return Region.objects.filter(unit=unit, level="village", valid_to__isnull=True).exclude(
        pk__in=served.values("village_id")
    )


def misnamed(unit: int) -> list[tuple[Site, tuple[str, ...]]]:
    """名称不规范: open sites whose name breaks the rule, each with what is wrong."""
    odd = odd_townships()
    checked = ((site, naming.check(site.name, odd)) for site in open_sites().filter(unit=unit))
    return [(site, faults) for site, faults in checked if faults]


def hours_today(site: Site, today: date) -> tuple[Span, ...]:
    """当天的办公时间: nothing on a day of rest, and without the time when the site is shut."""
    return hours.hours_on(site.hours, today, work_calendar(), _shut(site))


def is_open(site: Site, at: datetime) -> bool:
    """现在开门: whether the site is open at this moment."""
    is_in_service = site.status == "open"
    return is_in_service and hours.is_open(site.hours, at, work_calendar(), _shut(site))


def next_opening(site: Site, at: datetime) -> datetime | None:
    """下次开门: the next moment when the site opens; None while it is not in service."""
    if site.status != "open":
        return None
    return hours.next_opening(site.hours, at, work_calendar(), _shut(site))


def closures_of(site: Site, *, at: datetime) -> QuerySet[SiteClosure]:
    """停止办公的安排: those that are not over and not lifted, the next first."""
    found = SiteClosure.objects.filter(site=site, ends_at__gt=at, lifted_at__isnull=True)
    return found.order_by("starts_at", "id")


def forget_closures() -> None:
    """Read the closures again the next time: one has just been announced or lifted."""
    _closures.forget()


def _shut(site: Site) -> hours.Shut:
    return _closures().get(site.pk, ())


def _open_closures() -> dict[int, list[tuple[datetime, datetime]]]:
    """Of each site when it is shut; a few rows in the whole city."""
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = SiteClosure.objects.filter(lifted_at__isnull=True).order_by("starts_at")
    for site, starts_at, ends_at in rows.values_list("site_id", "starts_at", "ends_at"):
        found[site].append((starts_at, ends_at))
    return dict(found)


_closures = Remembered(_open_closures)


def _valid(day: date | None) -> Q:
    if day is None:
        return Q(valid_to__isnull=True)
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
