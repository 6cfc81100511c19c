"""配套服务: the city's standard, how far the sites are, and one site's list to tick."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from bianmin.catalogue import policies
from bianmin.catalogue import services as queries
from bianmin.catalogue.commands.services import tell_services
from bianmin.rules.errors import NotAllowed
from bianmin.sites.models import Site
from bianmin.web.console.forms.catalogue.services import ServicesForm
from bianmin.web.console.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 30


@staff(*queries.SEEING)
@require_GET
def services(request: Request) -> HttpResponse:
    """The standard, the share of sites that have each service, and what each site lacks."""
    sites = queries.sites_seen(request.actor)
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    rows = sites.filter(Q(name__icontains=words) | Q(region__name__icontains=words))
    shown = Paginator(rows if words else sites, PER_PAGE).get_page(request.GET.get("page"))
    here = list(shown)
    lacking = queries.lacking(here)
    standard, shares = queries.standard(), queries.shares(sites)
    context = {
        "words": words,
        "standard": standard,
        "kinds": list(queries.KINDS.values()),
        "groups": [
            (name, [(each, _cells(each, shares[each.code])) for each in group])
            for name, group in standard.groups
        ],
        "page": shown,
        "rows": [(each, lacking[each.pk]) for each in here],
    }
    return page(request, "console/catalogue/services.html", context)


@staff(*queries.SEEING)
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: Request, service_site: int) -> HttpResponse:
    found = _site(request, service_site)
    at_site = queries.at_site(found)
    if request.method == "POST":
        form = ServicesForm(request.POST, kind=found.kind)
        if attempt(form, lambda: tell_services(found, **form.cleaned_data, **act(request))):
            messages.success(request, f"已登记{found.name}的配套服务")
            return redirect("console:site-services", found.pk)
    else:
        has = at_site.told.has if at_site.told else []
        form = ServicesForm(kind=found.kind, initial={"has": has})
    context = {
        "site": found,
        "at_site": at_site,
        "form": form,
        "groups": _ticks(found, set(form["has"].value() or ())),
        "may_tell": policies.may_switch_at_site(request.actor, found),
    }
    status = 422 if form.errors else 200
    return page(request, "console/catalogue/site_services.html", context, status=status)


def _cells(service: queries.Service, share: dict[str, queries.Share]) -> list[dict[str, Any]]:
    return [{"wanted": service.wanted.get(kind), "share": share[kind]} for kind in queries.KINDS]


def _ticks(found: Site, held: set[str]) -> list[tuple[str, list[tuple[Any, bool, bool]]]]:
    """The standard for this kind of site: service, whether it must be, whether it is there."""
    return [
        (name, [(each, each.must(found.kind), each.code in held) for each in group])
        for name, group in queries.standard().at(found.kind)
    ]


def _site(request: Request, pk: int) -> Site:
    found = get_object_or_404(Site.objects.select_related("region"), pk=pk, status="open")
    if not queries.sites_seen(request.actor).filter(pk=pk).exists():
        raise NotAllowed("这个站点不在您的职责之内")
    return found
