"""叫号屏和信息屏: what hangs in the hall; it goes on by itself, with a script or without."""

from __future__ import annotations

from base64 import b64encode

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bianmin.counter.models import QueueTicket
from bianmin.counter.queries import line as queries
from bianmin.counter.queries.voice import recordings, voice_mark
from bianmin.papers.codes import qr
from bianmin.rules.queue import TicketState
from bianmin.rules.voice import spoken
from bianmin.web.frame.queueing import in_line, site_with_queue
from bianmin.web.hall import billboard
from bianmin.wire import access
from bianmin.wire.requests import Request

SHOWN = 8
TURN = 15  # seconds; a panel can be read aloud in that time


@access.public("hangs in the hall for everybody: numbers and windows, no names")
@require_safe
def screen(request: Request, site: int) -> HttpResponse:
    place = site_with_queue(site)
    shown = queries.screen(place, at=request.at)
    mark = voice_mark()
    context = {
        "site": place,
        "screen": shown,
        "hall": queries.hall(place, at=request.at),
        "voice": mark,
        "said": [_said(ticket) for ticket in reversed(shown.calls)] if mark else (),
    }
    return render(request, "hall/screen.html", context)


@access.public("a few recorded words: figures, letters, 请 and 窗口")
@require_safe
def voice(request: Request) -> HttpResponse:
    """叫号录音: the whole set at once; a screen asks for it when its mark is another."""
    sounds = {name: b64encode(sound).decode() for name, sound in recordings().items()}
    return JsonResponse({"mark": voice_mark(), "sounds": sounds})


@access.public("what the public pages say of the site and its board, in large letters")
@require_safe
def info(request: Request, site: int) -> HttpResponse:
    """公众信息屏: one panel after the other; `?page=` names the one that is shown."""
    place = site_with_queue(site)
    shown = Paginator(billboard.panels(place, request.at), 1).get_page(request.GET.get("page"))
    number, total = shown.number, shown.paginator.num_pages
    following = f"{request.path}?page={number % total + 1}"
    context = {
        "site": place,
        "panel": shown[0],
        "number": number,
        "total": total,
        "seconds": TURN,
        "following": following,
        "image": qr(request.build_absolute_uri(reverse("public:site", args=[place.pk]))),
    }
    response = render(request, "hall/info.html", context)
    response["Refresh"] = f"{TURN};url={following}"
    return response


@access.public("the numbers that wait, as the hall's screen shows them")
@require_safe
def line(request: Request, site: int) -> HttpResponse:
    """等候的号: by itself, so that a desk can look without its session counting as used."""
    place = site_with_queue(site)
    turns = queries.in_order(place, localdate(request.at), at=request.at)
    rows = [in_line(ticket, request.at) for ticket in turns[:SHOWN]]
    return render(request, "frame/queue_line.html", {"rows": rows, "total": len(turns)})


def _said(ticket: QueueTicket) -> dict[str, str]:
    """报号: which call it is, and the recordings it is put together from."""
    words = spoken(ticket.number, ticket.window.name) if ticket.window else ()
    is_called = ticket.state == TicketState.CALLED
    return {"call": f"{ticket.number} {ticket.calls}", "say": " ".join(words) if is_called else ""}
