"""叫号屏: numbers and windows, never a name; live by a stream, by itself without one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bianmin.counter.queries import line as queries
from bianmin.web.frame.queueing import in_line, site_with_queue
from bianmin.wire import access
from bianmin.wire.requests import Request

SHOWN = 8


@access.public("hangs in the hall for everybody: numbers and windows, no names")
@require_safe
def screen(request: Request, site: int) -> HttpResponse:
    place = site_with_queue(site)
    context = {
        "site": place,
        "screen": queries.screen(place, at=request.at),
        "hall": queries.hall(place, at=request.at),
    }
    return render(request, "hall/screen.html", context)


@access.public("the numbers that wait, as the hall's screen shows them")
@require_safe
def line(request: Request, site: int) -> HttpResponse:
    """等候的号: by itself, so that a desk can look without its session counting as used."""
    place = site_with_queue(site)
    turns = queries.in_order(place, localdate(request.at), at=request.at)
    rows = [in_line(ticket, request.at) for ticket in turns[:SHOWN]]
    return render(request, "frame/queue_line.html", {"rows": rows, "total": len(turns)})
