"""自助取号机: a number in one or two touches; nobody is asked who they are."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.counter.commands.bookings import check_in_by_pin
from bianmin.counter.policies import may_take
from bianmin.counter.queries import line
from bianmin.counter.queries.booking import plan_of
from bianmin.papers.codes import qr
from bianmin.rules.errors import Conflict, NotAllowed, TooMany
from bianmin.sites.models import Site
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.queueing import PinForm, TakeForm, site_with_queue, take
from bianmin.wire import access
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request


@access.public("anybody who comes takes a number; it names nobody")
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: Request, site: int) -> HttpResponse:
    place = site_with_queue(site)
    form = TakeForm(request.POST if request.method == "POST" else None)
    taken = take(request, place, form, channel="kiosk")
    if taken is not None:
        return redirect("hall:taken", taken[1])
    return _show(request, place, form=form)


@access.public("whoever booked checks in with the six digits of the message; tries are counted")
@require_POST
def arrivals(request: Request, site: int) -> HttpResponse:
    """预约签到: six digits become a number that goes ahead from the booked hour on."""
    place, form = site_with_queue(site), PinForm(request.POST)
    came = attempt(
        form,
        lambda: check_in_by_pin(
            place,
            form.cleaned_data["pin"],
            address=client_address(request),
            by=request.actor,
            at=request.at,
        ),
        also=(TooMany, Conflict, NotAllowed),
    )
    if came is not None:
        return redirect("hall:taken", came[1])
    request.keep_writes = True  # a wrong try is counted, though the answer refuses it
    return _show(request, place, pin_form=form)


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


def _show(
    request: Request,
    place: Site,
    *,
    form: TakeForm | None = None,
    pin_form: PinForm | None = None,
) -> HttpResponse:
    forms = {"form": form or TakeForm(), "pin_form": pin_form or PinForm()}
    context = forms | {
        "site": place,
        "open": may_take(place, request.at),
        "hall": line.hall(place, at=request.at),
        "takes_bookings": plan_of(place) is not None,
    }
    status = 422 if any(each.errors for each in forms.values()) else 200
    return render(request, "hall/kiosk.html", context, status=status)
