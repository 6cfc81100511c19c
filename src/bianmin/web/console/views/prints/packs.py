"""打印包: ordered, watched while it is made, stopped, begun again, fetched, hung as a whole."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.papers import policies
from bianmin.papers.commands import packs as commands
from bianmin.papers.commands.hangings import hang_pack
from bianmin.papers.models import PrintPack
from bianmin.papers.queries import OPEN, is_hung
from bianmin.rules.errors import Conflict
from bianmin.web.console.page import page
from bianmin.web.console.views.prints.reach import pack_of, site_of
from bianmin.web.console.views.prints.sites import show
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.hangings import PackForm, SeenForm
from bianmin.wire.access import staff
from bianmin.wire.prints import bound_pack
from bianmin.wire.requests import Request

AGAIN_SECONDS = "3"


@staff(*policies.BY_REGION)
@require_POST
def order(request: Request, print_site: int) -> HttpResponse:
    here = site_of(request.actor, print_site)
    form = PackForm(request.POST)
    made = attempt(
        form,
        lambda: commands.order_pack(here, forms=form.cleaned_data["forms"], **act(request)),
        also=(Conflict,),
    )
    if made is None:
        return show(request, here, pack_form=form)
    return redirect("console:print-pack", print_site, made.pk)


@staff(*policies.WATCHING)
@require_GET
def pack(request: Request, print_site: int, pack: int) -> HttpResponse:
    return _show(request, pack_of(request.actor, print_site, pack))


@staff(*policies.BY_REGION)
@require_POST
def cancellation(request: Request, print_site: int, pack: int) -> HttpResponse:
    commands.cancel_pack(pack_of(request.actor, print_site, pack), **act(request))
    messages.success(request, "已停止，印完手上这一份就停")
    return redirect("console:print-pack", print_site, pack)


@staff(*policies.BY_REGION)
@require_POST
def retry(request: Request, print_site: int, pack: int) -> HttpResponse:
    commands.retry_pack(pack_of(request.actor, print_site, pack), **act(request))
    return redirect("console:print-pack", print_site, pack)


@staff(*policies.WATCHING)
@require_GET
def file(request: Request, print_site: int, pack: int) -> HttpResponse:
    return bound_pack(pack_of(request.actor, print_site, pack))


@staff(*policies.BY_REGION)
@require_POST
def hanging(request: Request, print_site: int, pack: int) -> HttpResponse:
    found = pack_of(request.actor, print_site, pack)
    form = SeenForm(request.POST, request.FILES)
    hung = attempt(form, lambda: hang_pack(found, **form.cleaned_data, **act(request)))
    if hung is None:
        return _show(request, found, form)
    messages.success(request, f"已记下：{found.site.name}贴了 {hung} 份")
    return redirect("console:print-site", print_site)


def _show(request: Request, found: PrintPack, form: SeenForm | None = None) -> HttpResponse:
    """While it is made, the answer tells the browser to look again; it needs no script."""
    is_open = found.state in OPEN
    context = {
        "pack": found,
        "is_open": is_open,
        "percent": found.done * 100 // found.total if found.total else 0,
        "may_print": policies.may_print_for(request.actor, found.site),
        "is_hung": is_hung(found),
        "photo_form": form or SeenForm(),
    }
    status = 422 if form else 200
    answer = page(request, "console/prints/pack.html", context, status=status)
    if is_open:
        answer["Refresh"] = AGAIN_SECONDS
    return answer
