"""谁能设站、定服务范围: each unit sets up its own sites, a township its stations and points."""

from __future__ import annotations

from bianmin.regions.models import Region
from bianmin.regions.policies import Acting
from bianmin.rules.naming import SiteKind
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial
from bianmin.sites.models import Site

PLACES = {
    SiteKind.HALL: "unit",
    SiteKind.CENTER: "township",
    SiteKind.STATION: "village",
    SiteKind.POINT: "village",
}
WRONG_PLACE = {
    SiteKind.HALL: "政务服务中心设在县（市、区）",
    SiteKind.CENTER: "便民服务中心设在乡镇（街道）",
    SiteKind.STATION: "便民服务站设在村（社区）",
    SiteKind.POINT: "便民服务点设在村（社区）",
}
ABOVE_TOWNSHIP = (
    RoleKind.COUNTY_BUREAU,
    RoleKind.COUNTY_OFFICE,
    RoleKind.CITY_BUREAU,
    RoleKind.CITY_OFFICE,
)
SERVICES = {
    "own": (SiteKind.STATION,),
    "merged": (SiteKind.STATION, SiteKind.CENTER),
    "joint": (SiteKind.STATION,),
    "point": (SiteKind.POINT,),
}
"""服务方式: which kinds of site may serve a village in each way."""


def may_open_site(by: Acting, kind: SiteKind, region: Region) -> Verdict:
    return first_denial(
        (_is_in_charge(by, kind, region), "设站由县（市、区）和本乡镇（街道）办理"),
        (region.level == PLACES[kind], WRONG_PLACE[kind]),
        (region.valid_to is None, f"{region.name}已经撤并，不能设站"),
    )


def may_change_site(by: Acting, site: Site) -> Verdict:
    return first_denial(
        (_is_in_charge(by, SiteKind(site.kind), site.region), "站点由县（市、区）和本乡镇管理"),
        (site.status != "closed", f"{site.name}已经撤销"),
    )


def may_shut_site(by: Acting, site: Site) -> Verdict:
    """停止办公: the centre's head for the centre and all below it; the offices above for theirs."""
    runs = by.is_system or by.covers(site.region.path, *ABOVE_TOWNSHIP, RoleKind.CENTER_HEAD)
    return first_denial(
        (runs, "停止办公由本中心负责人或审批局安排"),
        (site.status == "open", f"{site.name}现在不对外服务"),
    )


def may_cover(by: Acting, site: Site, village: Region, mode: str) -> Verdict:
    """Never across units (辖区内), and only in a way that fits the kind of site."""
    return first_denial(
        *_as_checks(may_change_site(by, site)),
        (village.level == "village", "服务范围按村（社区）登记"),
        (village.unit == site.unit, "站点只能服务本县（市、区）的村（社区）"),
        (village.valid_to is None, f"{village.name}已经撤并"),
        (mode in SERVICES, "服务方式是本村设站、并入相近站、联合设站或代办点"),
        (SiteKind(site.kind) in SERVICES.get(mode, ()), "这类站点不能以这种方式服务"),
        (mode != "own" or site.region_id == village.pk, "本村设站的站点应设在该村（社区）"),
    )


def _is_in_charge(by: Acting, kind: SiteKind, region: Region) -> bool:
    heads = (RoleKind.CENTER_HEAD,) if PLACES[kind] == "village" else ()
    return by.is_system or by.covers(region.path, *ABOVE_TOWNSHIP, *heads)


def _as_checks(verdict: Verdict) -> tuple[tuple[bool, str]]:
    return ((bool(verdict), verdict.reason),)
