from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bianmin.disputes.policies import mediates
from bianmin.disputes.queries.counsel import counsel_at, duty_words
from bianmin.regions.models import Region
from bianmin.sites.models import Site
from bianmin.web.public.nearest import nearby_of
from bianmin.web.public.place import NUMBER, place_of
from bianmin.web.public.sitebook import lineage, listed, page_of, parts, region_shown
from bianmin.wire import access
from bianmin.wire.requests import Request

PER_PAGE = 20
ITEMS_PER_PAGE = 30


@access.public("places of service are public")
@require_safe
def sites(request: Request) -> HttpResponse:
    """服务点: by place, the centre first; or by a name."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:20]
    region = _region(request)
    below = parts(region) if region.level in ("city", "unit") and not words else []
    page = None
    if words or not below:
        page = Paginator(listed(region, words), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "sites",
        "words": words,
        "region": region,
        "lineage": lineage(region),
        "parts": below,
        "page": page,
        "nearby": nearby_of(request),
        "at": request.at,
    }
    return render(request, "public/sites.html", context)


@access.public("a place of service is public, and so are the names of its staff")
@require_safe
def site(request: Request, site: int) -> HttpResponse:
    """一个站点: kind, hours, address, phone, whom it serves and what it offers."""
    found = Site.objects.filter(pk=site).select_related("region__parent__parent").first()
    if found is None or found.status == "planned":
        raise Http404
    shown = page_of(found, request.at)
    offered = Paginator(shown.items, ITEMS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "sites",
        "site": found,
        "shown": shown,
        "page": offered,
        "lineage": lineage(found.region),
        "counsel": [(one, "、".join(duty_words(one))) for one in counsel_at(found)],
        "mediates": mediates(found),
        "today": localdate(request.at),
    }
    return render(request, "public/site.html", context)


def _region(request: Request) -> Region:
    """The place named in the address, else the visitor's township, else the city."""
    number = request.GET.get("in", "")
    place = place_of(request)
    if number and not NUMBER.fullmatch(number):
        raise Http404
    region = region_shown(int(number) if number else None, place.township if place else None)
    if region is None:
        raise Http404
    return region
