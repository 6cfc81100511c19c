"""看板: city → unit → township → site → case, the same page at each level."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bianmin.regions.models import Region
from bianmin.reports import board, policies
from bianmin.reports.board import Scope
from bianmin.rules.errors import NotAllowed
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.web.console.board.page import board_page
from bianmin.web.console.forms.boards import BoardWish
from bianmin.web.console.nav import nav_items
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

watchers = staff(*sorted(policies.SEES_BOARDS))


@watchers
def start(request: Request) -> HttpResponse:
    """Lead to the widest board that the account may see."""
    role = policies.widest_role(request.actor)
    if role is None:
        raise NotAllowed("您的岗位没有看板")
    if role.level == "city":
        return redirect("console:city")
    return redirect(f"console:{role.level}", role.region_id)


@watchers
def city(request: Request) -> HttpResponse:
    return _page(request, board.city_scope(get_object_or_404(Region, level="city")))


@watchers
def unit(request: Request, pk: int) -> HttpResponse:
    return _page(request, board.unit_scope(get_object_or_404(Region, pk=pk, level="unit")))


@watchers
def township(request: Request, pk: int) -> HttpResponse:
    return _page(request, board.township_scope(get_object_or_404(Region, pk=pk, level="township")))


@watchers
def site(request: Request, pk: int) -> HttpResponse:
    return _page(
        request, board.site_scope(get_object_or_404(Site.objects.select_related("region"), pk=pk))
    )


def _page(request: Request, scope: Scope) -> HttpResponse:
    require(policies.may_see(request.actor, scope))
    wish = BoardWish.of(request.GET)
    shown = board_page(scope, wish, request.actor, request.at)
    return render(request, "console/board.html", {"nav_items": nav_items(request)} | shown)
