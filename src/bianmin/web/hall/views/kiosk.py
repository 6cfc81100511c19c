"""自助取号机: a number in one or two touches; nobody is asked who they are."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bianmin.counter.commands.tickets import take_ticket
from bianmin.counter.policies import may_take
from bianmin.counter.queries import line
from bianmin.papers.codes import qr
from bianmin.rules.errors import TooMany
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.queueing import TakeForm, site_with_queue
from bianmin.wire import access
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request


@access.public("anybody who comes takes a number; it names nobody")
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: Request, site: int) -> HttpResponse:
    place = site_with_queue(site)
    form = TakeForm(request.POST if request.method == "POST" else None)
    taken = attempt(
        form,
        lambda: take_ticket(
            place,
            **form.cleaned_data,
            channel="kiosk",
            address=client_address(request),
            by=request.actor,
            at=request.at,
        ),
        also=(TooMany,),
    )
    if taken is not None:
        return redirect("hall:taken", taken[1])
    context = {
        "site": place,
        "form": form,
        "open": may_take(place, request.at),
        "hall": line.hall(place, at=request.at),
    }
    return render(request, "hall/kiosk.html", context, status=422 if form.errors else 200)


@access.capability("whoever holds the 128-bit secret of a number sees where it stands")
@require_safe
def taken(request: Request, code: str) -> HttpResponse:
    ticket = line.ticket_behind(code)
    address = request.build_absolute_uri(reverse("public:taken", args=[code]))
    context = {
        "site": ticket.site,
        "place": line.place_of(ticket, at=request.at),
        "ticket": ticket,
        "image": qr(address),
    }
    return render(request, "hall/taken.html", context)
