from __future__ import annotations

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bianmin.catalogue import queries
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import tree_in
from bianmin.papers.guides import Form
from bianmin.rules.doors import SAYS, door_of
from bianmin.web.frame.hours import hours_words
from bianmin.web.public.doors_elsewhere import door_url
from bianmin.web.public.guides import guide_of
from bianmin.web.public.nearest import nearby_of
from bianmin.web.public.place import place_of, unit_of
from bianmin.web.public.satisfaction import ratings_here
from bianmin.web.public.shelf import plain_area
from bianmin.wire import access
from bianmin.wire.requests import Request

HIGHEST_NUMBER = 32_767


@access.public("a published guide is public")
@require_safe
def item(request: Request, code: str) -> HttpResponse:
    """办事指南: the version in force; of a paused item the last one, which says so."""
    version = queries.version_of(code) or queries.latest_version(code)
    if version is None:
        raise Http404
    return _guide(request, version)


@access.public("a version is readable for ever at its address")
@require_safe
def kept(request: Request, code: str, number: int) -> HttpResponse:
    """旧版指南: a version as it was published."""
    version = queries.kept_version(code, number) if number <= HIGHEST_NUMBER else None
    if version is None:
        raise Http404
    return _guide(request, version)


def _guide(request: Request, version: ItemVersion) -> HttpResponse:
    item, unit = version.item, unit_of(request)
    ways = queries.ways_of([item], unit)[item.pk]
    nearby, place = nearby_of(request), place_of(request)
    address = request.build_absolute_uri(reverse("public:item", args=[item.code]))
    is_current = item.current_id == version.pk
    in_force = is_current and item.status == "active"
    door = door_of(version.guide)
    asks = in_force and door is None and tree_in(version) is not None
    context = {
        "tab": "apply",
        "guide": guide_of(version, ways),
        "item": item,
        "version": version,
        "area_name": plain_area(item.area),
        "ways": ways,
        "nearby": nearby,
        "station_hours": hours_words(nearby.station, request.at) if nearby.station else "",
        "center_hours": hours_words(nearby.center, request.at) if nearby.center else "",
        "is_current": is_current,
        "can_start": in_force and door is None,
        "door": SAYS[door] if door and in_force else "",
        "door_url": door_url(request) if door else "",
        "print_url": _print_url(version, in_force=in_force),
        "address": address,
        "qr": code_of(address),
        "questions_url": reverse("public:questions", args=[item.code]) if asks else "",
        "ratings": ratings_here(item, place, localdate(request.at)),
    }
    return render(request, "public/guide.html", context)


def _print_url(version: ItemVersion, *, in_force: bool) -> str:
    """The sheet of paper that says the same as this page."""
    if in_force:
        return reverse("public:guide_print", args=[version.item.code, Form.SHEET])
    return reverse("public:kept_guide_print", args=[version.item.code, version.number, Form.SHEET])


def code_of(address: str) -> SafeString:
    """Draw the address as a QR code; the package makes the markup, nothing of it is typed."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(border=0, omitsize=True))
