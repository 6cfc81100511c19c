"""我的张贴: the walls of one's own site: what is outdated there, replaced with a photograph."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue.models import ServiceItem
from bianmin.papers import queries
from bianmin.papers.commands import hangings as commands
from bianmin.papers.models import Hanging
from bianmin.papers.policies import AT_SITE, may_print_for
from bianmin.rules.errors import Conflict
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.sites.queries import open_sites
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.hangings import HangForm, PhotoForm, SeenForm, lines_of
from bianmin.web.me.page import page
from bianmin.wire.access import staff
from bianmin.wire.prints import bound_pack, photo_of_hanging
from bianmin.wire.requests import Request

PER_PAGE = 30


@staff(*AT_SITE)
@require_GET
def prints(request: Request) -> HttpResponse:
    return _show(request)


@staff(*AT_SITE)
@require_POST
def hang(request: Request, print_site: int) -> HttpResponse:
    here = _site(request, print_site)
    form = HangForm(request.POST, request.FILES, items=_offered(request, here))
    done = attempt(
        form,
        lambda: commands.hang_print(here, **form.cleaned_data, **act(request)),
        also=(Conflict,),
    )
    if done is None:
        return _show(request, refused={here.pk: form})
    messages.success(request, f"已记下：{done.item.plain_name}")
    return redirect("me:prints")


@staff(*AT_SITE)
@require_POST
def replacement(request: Request, print_site: int, hanging: int) -> HttpResponse:
    found = _hanging(request, print_site, hanging)
    form = SeenForm(request.POST, request.FILES, auto_id=f"p{found.pk}-%s")
    done = attempt(
        form,
        lambda: commands.hang_print(
            found.site, found.item, form=found.form, **form.cleaned_data, **act(request)
        ),
    )
    if done is None:
        return _show(request, photo_form=form, open_pk=found.pk)
    messages.success(request, f"已确认换成新版：{found.item.plain_name}")
    return redirect("me:prints")


@staff(*AT_SITE)
@require_POST
def removal(request: Request, print_site: int, hanging: int) -> HttpResponse:
    found = _hanging(request, print_site, hanging)
    form = SeenForm(request.POST, request.FILES, auto_id=f"r{found.pk}-%s")
    done = attempt(
        form,
        lambda: (commands.remove_print(found, **form.cleaned_data, **act(request)), 1),
    )
    if done is None:
        return _show(request, photo_form=form, open_pk=found.pk)
    messages.success(request, f"已记下取下：{found.item.plain_name}")
    return redirect("me:prints")


@staff(*AT_SITE)
@require_POST
def photograph(request: Request, print_site: int, hanging: int) -> HttpResponse:
    found = _hanging(request, print_site, hanging)
    form = PhotoForm(request.POST, request.FILES, auto_id=f"s{found.pk}-%s")
    done = attempt(
        form, lambda: (commands.photograph_print(found, **form.cleaned_data, **act(request)), 1)
    )
    if done is None:
        return _show(request, photo_form=form, open_pk=found.pk)
    messages.success(request, f"照片收到了：{found.item.plain_name}")
    return redirect("me:prints")


@staff(*AT_SITE)
@require_GET
def photo(request: Request, print_site: int, hanging: int) -> HttpResponse:
    return photo_of_hanging(_hanging(request, print_site, hanging))


@staff(*AT_SITE)
@require_GET
def pack(request: Request, print_site: int, pack: int) -> HttpResponse:
    here = _site(request, print_site)
    return bound_pack(get_object_or_404(queries.packs_of(here), pk=pack))


def _show(
    request: Request,
    *,
    photo_form: PhotoForm | SeenForm | None = None,
    open_pk: int = 0,
    refused: dict[int, HangForm] | None = None,
) -> HttpResponse:
    refused = refused or {}
    sites = queries.own_sites(request.actor)
    walls = [_wall(request, site, refused.get(site.pk)) for site in sites]
    status = 422 if photo_form or refused else 200
    context = {
        "walls": walls,
        "photo_form": photo_form or PhotoForm(),
        "open_pk": open_pk,
        "chased": list(queries.chases_of(sites).values()) if _owes(sites) else [],
        "may_print": True,
    }
    return page(request, "me/prints.html", context, tab="home", status=status)


def _owes(sites: list[Site]) -> bool:
    return any(wanting.anything for wanting in queries.wanting_at(sites).values())


def _wall(request: Request, here: Site, form: HangForm | None) -> dict[str, Any]:
    shown = Paginator(queries.hanging_at(here), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "site": here,
        "page": shown,
        "lines": lines_of(shown),
        "pack": queries.packs_of(here).filter(state="done").first(),
        "hang_form": form or HangForm(items=_offered(request, here)),
        "is_refused": form is not None,
    }


def _site(request: Request, pk: int) -> Site:
    found = get_object_or_404(open_sites(), pk=pk)
    require(may_print_for(request.actor, found))
    return found


def _hanging(request: Request, site: int, pk: int) -> Hanging:
    return get_object_or_404(queries.hanging_at(_site(request, site)), pk=pk)


def _offered(request: Request, here: Site) -> QuerySet[ServiceItem]:
    versions = queries.versions_for(here, localdate(request.at))
    items = [version.item_id for version in versions]
    return ServiceItem.objects.filter(pk__in=items).order_by("area", "name")
