"""站点开办: a site's part of the county's list, switched off and on with reasons; its powers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import lists, policies
from bianmin.catalogue.commands import site_offers as commands
from bianmin.catalogue.models import DirectedGrant, ServiceItem, SiteSuspension
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.web.console.forms.catalogue.directory import ReasonForm
from bianmin.web.console.forms.catalogue.lists import GrantForm, SwitchForm
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.lists import DELEGATION_WORDS
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

SWITCHING = (RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU)
PER_PAGE = 50
KINDS = {"center": "便民服务中心", "station": "便民服务站", "point": "便民服务点"}


@staff(*SWITCHING)
@require_GET
def sites(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:40]
    rows = _reach(request)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(region__name__icontains=words))
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    off = _off_counts([site.pk for site in shown])
    context = {
        "words": words,
        "page": shown,
        "rows": [(site, KINDS.get(site.kind, ""), off.get(site.pk, 0)) for site in shown],
    }
    return page(request, "console/catalogue/sites.html", context)


@staff(*SWITCHING)
@require_GET
def site(request: Request, pk: int) -> HttpResponse:
    return _show(request, _site(request, pk))


@staff(*SWITCHING)
@require_POST
def suspension(request: Request, pk: int) -> HttpResponse:
    return _switch(request, pk, commands.suspend_at_site, "已停办")


@staff(*SWITCHING)
@require_POST
def resumption(request: Request, pk: int) -> HttpResponse:
    return _switch(request, pk, commands.resume_at_site, "已恢复")


@staff(RoleKind.COUNTY_BUREAU)
@require_POST
def grant(request: Request, pk: int) -> HttpResponse:
    shown = _site(request, pk)
    form = GrantForm(request.POST, items=_offered(shown))
    if not attempt(
        form, lambda: commands.grant_to_site(shown, **form.cleaned_data, **act(request))
    ):
        return _show(request, shown, grant_form=form)
    messages.success(request, "已记录定向放权，这个站点可以直接办理")
    return redirect("console:site-list", pk)


@staff(RoleKind.COUNTY_BUREAU)
@require_POST
def grant_end(request: Request, pk: int, grant_pk: int) -> HttpResponse:
    shown = _site(request, pk)
    row = get_object_or_404(
        DirectedGrant.objects.select_related("site"), pk=grant_pk, site=shown, unit=shown.unit
    )
    form = ReasonForm(request.POST)
    if not attempt(form, lambda: (commands.end_grant(row, **form.cleaned_data, **act(request)), 1)):
        return _show(request, shown, end_form=form)
    messages.success(request, "已收回放权")
    return redirect("console:site-list", pk)


def _switch(request: Request, pk: int, command: Any, said: str) -> HttpResponse:
    shown = _site(request, pk)
    form = SwitchForm(request.POST)
    done = attempt(form, lambda: (command(shown, **form.cleaned_data, **act(request)), 1))
    if not done:
        return _show(request, shown, switch_form=form)
    messages.success(request, said)
    query = request.POST.get("page", "")
    at = f"?page={query}" if query.isdecimal() else ""
    return redirect(f"{reverse('console:site-list', args=[pk])}{at}")


def _show(request: Request, shown: Site, **forms: Any) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:40]
    entries = lists.entries(shown.unit, lists.tier_of(shown))
    if words:
        entries = entries.filter(item__name__icontains=words)
    pages = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    may_grant = policies.may_grant_to_site(request.actor, shown)
    context = {
        "site": shown,
        "kind": KINDS.get(shown.kind, ""),
        "words": words,
        "page": pages,
        "lines": lists.site_lines(shown, list(pages)),
        "delegations": DELEGATION_WORDS,
        "may_switch": policies.may_switch_at_site(request.actor, shown),
        "may_grant": may_grant,
        "grant_form": GrantForm(items=_offered(shown)) if may_grant else None,
        "end_form": ReasonForm(label="收回的理由"),
        "switch_form": SwitchForm(),
    }
    wrong = any(form.errors for form in forms.values())
    return page(
        request, "console/catalogue/site.html", context | forms, status=422 if wrong else 200
    )


def _reach(request: Request) -> QuerySet[Site]:
    """The sites that the account may switch at."""
    paths = request.actor.paths(*SWITCHING)
    mine = Q()
    for path in paths:
        mine |= Q(region__path__startswith=path)
    return (
        Site.objects.filter(mine, status="open")
        .exclude(kind="hall")
        .select_related("region")
        .order_by("kind", "region__pinyin", "id")
    )


def _site(request: Request, pk: int) -> Site:
    found = get_object_or_404(Site.objects.select_related("region"), pk=pk)
    require(policies.may_switch_at_site(request.actor, found))
    return found


def _offered(shown: Site) -> QuerySet[ServiceItem]:
    there = lists.entries(shown.unit, lists.tier_of(shown)).order_by().values("item_id")
    return ServiceItem.objects.filter(pk__in=there).order_by("area", "name")


def _off_counts(ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for pk in SiteSuspension.objects.filter(site_id__in=ids, ended_at__isnull=True).values_list(
        "site_id", flat=True
    ):
        found[pk] = found.get(pk, 0) + 1
    return found
