"""How numbers and bookings look in the API: they name nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from bianmin.api.types import Given, Shown, Slot
from bianmin.counter.models import Appointment
from bianmin.counter.queries.booking import OfferedDay
from bianmin.counter.queries.line import Hall, Place
from bianmin.rules.booking import APPOINTMENT_STATES, AppointmentState
from bianmin.rules.queue import Claim, Line, Wait
from bianmin.rules.verdict import Verdict


class WaitShape(Shown):
    """要等多久: from … to … minutes, nine times in ten."""

    low: int
    high: int
    words: str


class HallShape(Shown):
    waiting: int
    windows: int
    wait: WaitShape | None
    may_take: bool
    reason: str


class Taking(Given):
    line: Literal[Line.GENERAL, Line.COLLECT, Line.ASK]
    claim: Claim = Claim.NONE


class PlaceShape(Shown):
    number: str
    site: int
    state: str
    words: str
    ahead: int
    wait: WaitShape | None
    window: str
    taken_at: datetime


class TakenShape(PlaceShape):
    code: str


class Booking(Given):
    slot: Slot
    claim: Claim = Claim.NONE


class OfferShape(Shown):
    slot: str
    starts_at: datetime
    left: int


class DayShape(Shown):
    day: date
    reason: str
    offers: list[OfferShape]


class BookedShape(Shown):
    code: str
    pin: str
    site: int
    slot: str
    starts_at: datetime
    state: str
    words: str


def hall(found: Hall, verdict: Verdict) -> HallShape:
    return HallShape(
        waiting=found.waiting,
        windows=found.windows,
        wait=_wait(found.wait),
        may_take=bool(verdict),
        reason=verdict.reason,
    )


def place(found: Place) -> PlaceShape:
    ticket = found.ticket
    return PlaceShape(
        number=ticket.number,
        site=ticket.site_id,
        state=ticket.state,
        words=found.words,
        ahead=found.ahead,
        wait=_wait(found.wait),
        window=ticket.window.name if ticket.window else "",
        taken_at=ticket.taken_at,
    )


def day(found: OfferedDay, named: Callable[[datetime], str]) -> DayShape:
    offers = [
        OfferShape(slot=named(one.starts_at), starts_at=one.starts_at, left=one.left)
        for one in found.offers
    ]
    return DayShape(day=found.day, reason=found.reason, offers=offers)


def booked(found: Appointment, slot: str) -> BookedShape:
    """A booking; its six digits only while it holds."""
    holds = found.state == AppointmentState.BOOKED
    return BookedShape(
        code=found.code.clear(),
        pin=found.pin.clear() if holds else "",
        site=found.site_id,
        slot=slot,
        starts_at=found.starts_at,
        state=found.state,
        words=APPOINTMENT_STATES[AppointmentState(found.state)],
    )


def _wait(wait: Wait | None) -> WaitShape | None:
    return WaitShape(low=wait.low, high=wait.high, words=str(wait)) if wait is not None else None
