"""Catalogue, guides, regions and sites: what everybody may read."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Router

from bianmin.api import shapes
from bianmin.api.app import open_to_all
from bianmin.api.types import Code, Id, Page, Problem, Short
from bianmin.catalogue import finding, queries
from bianmin.catalogue.scenarios import leaf_in
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.sites.models import Site
from bianmin.wire.requests import Request

OPEN = open_to_all("the catalogue, the regions and the sites are public, as the plan asks")
router = Router(tags=["catalogue"], auth=OPEN)
PER_PAGE = 50
ERRORS = {404: Problem, 422: Problem}


@router.get("/items", response={200: shapes.ItemPage, 422: Problem})
def items(request: HttpRequest, q: Short = "", area: Short = "", page: Page = 1) -> object:
    """事项: find by words (best first), or list an area, most wanted first."""
    if q.strip():
        return shapes.ItemPage(
            items=[shapes.item(found) for found in finding.found(q)], page=1, has_next=False
        )
    rows = queries.active().filter(area=area) if area else queries.active()
    shown = Paginator(rows, PER_PAGE).get_page(page)
    return shapes.ItemPage(
        items=[shapes.item(found) for found in shown],
        page=shown.number,
        has_next=shown.has_next(),
    )


@router.get("/items/{code}", response={200: shapes.GuideShape, **ERRORS})
def guide(request: HttpRequest, code: Code, scenario: Short = "") -> object:
    """办事指南: the published version of an item with its form, for one scenario if it is named."""
    version = queries.version_of(code)
    if version is None:
        raise NotFound("没有这个事项，或者它已暂停")
    if scenario and leaf_in(version, scenario) is None:
        raise NotFound("没有这种情形")
    return shapes.guide(version, scenario)


@router.get("/items/{code}/versions/{number}", response={200: shapes.GuideShape, **ERRORS})
def kept_version(request: HttpRequest, code: Code, number: Id) -> object:
    """旧版指南: a version as it was published; readable for ever."""
    version = queries.kept_version(code, number) if number <= 32_767 else None
    if version is None:
        raise NotFound("没有这个版本")
    return shapes.guide(version)


@router.get("/regions/{parent}/children", response={200: list[shapes.RegionShape], **ERRORS})
def children(request: HttpRequest, parent: Id) -> object:
    """下级区划: what lies directly below a region today."""
    rows = Region.objects.filter(parent_id=parent, valid_to__isnull=True)
    return [shapes.region(found) for found in rows.order_by("pinyin", "id")[:500]]


@router.get("/regions", response={200: list[shapes.RegionShape]})
def units(request: HttpRequest) -> object:
    """上报单位: counties, districts and zones."""
    rows = Region.objects.filter(level="unit", valid_to__isnull=True).order_by("unit")
    return [shapes.region(found) for found in rows]


@router.get("/sites", response={200: shapes.SitePage, 422: Problem})
def sites(request: HttpRequest, township: Id | None = None, page: Page = 1) -> object:
    """站点: open places of service, of one township if it is named."""
    rows = Site.objects.filter(status="open").select_related("region").order_by("id")
    if township is not None:
        town = Region.objects.filter(pk=township).first()
        rows = rows.filter(region__path__startswith=town.path) if town else rows.none()
    shown = Paginator(rows, PER_PAGE).get_page(page)
    return shapes.SitePage(
        sites=[shapes.site(found) for found in shown],
        page=shown.number,
        has_next=shown.has_next(),
    )


@router.get("/sites/{site}", response={200: shapes.SiteShape, **ERRORS})
def site(request: HttpRequest, site: Id) -> object:
    """一个站点."""
    found = Site.objects.filter(pk=site).select_related("region").first()
    if found is None:
        raise NotFound("没有这个站点")
    return shapes.site(found)


@router.get("/time", response={200: dict[str, str]})
def server_time(request: HttpRequest) -> object:
    """服务器时间: the only clock that counts."""
    return {"at": cast(Request, request).at.isoformat()}
