from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bianmin.rules.errors import NotAllowed
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.web.frame.acting import act
from bianmin.web.me.page import OWN, page
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce.commands.handovers import confirm_handover
from bianmin.workforce.commands.signing import sign_in, sign_out
from bianmin.workforce.queries import arriving, duty, mine


@staff(*OWN)
@require_POST
def start(request: Request, post_site: int) -> HttpResponse:
    site = get_object_or_404(Site.objects.select_related("region"), pk=post_site)
    sign_in(site, channel=request.POST.get("channel", ""), **act(request))
    messages.success(request, f"已签到：{site.name}")
    return redirect("me:home")


@staff(*OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: Request, post_site: int) -> HttpResponse:
    """Where the code on the site's screen leads: one press on the phone, and one is on duty."""
    site = _own(request, post_site)
    if request.method == "POST":
        sign_in(site, channel="phone", ticket=request.POST.get("ticket", ""), **act(request))
        messages.success(request, f"已签到：{site.name}")
        return redirect("me:home")
    code = request.GET.get("code", "")
    context = {
        "site": site,
        "code": code,
        "ticket": arriving.ticket(site, code, request.actor, at=request.at),
    }
    return page(request, "me/arrival.html", context, tab="home")


@staff(*OWN)
@require_GET
def screen(request: Request, post_site: int) -> HttpResponse:
    """The code that a window's computer shows to colleagues who sign in by phone."""
    site = get_object_or_404(Site.objects.select_related("region"), pk=post_site)
    require(arriving.may_show_code(request.actor, site, at=request.at))
    code = arriving.duty_code(site, at=request.at)
    address = request.build_absolute_uri(f"{reverse('me:arrival', args=[site.pk])}?code={code}")
    context = {
        "site": site,
        "image": segno.make(address, error="m").svg_data_uri(scale=9, border=2),
        "there": duty.signed_here(site, localdate(request.at)),
    }
    return page(request, "me/screen.html", context, tab="home")


@staff(*OWN)
@require_POST
def end(request: Request, post_site: int) -> HttpResponse:
    site = get_object_or_404(Site.objects.select_related("region"), pk=post_site)
    sign_out(site, **act(request))
    messages.success(request, f"已签退：{site.name}")
    return redirect("me:home")


@staff(*OWN)
@require_POST
def confirmation(request: Request, handover: int) -> HttpResponse:
    confirm_handover(mine.own_handover(request.user, handover), **act(request))
    messages.success(request, "已确认交接")
    return redirect("me:home")


def _own(request: Request, pk: int) -> Site:
    site = get_object_or_404(Site.objects.select_related("region"), pk=pk)
    if not request.actor.at_site(site.pk):
        raise NotAllowed(f"您不在{site.name}的岗位上")
    return site
