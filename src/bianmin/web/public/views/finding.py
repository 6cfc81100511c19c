from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bianmin.catalogue import bundles, queries
from bianmin.catalogue.commands.words import count_empty_search
from bianmin.web.public import shelf
from bianmin.web.public.doorstep import favourites, for_elders, month_here, running_cases
from bianmin.web.public.nearest import nearby_of
from bianmin.web.public.own import unfinished
from bianmin.web.public.place import place_of, remember, unit_of
from bianmin.web.public.shelf import Wish
from bianmin.wire import access
from bianmin.wire.requests import Request

PER_PAGE = 20
PER_SHELF = 60
"""An area or a life event is one page, so that its guides are one tap away."""
HOT = 4
BUNDLES = 6
ELDER_SIZE = "l"
ELDER_WORDS = frozenset({"长辈版", "亲情版", "关爱版", "关怀版", "老年版", "大字版"})
"""工信部《适老化通用设计规范》: the elder version is found by searching for it, by any name."""


@access.public("shows what everybody may know; a resident sees her own running cases besides")
@require_safe
def home(request: Request) -> HttpResponse:
    """首页: search, own cases, what can be done nearby, and the nearest helper."""
    unit = unit_of(request)
    items = favourites(unit)
    context = {
        "tab": "home",
        "hot": [hit.item for hit in items[:HOT]],
        "hits": items,
        "total": queries.active().count(),
        "events": shelf.event_choices(),
        "drafts": unfinished(request),
        "running": running_cases(request.actor, localdate(request.at)),
        "month": month_here(place_of(request), localdate(request.at)),
    }
    return render(request, "public/home.html", context)


@access.public("shows what everybody may know; a resident sees how far her own case is")
@require_safe
def elder(request: Request) -> HttpResponse:
    """长辈版: call first, one column, big type that stays on the pages behind it."""
    context = {
        "hits": for_elders(unit_of(request)),
        "running": running_cases(request.actor, localdate(request.at)),
        "nearby": nearby_of(request),
    }
    response = render(request, "public/elder.html", context)
    if "size" not in request.COOKIES:
        remember(response, "size", ELDER_SIZE)
    return response


@access.public("the catalogue is public")
@require_safe
def items(request: Request) -> HttpResponse:
    """我要办: the shelves, or what a search or a shelf holds."""
    wish = Wish.read(request.GET.dict())
    unit = unit_of(request)
    context: dict[str, Any]
    if not wish and "all" not in request.GET:
        context = {
            "tab": "apply",
            "ways": shelf.way_choices(queries.active(), wish, unit),
            "areas": shelf.area_choices(),
            "events": shelf.event_choices(),
            "audiences": shelf.audience_choices(),
            "bundles": bundles.published()[:BUNDLES],
        }
        return render(request, "public/shelves.html", context)
    picked = shelf.picked(wish)
    if wish.q and not picked and wish.q not in ELDER_WORDS:
        count_empty_search(wish.q, at=request.at)
    shown = shelf.narrowed(picked, wish, unit)
    most = PER_SHELF if wish.area or wish.event else PER_PAGE
    page = Paginator(shown, most).get_page(request.GET.get("page"))
    context = {
        "tab": "apply",
        "wish": wish,
        "words": wish.q,
        "ways": shelf.way_choices(picked, wish, unit),
        "page": page,
        "hits": shelf.hits(list(page), unit),
        "wants_elder": wish.q in ELDER_WORDS,
        "bundles": bundles.of_theme(wish.event) if wish.event else (),
    }
    return render(request, "public/items.html", context)
