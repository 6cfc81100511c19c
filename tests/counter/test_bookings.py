"""预约: never oversold, told of closures, and become a number with its own turn."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bianmin.accounts.models import Person
from bianmin.audit.models import Event
from bianmin.calendars import queries as calendars
from bianmin.counter.commands import bookings, calling, closures
from bianmin.counter.models import Appointment, BookingSlot, QueueTicket, WaitDay
from bianmin.counter.queries import booking, line
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, Invalid, NotAllowed, TooMany
from bianmin.rules.queue import Claim
from bianmin.rules.roles import RoleKind
from bianmin.rules.workdays import WorkCalendar
from bianmin.sites import queries as sites
from bianmin.workforce.commands import posts, rotas
from bianmin.workforce.parts import Move, hand_over
from tests import make, world
from tests.counter import hall as halls
from tests.counter.hall import MINUTE, Hall
from tests.make import MONDAY_9AM

TUESDAY_9AM = MONDAY_9AM + timedelta(days=1)
TEN = TUESDAY_9AM + timedelta(hours=1)


@pytest.fixture
def open_hall(hall: Hall) -> Hall:
    bookings.set_plan(
        hall.site, is_open=True, per_window=1, days_ahead=7, by=hall.head, at=MONDAY_9AM
    )
    return hall


def book(hall: Hall, who: Person, starts_at: datetime = TEN, **more: Any) -> Appointment:
    told = {"by": make.actor(hall.wang), "at": MONDAY_9AM} | more
    return bookings.book(hall.site, starts_at, who, **told)


def texts(template: str) -> list[dict[str, Any]]:
    found = OutgoingMessage.objects.filter(unit=1, template=template).order_by("id")
    return [message.params.clear() for message in found]


def test_days_of_rest_and_windows_decide_what_is_offered(open_hall: Hall) -> None:
    days = {d.day: d for d in booking.offered(open_hall.site, at=MONDAY_9AM)}
    monday, tuesday = days[date(2026, 3, 2)], days[date(2026, 3, 3)]
    assert f"{monday.offers[0].starts_at.astimezone():%M}" in ("00", "30")
    assert monday.offers[0].starts_at == MONDAY_9AM + timedelta(minutes=30)
    assert {offer.capacity for offer in tuesday.offers} == {2}, "two windows, one each"
    assert len(tuesday.offers) == 14, "08:30 to 12:00 and 13:30 to 17:00"
    assert days[date(2026, 3, 7)].reason == "休息"


def test_without_a_plan_nothing_is_offered(hall: Hall) -> None:
    assert booking.offered(hall.site, at=MONDAY_9AM) == []
    with pytest.raises(Conflict, match="不能约"):
        book(hall, make.person())


def test_a_window_away_by_the_rota_takes_no_bookings(open_hall: Hall) -> None:
    hall = open_hall
    told: dict[str, Any] = {"by": hall.head, "at": MONDAY_9AM - timedelta(days=5)}
    posts.appoint(hall.one, hall.wang, hall.sun, **told)
    mornings = rotas.draft_rota(
        hall.one, pattern="AAAAAAAAAA----", season="all", starts_on=date(2026, 3, 2), **told
    )
    rotas.publish_rotas([mornings], **told)
    days = {d.day: d for d in booking.offered(hall.site, at=MONDAY_9AM)}
    offered = {offer.capacity for offer in days[date(2026, 3, 3)].offers}
    assert offered == {1}, "the second window has no rota, so nobody is at it"


def test_a_year_that_is_not_published_is_pending(
    open_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = WorkCalendar(frozenset({2025}), frozenset(), frozenset())
    monkeypatch.setattr(booking, "work_calendar", lambda: none)
    days = booking.offered(open_hall.site, at=MONDAY_9AM)
    assert {day.reason for day in days} == {booking.PENDING} and not any(d.left for d in days)
    with pytest.raises(Conflict, match="不能约"):
        book(open_hall, make.person())
    assert calendars.work_calendar() is not none


def test_a_booking_tells_and_leaves_a_trace(open_hall: Hall) -> None:
    who = make.person()
    made = book(open_hall, who)
    (told,) = texts("booked")
    assert told["slot"] == "3月3日10:00" and told["code"] == made.pin.clear()
    assert told["link"] == f"/b/{made.code.clear()}/"
    assert booking.appointment_behind(made.code.clear()).pk == made.pk
    trace = Event.objects.get(subject=f"appointment:{made.pk}")
    assert trace.action == "book_appointment" and who.phone.clear() not in str(trace.facts)
    with pytest.raises(Conflict, match="已经约了"):
        book(open_hall, who, TEN + timedelta(hours=1))
    assert BookingSlot.objects.get(unit=1).booked == 1


def test_the_last_place_is_the_last(open_hall: Hall) -> None:
    for _ in range(2):
        book(open_hall, make.person())
    with pytest.raises(Conflict, match="约满"):
        book(open_hall, make.person())
    slot = BookingSlot.objects.get(unit=1)
    with pytest.raises(IntegrityError, match="slot_not_oversold"), transaction.atomic():
        BookingSlot.objects.filter(unit=1, pk=slot.pk).update(booked=3)


def test_a_place_given_back_is_free_at_once(open_hall: Hall) -> None:
    first = book(open_hall, make.person())
    book(open_hall, make.person())
    bookings.cancel(first, by=make.actor(open_hall.wang), at=MONDAY_9AM)
    book(open_hall, make.person())
    with pytest.raises(Conflict, match="用过或取消"):
        bookings.cancel(first, by=make.actor(open_hall.wang), at=MONDAY_9AM)
    assert BookingSlot.objects.get(unit=1).booked == 2


def test_checked_in_one_goes_ahead_from_the_hour_on(open_hall: Hall) -> None:
    hall = open_hall
    made = book(hall, make.person(), claim=Claim.OLD)
    nine = int((TUESDAY_9AM - MONDAY_9AM).total_seconds() // 60)
    with pytest.raises(Conflict, match="还没到签到"):
        bookings.check_in(made, **hall.by(minute=nine - 5))
    hall.take(nine)
    ticket, _ = bookings.check_in(made, **hall.by(minute=nine + 10))
    assert (ticket.number, ticket.booked_for) == ("Y001", TEN)
    early = line.in_order(hall.site, ticket.day, at=TUESDAY_9AM + 20 * MINUTE)
    assert [one.number for one in early] == ["A001", "Y001"]
    due = line.in_order(hall.site, ticket.day, at=TEN)
    assert [one.number for one in due] == ["Y001", "A001"]
    with pytest.raises(Conflict, match="用过"):
        bookings.check_in(made, **hall.by(minute=nine + 11))
    kept = Appointment.objects.get(unit=1, pk=made.pk)
    assert (kept.state, kept.ticket_id) == ("arrived", ticket.pk)
    assert WaitDay.objects.get(unit=1, day=ticket.day).booked == 1


def test_who_comes_too_late_stands_in_the_common_line(open_hall: Hall) -> None:
    made = book(open_hall, make.person())
    late = int((TEN - MONDAY_9AM).total_seconds() // 60) + 46
    ticket, _ = bookings.check_in(made, **open_hall.by(minute=late))
    assert ticket.booked_for is None and ticket.number == "Y001"


def test_six_digits_at_the_kiosk(open_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    made = book(open_hall, make.person())
    told: dict[str, Any] = {"address": "10.0.0.9", "by": make.actor(open_hall.wang), "at": TEN}
    wrong = "000000" if made.pin.clear() != "000000" else "000001"
    with pytest.raises(NotAllowed, match="预约码不对"):
        bookings.check_in_by_pin(open_hall.site, wrong, **told)
    elsewhere = open_hall.world.townships["古楼街道"].center
    with pytest.raises(NotAllowed):
        bookings.check_in_by_pin(elsewhere, made.pin.clear(), **told)
    ticket, _ = bookings.check_in_by_pin(open_hall.site, made.pin.clear(), **told)
    assert ticket.number == "Y001"
    for _ in range(18):
        with pytest.raises(NotAllowed):
            bookings.check_in_by_pin(open_hall.site, wrong, **told)
    with pytest.raises(TooMany):
        bookings.check_in_by_pin(open_hall.site, wrong, **told)


def test_a_closure_tells_everybody_and_frees_the_places(open_hall: Hall) -> None:
    hall = open_hall
    hit, spared = book(hall, make.person()), book(hall, make.person(), TEN + timedelta(hours=4))
    _, ended = closures.announce_closure(
        hall.site,
        starts_at=TUESDAY_9AM,
        ends_at=TUESDAY_9AM + timedelta(hours=3),
        reason="线路检修停电",
        by=hall.head,
        at=MONDAY_9AM,
    )
    assert ended == 1
    states = dict(Appointment.objects.filter(unit=1).values_list("pk", "state"))
    assert states == {hit.pk: "closed", spared.pk: "booked"}
    (told,) = texts("booking_closed")
    assert told["link"] == f"/b/{hit.code.clear()}/"
    assert not sites.is_open(hall.site, TEN)
    assert sites.next_opening(hall.site, TUESDAY_9AM) == TUESDAY_9AM + timedelta(
        hours=4, minutes=30
    )
    day = {d.day: d for d in booking.offered(hall.site, at=MONDAY_9AM)}[date(2026, 3, 3)]
    assert day.offers[0].starts_at == TUESDAY_9AM - timedelta(minutes=30)
    assert TEN not in {offer.starts_at for offer in day.offers}
    (closure,) = sites.closures_of(hall.site, at=MONDAY_9AM)
    closures.end_closure(closure, by=hall.head, at=MONDAY_9AM)
    assert sites.is_open(hall.site, TEN)
    with pytest.raises(Conflict, match="已经恢复"):
        closures.end_closure(closure, by=hall.head, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("hours", "reason", "wrong"), [(-1, "停电", "先开始"), (3, " ", "写明原因")]
)
def test_a_closure_that_makes_no_sense(hall: Hall, hours: int, reason: str, wrong: str) -> None:
    with pytest.raises(Invalid, match=wrong):
        closures.announce_closure(
            hall.site,
            starts_at=TUESDAY_9AM,
            ends_at=TUESDAY_9AM + timedelta(hours=hours),
            reason=reason,
            by=hall.head,
            at=MONDAY_9AM,
        )


def test_only_who_runs_the_site_plans_and_shuts(hall: Hall) -> None:
    far = make.actor(hall.world.townships["古楼街道"].staff[RoleKind.CENTER_HEAD])
    for by in (make.actor(hall.wang), far):
        with pytest.raises(NotAllowed):
            bookings.set_plan(
                hall.site, is_open=True, per_window=1, days_ahead=7, by=by, at=MONDAY_9AM
            )
        with pytest.raises(NotAllowed):
            closures.announce_closure(
                hall.site, starts_at=TEN, ends_at=TEN + MINUTE, reason="x", by=by, at=MONDAY_9AM
            )


def test_reminded_once_counted_when_missed_and_forgotten_in_the_end(open_hall: Hall) -> None:
    made = book(open_hall, make.person())
    evening = MONDAY_9AM + timedelta(hours=9)
    assert [bookings.remind(1, at=evening) for _ in range(2)] == [1, 0]
    assert len(texts("booking_soon")) == 1
    wednesday = date(2026, 3, 4)
    assert bookings.note_no_shows(1, date(2026, 3, 3), at=TEN) == 0
    assert bookings.note_no_shows(1, wednesday, at=TEN + timedelta(days=1)) == 1
    assert Appointment.objects.get(unit=1, pk=made.pk).state == "missed"
    assert WaitDay.objects.get(unit=1, day=date(2026, 3, 3)).no_shows == 1
    assert bookings.forget_phones(1, at=TEN + timedelta(days=20)) == 0
    assert bookings.forget_phones(1, at=TEN + timedelta(days=32)) == 1
    emptied = Appointment.objects.get(unit=1, pk=made.pk)
    assert not emptied.phone and not emptied.code and not emptied.pin


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_exactly_as_many_succeed_as_there_are_places() -> None:
    hall = halls.build(world.build())
    by = make.actor(hall.wang)
    bookings.set_plan(
        hall.site, is_open=True, per_window=3, days_ahead=7, by=hall.head, at=MONDAY_9AM
    )
    people = [make.person(f"村民{n}") for n in range(50)]
    start, told = Barrier(50), []

    def attempt(who: Person) -> None:
        try:
            start.wait()
            bookings.book(hall.site, TEN, who, by=by, at=MONDAY_9AM)
            told.append("booked")
        except Conflict as refused:
            told.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slot = BookingSlot.objects.get(unit=1)
    assert (slot.capacity, slot.booked) == (6, 6)
    assert told.count("booked") == 6 == Appointment.objects.filter(unit=1).count()
    assert len(told) == 50 and told.count(bookings.FULL) == 44


def test_a_booked_number_is_called_like_any_other(open_hall: Hall) -> None:
    made = book(open_hall, make.person())
    ticket, _ = bookings.check_in(made, by=make.actor(open_hall.wang), at=TEN)
    called = calling.call_next(open_hall.one, by=make.actor(open_hall.wang), at=TEN + MINUTE)
    assert called is not None and called.pk == ticket.pk
    assert QueueTicket.objects.get(unit=1, pk=ticket.pk).state == "called"


def test_who_takes_over_a_window_hears_who_has_booked(open_hall: Hall) -> None:
    hall = open_hall
    soon, later = book(hall, make.person()), book(hall, make.person(), TEN + timedelta(days=2))
    told: dict[str, Any] = {"by": hall.head, "at": MONDAY_9AM}
    posts.appoint(hall.one, hall.wang, None, **told)
    move = Move(1, hall.wang, hall.sun, hall.head, MONDAY_9AM, "病假")
    listed = [one for one in hand_over(move) if one.kind == "appointment"]
    assert [(one.subject, one.label) for one in listed] == [(soon.pk, "3月3日10:00 约好的人")]
    back = Move(1, hall.wang, hall.sun, hall.head, MONDAY_9AM, "回岗", frozenset({later.pk}))
    assert not [one for one in hand_over(back) if one.kind == "appointment"]
    station_clerk = hall.world.townships["河湾镇"].staff[RoleKind.STATION_CLERK]
    nobody = Move(1, station_clerk, hall.wang, hall.head, MONDAY_9AM, "病假")
    assert not [one for one in hand_over(nobody) if one.kind == "appointment"]
