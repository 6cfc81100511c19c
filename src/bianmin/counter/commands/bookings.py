"""预约: book a half-hour, cancel it, check in, and count who did not come."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.limits import WRONG_PINS
from bianmin.accounts.models import Person
from bianmin.audit.commands import record
from bianmin.counter import policies
from bianmin.counter.commands.tickets import write_ticket
from bianmin.counter.models import Appointment, BookingPlan, BookingSlot, QueueTicket
from bianmin.counter.queries import booking
from bianmin.counter.tally import tally
from bianmin.ground.crypto import keyed_hash
from bianmin.ground.ids import new_id
from bianmin.messaging.commands import queue_sms
from bianmin.rules import numbers
from bianmin.rules.booking import EARLY, AppointmentState, is_in_time
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict, Invalid, NotAllowed, TooMany
from bianmin.rules.queue import Claim, Line
from bianmin.rules.retention import Record, erase_before
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

FULL = "这个时段刚刚约满，请换一个时段"
TWICE = "您这一天在这里已经约了，要改时间请先取消"
PINS = 1_000_000


@transaction.atomic
def set_plan(
    site: Site, *, is_open: bool, per_window: int, days_ahead: int, by: Actor, at: datetime
) -> BookingPlan:
    """预约安排: whether and how many may book; holds for what is booked from now on."""
    require(policies.may_plan(by, site))
    if not (1 <= per_window <= 10 and 1 <= days_ahead <= 14):
        raise Invalid("每个窗口半小时约 1 到 10 人，最多提前 14 天")
    plan, _ = BookingPlan.objects.update_or_create(
        site=site,
        defaults={
            "is_open": is_open,
            "per_window": per_window,
            "days_ahead": days_ahead,
            "set_at": at,
            "set_by": by.user_id,
        },
    )
    record(
        f"site:{site.pk}", "plan_bookings", unit=site.unit, by=by, at=at, is_open=is_open,
        per_window=per_window, days_ahead=days_ahead,
    )  # fmt: skip
    return plan


@transaction.atomic
def book(
    site: Site,
    starts_at: datetime,
    person: Person,
    *,
    claim: Claim = Claim.NONE,
    by: Actor,
    at: datetime,
) -> Appointment:
    """预约: one half-hour for one person. The slot's own row decides who gets the last place."""
    capacity = booking.capacity_at(site, starts_at, at=at)
    if not capacity:
        raise Conflict("这个时段不能约，请换一个时段")
    day = starts_at.astimezone(SHANGHAI).date()
    held = Appointment.objects.filter(unit=site.unit, site=site, day=day, person_id=person.pk)
    if held.filter(state="booked").exists():
        raise Conflict(TWICE)
    slot_id = _take_place(site, starts_at, capacity)
    code = numbers.tracking_code(site.unit, secrets.randbits(128))
    pin = _free_pin(site, day)
    made = Appointment(
        unit=site.unit,
        site=site,
        slot_id=slot_id,
        starts_at=starts_at,
        day=day,
        person_id=person.pk,
        phone=person.phone,
        claim=claim.value,
        code=code,
        code_hash=keyed_hash("appointment", code),
        pin=pin,
        pin_hash=keyed_hash("appointment_pin", pin),
        booked_at=at,
    )
    try:
        with transaction.atomic():
            Appointment.objects.bulk_create([made])
    except IntegrityError:
        raise Conflict(TWICE) from None
    _tell(made, "booked", at=at)
    _trace(made, "book_appointment", by=by, at=at)
    return made


@transaction.atomic
def cancel(appointment: Appointment, *, by: Actor, at: datetime) -> None:
    """取消预约: the place is free for others at once."""
    if at >= appointment.starts_at:
        raise Conflict("已经到了预约的时间，不用取消")
    end_appointment(appointment, AppointmentState.CANCELLED, at=at)
    _trace(appointment, "cancel_appointment", by=by, at=at)


@transaction.atomic
def check_in(appointment: Appointment, *, by: Actor, at: datetime) -> tuple[QueueTicket, str]:
    """预约签到: the booking becomes a number, which goes ahead from the booked hour on."""
    if appointment.state != AppointmentState.BOOKED:
        raise Conflict("这个预约已经用过或取消了")
    today = at.astimezone(SHANGHAI).date()
    if appointment.day != today or at < appointment.starts_at - EARLY:
        raise Conflict(f"还没到签到的时间，请在{EARLY.seconds // 60}分钟前以内来签到")
    in_time = is_in_time(appointment.starts_at, at)
    ticket, code = write_ticket(
        appointment.site,
        Line.BOOKED,
        claim=Claim(appointment.claim),
        claim_by="booking",
        channel="booking",
        booked_for=appointment.starts_at if in_time else None,
        by=by,
        at=at,
    )
    end_appointment(appointment, AppointmentState.ARRIVED, at=at, ticket=ticket, frees=False)
    _trace(appointment, "check_in", by=by, at=at, number=ticket.number, in_time=in_time)
    return ticket, code


def check_in_by_pin(
    site: Site, pin: str, *, address: str, by: Actor, at: datetime
) -> tuple[QueueTicket, str]:
    """预约码签到: at the kiosk, with the six digits of the message.

    A wrong try counts even though the request is refused: the caller keeps its writes.
    """
    if not tallies.count(WRONG_PINS, address, at=at):
        raise TooMany("试错太多，请过一会儿再试，或找工作人员")
    today = at.astimezone(SHANGHAI).date()
    found = booking.appointment_by_pin(site, today, pin)
    if found is None:
        raise NotAllowed("预约码不对，或不是今天、不是这里的预约")
    tallies.give_back(WRONG_PINS, address)
    return check_in(found, by=by, at=at)


def end_appointment(
    appointment: Appointment,
    state: AppointmentState,
    *,
    at: datetime,
    ticket: QueueTicket | None = None,
    frees: bool = True,
) -> None:
    """Write how it ended, once; the place of who does not come any more is free again."""
    if not end_if_booked(appointment, state, at=at, ticket=ticket, frees=frees):
        raise Conflict("这个预约已经用过或取消了")


def end_if_booked(
    appointment: Appointment,
    state: AppointmentState,
    *,
    at: datetime,
    ticket: QueueTicket | None = None,
    frees: bool = True,
) -> bool:
    """As `end_appointment`; False when it was ended meanwhile, so that a batch goes on."""
    here = Appointment.objects.filter(unit=appointment.unit, pk=appointment.pk, state="booked")
    if not here.update(state=state.value, ended_at=at, ticket=ticket):
        return False
    if frees:
        slots = BookingSlot.objects.filter(unit=appointment.unit, pk=appointment.slot_id)
        slots.update(booked=F("booked") - 1)
    appointment.state, appointment.ended_at, appointment.ticket = state.value, at, ticket
    return True


@transaction.atomic
def note_no_shows(unit: int, today: date, *, at: datetime) -> int:
    """没有来的: booked for days gone by; counted for the site, held against nobody."""
    over = Appointment.objects.filter(unit=unit, state="booked", day__lt=today)
    booked = list(over.select_related("site").order_by("id"))
    state = AppointmentState.MISSED
    missed = [one for one in booked if end_if_booked(one, state, at=at, frees=False)]
    for appointment in missed:
        tally(appointment.site, appointment.day, no_shows=1)
        _trace(appointment, "miss_appointment", by=SYSTEM, at=at)
    return len(missed)


@transaction.atomic
def remind(unit: int, *, at: datetime) -> int:
    """提醒: who booked for the next twenty hours, and did so more than an hour ago."""
    soon = Appointment.objects.filter(
        unit=unit,
        state="booked",
        reminded_at__isnull=True,
        starts_at__gt=at,
        starts_at__lte=at + policies.REMINDS_BEFORE,
        booked_at__lt=at - policies.NOT_AT_ONCE,
    )
    told = list(soon.select_related("site").order_by("id"))
    for appointment in told:
        _tell(appointment, "booking_soon", at=at)
    Appointment.objects.filter(unit=unit, pk__in=[a.pk for a in told]).update(reminded_at=at)
    return len(told)


@transaction.atomic
def forget_phones(unit: int, *, at: datetime) -> int:
    """到期删除: telephone and secrets of appointments long over; that there was one stays."""
    limit = erase_before(Record.APPOINTMENT, at)
    if limit is None:
        return 0
    old = Appointment.objects.filter(unit=unit, day__lt=limit.astimezone(SHANGHAI).date())
    return old.exclude(state="booked").exclude(phone="").update(phone="", code="", pin="")


def tell_closed(appointment: Appointment, *, at: datetime) -> None:
    """停止办公告知: the booking does not hold, with the link where other times are offered."""
    _tell(appointment, "booking_closed", at=at)


def _take_place(site: Site, starts_at: datetime, capacity: int) -> int:
    """Take one of the slot's places in one statement, making the slot if need be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO counter_bookingslot (id, unit, site_id, starts_at, capacity, booked)"
            " VALUES (%s, %s, %s, %s, %s, 0) ON CONFLICT (unit, site_id, starts_at) DO UPDATE"
            " SET capacity = GREATEST(EXCLUDED.capacity, counter_bookingslot.booked)",
            [new_id(), site.unit, site.pk, starts_at, capacity],
        )
    slots = BookingSlot.objects.filter(unit=site.unit, site=site, starts_at=starts_at)
    if not slots.filter(booked__lt=F("capacity")).update(booked=F("booked") + 1):
        raise Conflict(FULL)
    return slots.values_list("pk", flat=True).get()


def _free_pin(site: Site, day: date) -> str:
    """Draw six digits that nobody else has at the site on that day."""
    while True:
        pin = f"{secrets.randbelow(PINS):06d}"
        if booking.appointment_by_pin(site, day, pin) is None:
            return pin


def _tell(appointment: Appointment, template: str, *, at: datetime) -> None:
    local = appointment.starts_at.astimezone(SHANGHAI)
    params = {
        "site": appointment.site.name,
        "slot": f"{local.month}月{local.day}日{local:%H:%M}",
        "code": appointment.pin.clear(),
        "link": f"/b/{appointment.code.clear()}/",
    }
    queue_sms(
        unit=appointment.unit,
        to=appointment.phone,
        template=template,
        params=params,
        dedupe_key=f"appointment:{appointment.pk}:{template}",
        at=at,
    )


def _trace(appointment: Appointment, action: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    record(
        f"appointment:{appointment.pk}",
        action,
        unit=appointment.unit,
        by=by,
        at=at,
        site=appointment.site_id,
        starts_at=appointment.starts_at.isoformat(),
        **facts,
    )
