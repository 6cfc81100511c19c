from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from bianmin.sites.models import Site
from bianmin.web.frame.acting import act
from bianmin.web.me.page import OWN
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce.commands.handovers import confirm_handover
from bianmin.workforce.commands.signing import sign_in, sign_out
from bianmin.workforce.queries import mine


@staff(*OWN)
@require_POST
def start(request: Request, post_site: int) -> HttpResponse:
    site = get_object_or_404(Site.objects.select_related("region"), pk=post_site)
    sign_in(site, channel=_channel(request), **act(request))
    messages.success(request, f"已签到：{site.name}")
    return redirect("me:home")


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


def _channel(request: Request) -> str:
    """By phone or at the desk, as the browser says of itself."""
    return "phone" if "Mobile" in request.headers.get("User-Agent", "") else "desk"
