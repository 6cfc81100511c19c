"""Queue and bookings: take a number and follow it, book a half-hour; what the pages of them do."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import HttpRequest
from ninja import Router

from bianmin.accounts.models import Person
from bianmin.api import hall_shapes as shapes
from bianmin.api.app import bearer, open_to_all, open_to_holder
from bianmin.api.keys import KEYED
from bianmin.api.shapes import Nothing
from bianmin.api.types import Id, Problem, Slot, TrackingCode
from bianmin.counter.commands import bookings
from bianmin.counter.commands.tickets import leave_queue, take_ticket
from bianmin.counter.policies import may_take
from bianmin.counter.queries import booking, line
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Invalid, NotFound
from bianmin.sites.models import Site
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request

OPEN = open_to_all("how many wait at a site, and which half-hours are free, is public")
TAKE = open_to_all("anybody takes a number; it names nobody, and one address takes only so many")
LINK = open_to_holder("the address carries 128 secret bits, known to whoever took or booked")
router = Router(tags=["queue"])
ERRORS = {400: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
SLOT = "%Y%m%d%H%M"


@router.get("/sites/{site}/queue", auth=OPEN, response={200: shapes.HallShape, **ERRORS})
def hall(request: HttpRequest, site: Id) -> object:
    """大厅现状: how many wait, how many windows are open, and how long it may take."""
    place, at = _site(site), cast(Request, request).at
    verdict = may_take(place, at)
    return shapes.hall(line.hall(place, at=at), verdict)


@router.post(
    "/sites/{site}/tickets",
    auth=TAKE,
    response={201: shapes.TakenShape, 429: Problem, **ERRORS},
    openapi_extra=KEYED,
)
def take(request: HttpRequest, site: Id, body: shapes.Taking) -> object:
    """取号: the next number of the site's day, with the secret by which it is followed."""
    known = cast(Request, request)
    ticket, code = take_ticket(
        _site(site),
        body.line,
        claim=body.claim,
        channel="phone",
        address=client_address(request),
        by=known.actor,
        at=known.at,
    )
    found = shapes.place(line.place_of(ticket, at=known.at))
    return 201, shapes.TakenShape(code=code, **found.model_dump())


@router.get("/tickets/{code}", auth=LINK, response={200: shapes.PlaceShape, **ERRORS})
def position(request: HttpRequest, code: TrackingCode) -> object:
    """排在第几: where a number stands."""
    return _position(request, code)


@router.post(
    "/tickets/{code}/leaving",
    auth=LINK,
    response={200: shapes.PlaceShape, **ERRORS},
    openapi_extra=KEYED,
)
def leaving(request: HttpRequest, code: TrackingCode, body: Nothing) -> object:
    """退号: give the number back."""
    known = cast(Request, request)
    leave_queue(line.ticket_behind(code), by=known.actor, at=known.at)
    return _position(request, code)


@router.get("/sites/{site}/slots", auth=OPEN, response={200: list[shapes.DayShape], **ERRORS})
def slots(request: HttpRequest, site: Id) -> object:
    """可约的时段: the days that may be booked, with their free half-hours."""
    days = booking.offered(_site(site), at=cast(Request, request).at)
    return [shapes.day(found, _slot) for found in days]


@router.post(
    "/sites/{site}/appointments",
    auth=bearer,
    response={201: shapes.BookedShape, 401: Problem, **ERRORS},
    openapi_extra=KEYED,
)
def book(request: HttpRequest, site: Id, body: shapes.Booking) -> object:
    """预约: one half-hour for the token's own person; the message tells them too."""
    known = cast(Request, request)
    person = Person.objects.filter(pk=known.actor.person_id or 0).first()
    if person is None:
        raise NotFound("这个账号没有登记本人信息，不能预约")
    made = bookings.book(
        _site(site), _moment(body.slot), person, claim=body.claim, by=known.actor, at=known.at
    )
    return 201, shapes.booked(made, _slot(made.starts_at))


@router.get("/appointments/{code}", auth=LINK, response={200: shapes.BookedShape, **ERRORS})
def appointment(request: HttpRequest, code: TrackingCode) -> object:
    """一个预约: with its six digits while it holds."""
    found = booking.appointment_behind(code)
    return shapes.booked(found, _slot(found.starts_at))


@router.post(
    "/appointments/{code}/cancellation",
    auth=LINK,
    response={200: shapes.BookedShape, **ERRORS},
    openapi_extra=KEYED,
)
def cancel(request: HttpRequest, code: TrackingCode, body: Nothing) -> object:
    """取消预约: the place is free for others at once."""
    known = cast(Request, request)
    found = booking.appointment_behind(code)
    bookings.cancel(found, by=known.actor, at=known.at)
    return shapes.booked(found, _slot(found.starts_at))


@router.post(
    "/appointments/{code}/arrival",
    auth=LINK,
    response={201: shapes.TakenShape, **ERRORS},
    openapi_extra=KEYED,
)
def arrive(request: HttpRequest, code: TrackingCode, body: Nothing) -> object:
    """预约签到: the booking becomes a number."""
    known = cast(Request, request)
    ticket, secret = bookings.check_in(
        booking.appointment_behind(code), by=known.actor, at=known.at
    )
    found = shapes.place(line.place_of(ticket, at=known.at))
    return 201, shapes.TakenShape(code=secret, **found.model_dump())


def _position(request: HttpRequest, code: str) -> shapes.PlaceShape:
    at = cast(Request, request).at
    return shapes.place(line.place_of(line.ticket_behind(code), at=at))


def _site(pk: int) -> Site:
    shown = Site.objects.exclude(status="planned").select_related("region__parent__parent")
    found = shown.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个站点")
    return found


def _slot(starts_at: datetime) -> str:
    return starts_at.astimezone(SHANGHAI).strftime(SLOT)


def _moment(slot: Slot) -> datetime:
    try:
        return datetime.strptime(slot, SLOT).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise Invalid("时段写成 202603031000 这样", {"slot": "没有这个时段"}) from None
