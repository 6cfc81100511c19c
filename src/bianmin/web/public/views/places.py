from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bianmin.regions import queries
from bianmin.regions.models import Region
from bianmin.web.public import place as places
from bianmin.wire import access
from bianmin.wire.own_address import is_ours
from bianmin.wire.requests import Request

PER_PAGE = 60
MOST_FOUND = 20


@access.public("names of places are public")
@require_safe
def place(request: Request) -> HttpResponse:
    """选地方: unit, township, village, or by typing a name."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:20]
    above = _above(request.GET.get("in", ""))
    page = Paginator(queries.children(above), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "found": _found(words),
        "above": above,
        "lineage": _lineage(above),
        "can_stop": above.level == "township",
        "page": page,
        "next": _next(request),
    }
    return render(request, "public/place.html", context)


@access.public("keeps the number of a place in the visitor's own cookie")
@require_safe
def place_chosen(request: Request, region: int) -> HttpResponse:
    """选定: keep the place and go back to where the visitor was."""
    chosen = places.current_place(region)
    if chosen is None:
        raise Http404
    response = HttpResponseRedirect(_next(request) or reverse("public:home"))
    places.remember(response, places.COOKIE, str(chosen.region.pk))
    return response


def _found(words: str) -> list[Region]:
    """Townships and villages of this name; what is asked for is mostly a village."""
    villages = queries.search(words, level="village", limit=MOST_FOUND)
    return villages + queries.search(words, level="township", limit=5)


def _above(number: str) -> Region:
    """The place whose parts are shown: the city unless another is named."""
    known = queries.current().exclude(level="village").select_related("parent__parent")
    if places.NUMBER.fullmatch(number):
        region = known.filter(pk=int(number)).first()
        if region is None:
            raise Http404
        return region
    city = known.filter(level="city").order_by("id").first()
    if city is None:
        raise Http404
    return city


def _lineage(region: Region | None) -> list[Region]:
    lineage: list[Region] = []
    while region is not None:
        lineage.insert(0, region)
        region = region.parent
    return lineage


def _next(request: Request) -> str:
    wished = request.GET.get("next", "")
    return wished if is_ours(wished) else ""
