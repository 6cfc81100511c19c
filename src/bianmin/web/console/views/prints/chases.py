"""催张贴: one site, or every site of a list, is told what its walls lack."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bianmin.papers import policies
from bianmin.papers.commands.chasing import chase_prints
from bianmin.rules.errors import Invalid
from bianmin.web.console.views.prints.reach import site_of
from bianmin.web.console.views.prints.sites import LACKING, listed
from bianmin.web.frame.acting import act
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

MOST = 200


@staff(*policies.WATCHING)
@require_POST
def chase(request: Request, print_site: int) -> HttpResponse:
    here = site_of(request.actor, print_site)
    chase_prints([here], **act(request))
    messages.success(request, "催过了：站上的人收到短信，“我的岗位”里也看得到")
    return redirect("console:print-site", print_site)


@staff(*policies.WATCHING)
@require_POST
def chase_all(request: Request) -> HttpResponse:
    """Every site of the list as it is looked at; of a very long one the first."""
    show = request.POST.get("show", "")
    if show not in LACKING:
        raise Invalid("先选要催哪一类站点")
    sites = list(listed(request.actor, show)[:MOST])
    chased = chase_prints(sites, **act(request))
    messages.success(request, f"催了 {chased} 个站点；今天催过的没有再催")
    return redirect(f"{reverse('console:prints')}?show={show}")
