"""手机取号: a number without coming first, where it stands, and giving it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.counter.commands.tickets import leave_queue
from bianmin.counter.policies import may_take
from bianmin.counter.queries import line
from bianmin.web.frame.queueing import TakeForm, claim_words, site_with_queue, take
from bianmin.wire import access
from bianmin.wire.requests import Request

BY_LINK = "whoever holds the 128-bit secret of a number sees where it stands and gives it back"


@access.public("anybody takes a number; it names nobody, and one address takes only so many")
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: Request, site: int) -> HttpResponse:
    place = site_with_queue(site)
    form = TakeForm(request.POST if request.method == "POST" else None)
    taken = take(request, place, form, channel="phone")
    if taken is not None:
        return redirect("public:taken", taken[1])
    context = {
        "site": place,
        "form": form,
        "open": may_take(place, request.at),
        "hall": line.hall(place, at=request.at),
        "tab": "sites",
    }
    return render(request, "public/ticket.html", context, status=422 if form.errors else 200)


@access.capability(BY_LINK)
@require_safe
def taken(request: Request, code: str) -> HttpResponse:
    place = line.place_of(line.ticket_behind(code), at=request.at)
    context = {
        "place": place,
        "ticket": place.ticket,
        "claim": claim_words(place.ticket.claim),
        "may_leave": place.ticket.state in ("waiting", "absent"),
        "code": code,
        "tab": "sites",
    }
    return render(request, "public/taken.html", context)


@access.capability(BY_LINK)
@require_POST
def leaving(request: Request, code: str) -> HttpResponse:
    leave_queue(line.ticket_behind(code), by=request.actor, at=request.at)
    return redirect("public:taken", code)
