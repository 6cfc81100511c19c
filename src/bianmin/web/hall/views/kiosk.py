"""自助取号机: a number in one or two touches; nobody is asked who they are."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bianmin.counter.commands.bookings import check_in_by_pin
from bianmin.counter.policies import may_take
from bianmin.counter.queries import line
from bianmin.counter.queries.booking import plan_of
from bianmin.papers.codes import qr
from bianmin.rules.errors import Conflict, NotAllowed, TooMany
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.queueing import PinForm, TakeForm, site_with_queue, take
from bianmin.web.hall import visits
from bianmin.wire import access
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request


@access.public("anybody who comes takes a number; it names nobody")
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: Request, site: int) -> HttpResponse:
    """首页: whoever stands here is new; what was of the person before goes first."""
    place = site_with_queue(site)
    if request.method != "POST" and visits.COOKIE in request.COOKIES:
        return redirect("hall:over", site)
    form = TakeForm(request.POST if request.method == "POST" else None)
    taken = take(request, place, form, channel="kiosk")
    if taken is not None:
        return visits.start(request, place, "taken", ticket=taken[1])
    context = {
        "form": form,
        "open": may_take(place, request.at),
        "hall": line.hall(place, at=request.at),
        "takes_bookings": plan_of(place) is not None,
    }
    status = 422 if form.errors else 200
    return visits.page(request, "kiosk", place, context, away="kiosk", status=status)


@access.public("whoever booked checks in with the six digits of the message; tries are counted")
@require_http_methods(["GET", "HEAD", "POST"])
def arrivals(request: Request, site: int) -> HttpResponse:
    """预约签到: six digits become a number that goes ahead from the booked hour on."""
    place = site_with_queue(site)
    if request.method == "POST":
        return _check_in(request, site)
    kept = visits.kept_by(request, place)
    context = {"form": visits.again(PinForm, kept, "arrivals")}
    return visits.page(request, "arrivals", place, context)


@access.public("shows the number that this visit took, while somebody stands there")
@require_safe
def taken(request: Request, site: int) -> HttpResponse:
    """取到的号: with its slip; the page goes back by itself."""
    place = site_with_queue(site)
    code = visits.kept_by(request, place).get("ticket")
    if code is None:
        return redirect("hall:over", site)
    ticket = line.ticket_behind(code)
    context = {
        "place": line.place_of(ticket, at=request.at),
        "ticket": ticket,
        "image": qr(request.build_absolute_uri(reverse("public:taken", args=[code]))),
    }
    return visits.page(request, "taken", place, context, is_short=True)


@access.public("forgets this browser's own visit, and does nothing else")
@require_safe
def over(request: Request, site: int) -> HttpResponse:
    """用完: by touch, or by itself when nobody has touched the kiosk for a minute."""
    return visits.over(request, site_with_queue(site))


def _check_in(request: Request, site: int) -> HttpResponse:
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
        return visits.start(request, place, "taken", ticket=came[1])
    return visits.refused(request, place, "arrivals", form)
