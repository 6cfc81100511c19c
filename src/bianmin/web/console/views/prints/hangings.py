"""张贴: a print was hung, replaced by the newest, or taken down; each shown by a photograph."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.papers import policies
from bianmin.papers.commands import hangings as commands
from bianmin.rules.errors import Conflict
from bianmin.web.console.views.prints.reach import hanging_of, site_of
from bianmin.web.console.views.prints.sites import offered, show
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.hangings import HangForm, PhotoForm, SeenForm
from bianmin.wire.access import staff
from bianmin.wire.prints import photo_of_hanging
from bianmin.wire.requests import Request


@staff(*policies.BY_REGION)
@require_POST
def hang(request: Request, print_site: int) -> HttpResponse:
    here = site_of(request.actor, print_site)
    form = HangForm(request.POST, request.FILES, items=offered(request, here))
    done = attempt(
        form,
        lambda: commands.hang_print(here, **form.cleaned_data, **act(request)),
        also=(Conflict,),
    )
    if done is None:
        return show(request, here, hang_form=form)
    messages.success(request, "已记下")
    return redirect("console:print-site", print_site)


@staff(*policies.BY_REGION)
@require_POST
def replacement(request: Request, print_site: int, hanging: int) -> HttpResponse:
    found = hanging_of(request.actor, print_site, hanging)
    form = SeenForm(request.POST, request.FILES, auto_id=f"p{found.pk}-%s")
    done = attempt(
        form,
        lambda: commands.hang_print(
            found.site, found.item, form=found.form, **form.cleaned_data, **act(request)
        ),
    )
    if done is None:
        return show(request, found.site, open_pk=found.pk, photo_form=form)
    messages.success(request, f"已确认换成新版：{found.item.plain_name}")
    return redirect("console:print-site", print_site)


@staff(*policies.BY_REGION)
@require_POST
def removal(request: Request, print_site: int, hanging: int) -> HttpResponse:
    found = hanging_of(request.actor, print_site, hanging)
    form = SeenForm(request.POST, request.FILES, auto_id=f"r{found.pk}-%s")
    done = attempt(
        form,
        lambda: (commands.remove_print(found, **form.cleaned_data, **act(request)), 1),
    )
    if done is None:
        return show(request, found.site, open_pk=found.pk, photo_form=form)
    messages.success(request, f"已记下取下：{found.item.plain_name}")
    return redirect("console:print-site", print_site)


@staff(*policies.BY_REGION)
@require_POST
def photograph(request: Request, print_site: int, hanging: int) -> HttpResponse:
    found = hanging_of(request.actor, print_site, hanging)
    form = PhotoForm(request.POST, request.FILES, auto_id=f"s{found.pk}-%s")
    done = attempt(
        form, lambda: (commands.photograph_print(found, **form.cleaned_data, **act(request)), 1)
    )
    if done is None:
        return show(request, found.site, open_pk=found.pk, photo_form=form)
    messages.success(request, f"照片收到了，检查后就能看：{found.item.plain_name}")
    return redirect("console:print-site", print_site)


@staff(*policies.WATCHING)
@require_GET
def photo(request: Request, print_site: int, hanging: int) -> HttpResponse:
    return photo_of_hanging(hanging_of(request.actor, print_site, hanging))
