"""印刷张贴 S5: which sites hang outdated print, by county and by item; one site's walls."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from bianmin.accounts.actor import Actor
from bianmin.catalogue.models import ServiceItem
from bianmin.papers import policies, queries
from bianmin.regions.queries import all_units, unit_name
from bianmin.sites.models import Site
from bianmin.web.console.page import page
from bianmin.web.console.views.prints.reach import site_of
from bianmin.web.frame.hangings import HangForm, PackForm, PhotoForm, lines_of
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 30
LACKING = {"old": "贴着旧版", "unseen": "没有照片", "none": "还没有登记"}
"""看哪些: the kinds of lack that a list of sites may be narrowed to."""
PACKS = 5


@staff(*policies.WATCHING)
@require_GET
def prints(request: Request) -> HttpResponse:
    """The sites, those with outdated print first asked for; the figures of each county."""
    sites, units = queries.sites_seen(request.actor), _units(request.actor)
    words, kind = (
        request.GET.get("q", "").replace("\0", "").strip()[:40],
        request.GET.get("show", ""),
    )
    rows = listed(request.actor, kind)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(region__name__icontains=words))
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    here = list(shown)
    wanting, chased = queries.wanting_at(here), queries.chases_of(here)
    counties = queries.by_unit(units) if _is_wide(request.actor) else []
    context = {
        "words": words,
        "show": kind if kind in LACKING else "",
        "kinds": LACKING,
        "page": shown,
        "rows": [(each, wanting[each.pk], chased.get(each.pk)) for each in here],
        "counties": [(unit_name(each.unit), each) for each in counties],
        "to_change": queries.outdated_sites(sites, units).count(),
    }
    return page(request, "console/prints/sites.html", context)


@staff(*policies.WATCHING)
@require_GET
def recalls(request: Request) -> HttpResponse:
    """By item: at how many sites its outdated print still hangs."""
    sites, units = queries.sites_seen(request.actor), _units(request.actor)
    return page(request, "console/prints/recalls.html", {"lines": queries.recalls(sites, units)})


@staff(*policies.WATCHING)
@require_GET
def site(request: Request, print_site: int) -> HttpResponse:
    return show(request, site_of(request.actor, print_site))


def show(request: Request, here: Site, *, open_pk: int = 0, **given: Any) -> HttpResponse:
    """One site's walls and packs; with a form that was refused, what was typed in it."""
    pages = Paginator(queries.hanging_at(here), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "site": here,
        "page": pages,
        "lines": lines_of(pages),
        "packs": list(queries.packs_of(here)[:PACKS]),
        "may_print": policies.may_print_for(request.actor, here),
        "offered": len(queries.versions_for(here, localdate(request.at))),
        "pack_form": PackForm(initial={"forms": ["guide"]}),
        "hang_form": HangForm(items=offered(request, here)),
        "photo_form": PhotoForm(),
        "open_pk": open_pk,
        "wanting": queries.wanting_at([here])[here.pk],
        "chased": queries.chases_of([here]).get(here.pk),
        "may_chase": policies.may_chase(request.actor, here),
    }
    wrong = any(form.errors for form in given.values())
    return page(request, "console/prints/site.html", context | given, status=422 if wrong else 200)


def offered(request: Request, here: Site) -> QuerySet[ServiceItem]:
    """The items whose guides may hang there."""
    versions = queries.versions_for(here, localdate(request.at))
    items = [version.item_id for version in versions]
    return ServiceItem.objects.filter(pk__in=items).order_by("area", "name")


def listed(actor: Actor, kind: str) -> QuerySet[Site]:
    """The sites that the actor looks after, or those of one kind of lack."""
    sites, units = queries.sites_seen(actor), _units(actor)
    narrowed = {
        "old": queries.outdated_sites,
        "unseen": queries.unseen_sites,
        "none": queries.unnoted_sites,
    }
    return narrowed[kind](sites, units) if kind in narrowed else sites


def _units(actor: Actor) -> Collection[int]:
    units = actor.units(*policies.WATCHING)
    return all_units() if units is None else sorted(units)


def _is_wide(actor: Actor) -> bool:
    """Whether a whole county or more is in view: its figures are then the account's own."""
    return any(role.level in ("city", "unit") for role in actor.holding(*policies.WATCHING))
