"""取号和叫号: every verb, its trace, its count, and who may do it."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from bianmin.accounts.actor import ANONYMOUS
from bianmin.audit.models import Event
from bianmin.cases.models import Case
from bianmin.counter import recount
from bianmin.counter.commands import calling, ending
from bianmin.counter.commands.tickets import leave_queue, put_ahead, take_ticket
from bianmin.counter.models import QueueTicket, WaitDay
from bianmin.counter.queries import line
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound, TooMany
from bianmin.rules.queue import Claim, Line, TicketOutcome
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.counter import hall as halls
from tests.counter.hall import MINUTE, Hall
from tests.make import MONDAY_9AM

DAY = date(2026, 3, 2)


def day_of(hall: Hall) -> WaitDay:
    return WaitDay.objects.get(unit=1, day=DAY, site=hall.site)


def test_numbers_run_by_site_day_and_kind(hall: Hall) -> None:
    taken = [hall.take(), hall.take(1, line=Line.COLLECT), hall.take(2)]
    assert [ticket.number for ticket in taken] == ["A001", "B001", "A002"]
    tomorrow = 24 * 60
    assert hall.take(tomorrow).number == "A001"
    trace = Event.objects.get(subject=f"ticket:{taken[0].pk}")
    assert (trace.action, trace.facts["number"], trace.by_user) == ("take_ticket", "A001", None)
    assert (day_of(hall).taken, day_of(hall).claimed) == (3, 0)


@pytest.mark.parametrize(
    ("minute", "reason"),
    [(-61, "还没到取号的时间"), (8 * 60 + 5, "已经下班"), (-24 * 60, "休息")],
)
def test_numbers_are_given_while_the_site_is_open(hall: Hall, minute: int, reason: str) -> None:
    with pytest.raises(NotAllowed, match=reason):
        hall.take(minute)
    assert not QueueTicket.objects.filter(unit=1).exists()


def test_half_an_hour_before_opening_one_may_queue(hall: Hall) -> None:
    assert hall.take(-60).number == "A001"


def test_one_address_takes_only_so_many(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    from bianmin.accounts import limits
    from bianmin.counter.commands import tickets

    few = limits.TryLimit("ticket_address", 2, timedelta(hours=1))
    monkeypatch.setattr(tickets, "TICKETS_FROM_ADDRESS", few)
    told: dict[str, Any] = {"channel": "phone", "by": ANONYMOUS, "at": MONDAY_9AM}
    for _ in range(2):
        take_ticket(hall.site, Line.GENERAL, address="10.1.1.1", **told)
    with pytest.raises(TooMany, match="取了很多号"):
        take_ticket(hall.site, Line.GENERAL, address="10.1.1.1", **told)
    take_ticket(hall.site, Line.GENERAL, address="10.1.1.2", **told)


def test_the_old_are_called_first_and_the_others_not_forgotten(hall: Hall) -> None:
    common = [hall.take(n) for n in range(2)]
    old = [hall.take(10 + n, claim=Claim.OLD) for n in range(3)]
    called = []
    for n in range(5):
        ticket = calling.call_next(hall.one, **hall.by(minute=20 + n))
        assert ticket is not None
        called.append(ticket.number)
        calling.end_ticket(ticket, TicketOutcome.ADVICE, **hall.by(minute=21 + n))
    wanted = [old[0], old[1], common[0], old[2], common[1]]
    assert called == [ticket.number for ticket in wanted]
    assert calling.call_next(hall.one, **hall.by(minute=30)) is None


def test_a_window_has_one_number_at_a_time(hall: Hall) -> None:
    hall.take()
    second = hall.take(1)
    first = calling.call_next(hall.one, **hall.by(minute=2))
    assert first is not None
    with pytest.raises(Conflict, match="A001 还在1 号窗口"):
        calling.call_next(hall.one, **hall.by(minute=3))
    other = calling.call_next(hall.two, **hall.by(hall.sun, minute=3))
    assert other is not None and other.pk == second.pk


def test_the_whole_way_of_a_ticket_and_its_figures(hall: Hall) -> None:
    hall.take()
    ticket = calling.call_next(hall.one, **hall.by(minute=6))
    assert ticket is not None and (ticket.window, ticket.calls) == (hall.one, 1)
    calling.recall(ticket, **hall.by(minute=7))
    calling.begin_service(ticket, **hall.by(minute=8))
    case = taken_in(hall, minute=9)
    calling.end_ticket(ticket, TicketOutcome.CASE, case_number=case.number, **hall.by(minute=13))

    kept = QueueTicket.objects.get(unit=1, pk=ticket.pk)
    assert (kept.state, kept.outcome, kept.case_id, kept.calls) == ("ended", "case", case.pk, 2)
    day = day_of(hall)
    assert (day.called, day.wait_seconds, day.ended, day.unended) == (1, 360, 1, 0)
    assert (day.served, day.service_seconds, day.service_squares) == (1, 300, 90_000)
    acts = Event.objects.filter(subject=f"ticket:{ticket.pk}").order_by("id")
    assert list(acts.values_list("action", flat=True)) == [
        "take_ticket", "call_ticket", "recall_ticket", "serve_ticket", "end_ticket",
    ]  # fmt: skip
    assert not OutgoingMessage.objects.filter(unit=1, template="ticket_unended").exists()


def taken_in(hall: Hall, *, minute: int) -> Case:
    by = hall.by(minute=minute)
    return make.received(hall.site, hall.town.village, of=hall.world.version, **by)


def test_a_case_of_before_the_call_or_of_another_number_is_no_outcome(hall: Hall) -> None:
    hall.take()
    hall.take(1)
    early = taken_in(hall, minute=1)
    first = calling.call_next(hall.one, **hall.by(minute=2))
    second = calling.call_next(hall.two, **hall.by(hall.sun, minute=2))
    assert first and second
    told: dict[str, Any] = {"outcome": TicketOutcome.CASE, **hall.by(minute=4)}
    with pytest.raises(Invalid, match="叫号以后在本站点收的"):
        calling.end_ticket(first, case_number=early.number, **told)
    case = taken_in(hall, minute=3)
    tomorrow = taken_in(hall, minute=24 * 60)
    with pytest.raises(Invalid, match="叫号以后在本站点收的"):
        calling.end_ticket(first, case_number=tomorrow.number, **told)
    calling.end_ticket(first, case_number=case.number, **told)
    with pytest.raises(Invalid, match="另一个号"):
        calling.end_ticket(second, case_number=case.number, **told)


def test_a_case_of_elsewhere_is_no_outcome_here(hall: Hall) -> None:
    hall.take()
    ticket = calling.call_next(hall.one, **hall.by(minute=1))
    assert ticket is not None
    far = hall.world.townships["古楼街道"]
    other = make.received(
        far.center, far.village, make.actor(far.staff[RoleKind.CLERK]), of=hall.world.version
    )
    for number in (other.number, "LC012026030299999", ""):
        with pytest.raises(Invalid, match="没有这个办件号"):
            calling.end_ticket(ticket, TicketOutcome.CASE, case_number=number, **hall.by(minute=2))


def test_who_did_not_come_goes_back_to_the_end_of_the_line(hall: Hall) -> None:
    hall.take()
    late = calling.call_next(hall.one, **hall.by(minute=1))
    assert late is not None
    calling.note_missed(late, **hall.by(minute=3))
    hall.take(4)
    calling.return_to_line(late, **hall.by(minute=5))
    turns = line.in_order(hall.site, DAY, at=MONDAY_9AM + 6 * MINUTE)
    assert [ticket.number for ticket in turns] == ["A002", "A001"]
    assert day_of(hall).missed == 1
    tomorrow = hall.by(minute=24 * 60)
    calling.note_missed(
        calling.call_next(hall.one, **hall.by(minute=7)) or late, **hall.by(minute=8)
    )
    gone = line.absent(hall.site, DAY)[0]
    with pytest.raises(Conflict, match="以前的号"):
        calling.return_to_line(gone, **tomorrow)


def test_a_ticket_sent_on_is_next_at_the_other_window(hall: Hall) -> None:
    hall.take()
    hall.take(1)
    ticket = calling.call_next(hall.one, **hall.by(minute=2))
    assert ticket is not None
    with pytest.raises(Invalid, match="另一个窗口"):
        calling.transfer(ticket, hall.one, **hall.by(minute=3))
    calling.transfer(ticket, hall.two, reason="要盖章", **hall.by(minute=3))
    mine = calling.call_next(hall.one, **hall.by(minute=4))
    theirs = calling.call_next(hall.two, **hall.by(hall.sun, minute=4))
    assert mine is not None and mine.number == "A002"
    assert theirs is not None and theirs.number == "A001"
    assert day_of(hall).called == 2, "called the second time it is not counted again"


def test_a_card_in_hand_puts_ahead(hall: Hall) -> None:
    hall.take()
    later = hall.take(1)
    young = make.id_number(1, born=date(1990, 1, 1))
    for number in (young, "371502", ""):
        with pytest.raises(Invalid):
            put_ahead(later, claim=Claim.OLD, id_number=number, **hall.by(minute=2))
    old = make.id_number(2, born=date(1950, 1, 1))
    put_ahead(later, claim=Claim.OLD, id_number=old, **hall.by(minute=2))
    turns = line.in_order(hall.site, DAY, at=MONDAY_9AM + 3 * MINUTE)
    assert [ticket.number for ticket in turns] == ["A002", "A001"]
    trace = Event.objects.get(subject=f"ticket:{later.pk}", action="put_ahead")
    assert old not in str(trace.facts) and trace.by_user == hall.wang.pk
    with pytest.raises(Conflict):
        put_ahead(later, claim=Claim.DISABLED, **hall.by(minute=3))


def test_an_end_without_outcome_alarms_the_head_who_looks_into_it(hall: Hall) -> None:
    hall.take()
    ticket = calling.call_next(hall.one, **hall.by(minute=1))
    assert ticket is not None
    calling.end_ticket(ticket, TicketOutcome.NONE, **hall.by(minute=2))
    told = OutgoingMessage.objects.get(unit=1, template="ticket_unended")
    assert told.params.clear() == {"site": hall.site.name, "number": "A001"}
    head_phone = hall.town.staff[RoleKind.CENTER_HEAD].person.phone.clear()
    assert told.to.clear() == head_phone
    assert day_of(hall).unended == 1
    (open_one,) = line.without_outcome(line.sites_of(hall.head))

    with pytest.raises(NotAllowed, match="负责人核实"):
        ending.settle_ticket(open_one, remedy="看过", **hall.by(minute=3))
    with pytest.raises(Invalid, match="写明"):
        ending.settle_ticket(open_one, remedy=" ", by=hall.head, at=MONDAY_9AM)
    ending.settle_ticket(open_one, remedy="已电话回访", by=hall.head, at=MONDAY_9AM)
    assert not line.without_outcome(line.sites_of(hall.head))
    with pytest.raises(Conflict, match="已经核实"):
        ending.settle_ticket(open_one, remedy="再看", by=hall.head, at=MONDAY_9AM)


def test_the_day_ends_what_was_left_open(hall: Hall) -> None:
    hall.take()
    hall.take(1)
    at_window = calling.call_next(hall.one, **hall.by(minute=2))
    assert at_window is not None
    tomorrow = MONDAY_9AM + timedelta(days=1)
    assert ending.end_days(1, DAY, at=tomorrow) == 0, "the day itself is not over"
    assert ending.end_days(1, DAY + timedelta(days=1), at=tomorrow) == 2
    assert ending.end_days(1, DAY + timedelta(days=1), at=tomorrow) == 0
    states = dict(QueueTicket.objects.filter(unit=1).values_list("number", "state"))
    assert states == {"A001": "ended", "A002": "lapsed"}
    assert OutgoingMessage.objects.filter(unit=1, template="ticket_unended").count() == 1
    assert (day_of(hall).lapsed, day_of(hall).unended) == (1, 1)


def test_the_holder_gives_the_number_back(hall: Hall) -> None:
    ticket, code = take_ticket(hall.site, Line.ASK, channel="phone", by=ANONYMOUS, at=MONDAY_9AM)
    assert line.ticket_behind(code).pk == ticket.pk
    for wrong in ("01" + "0" * 32, "x"):
        with pytest.raises(NotFound):
            line.ticket_behind(wrong)
    leave_queue(ticket, by=ANONYMOUS, at=MONDAY_9AM)
    assert calling.call_next(hall.one, **hall.by(minute=1)) is None
    with pytest.raises(IllegalMove, match="已退号"):
        leave_queue(ticket, by=ANONYMOUS, at=MONDAY_9AM)


def test_only_the_windows_of_the_site_call(hall: Hall) -> None:
    hall.take()
    far = hall.world.townships["古楼街道"].staff[RoleKind.CLERK]
    reviewer = hall.town.staff[RoleKind.REVIEWER]
    for user in (far, reviewer, hall.town.staff[RoleKind.CENTER_HEAD]):
        with pytest.raises(NotAllowed, match="叫号由"):
            calling.call_next(hall.one, by=make.actor(user), at=MONDAY_9AM)
    ticket = calling.call_next(hall.one, **hall.by())
    assert ticket is not None
    for verb in (calling.recall, calling.begin_service, calling.note_missed):
        with pytest.raises(NotAllowed):
            verb(ticket, by=make.actor(far), at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        calling.transfer(ticket, hall.two, by=make.actor(far), at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        calling.end_ticket(ticket, TicketOutcome.LEFT, by=make.actor(far), at=MONDAY_9AM)


def test_whoever_read_an_older_state_is_told(hall: Hall) -> None:
    hall.take()
    ticket = calling.call_next(hall.one, **hall.by())
    assert ticket is not None
    stale = QueueTicket.objects.get(unit=1, pk=ticket.pk)
    calling.recall(ticket, **hall.by(minute=1))
    with pytest.raises(Conflict, match="刚被别的窗口处理"):
        calling.recall(stale, **hall.by(minute=1))


def test_a_place_in_the_line_says_how_many_and_how_long(hall: Hall) -> None:
    hall.take()
    mine = hall.take(1)
    place = line.place_of(mine, at=MONDAY_9AM + 2 * MINUTE)
    assert (place.ahead, place.wait) == (1, None), "without history nothing is guessed"
    WaitDay.objects.filter(unit=1, day=DAY).update(
        served=60, service_seconds=60 * 300, service_squares=60 * 300**2
    )
    calling.call_next(hall.one, **hall.by(minute=2))
    calling.call_next(hall.two, **hall.by(hall.sun, minute=2))
    third = hall.take(3)
    assert str(line.place_of(third, at=MONDAY_9AM + 3 * MINUTE).wait) == "马上就到"
    fourth = hall.take(4)
    assert str(line.place_of(fourth, at=MONDAY_9AM + 4 * MINUTE).wait) == "马上就到"
    fifth = hall.take(5)
    assert str(line.place_of(fifth, at=MONDAY_9AM + 5 * MINUTE).wait) == "大约 7–8 分钟"
    assert line.hall(hall.site, at=MONDAY_9AM + 5 * MINUTE).waiting == 3


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_press_at_once_get_two_numbers() -> None:
    hall = halls.build(world.build())
    for n in range(6):
        hall.take(n)
    clerks = [
        (hall.one, make.actor(hall.wang)),
        (hall.two, make.actor(hall.sun)),
    ]
    for round_ in range(3):
        start, got = Barrier(2), []

        def press(
            window: Any, by: Any, start: Barrier = start, got: list[Any] = got, n: int = round_
        ) -> None:
            try:
                start.wait()
                at = MONDAY_9AM + (10 + n) * MINUTE
                ticket = calling.call_next(window, by=by, at=at)
                assert ticket is not None
                got.append(ticket.number)
                calling.end_ticket(ticket, TicketOutcome.ADVICE, by=by, at=at + MINUTE)
            finally:
                connection.close()

        threads = [Thread(target=press, args=pair) for pair in clerks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(got) == [f"A{2 * round_ + 1:03d}", f"A{2 * round_ + 2:03d}"]


def test_the_counts_kept_by_the_acts_are_those_of_the_tickets(hall: Hall) -> None:
    for n in range(4):
        hall.take(n, claim=Claim.OLD if n == 2 else Claim.NONE)
    for n in range(3):
        ticket = calling.call_next(hall.one, **hall.by(minute=10 + 5 * n))
        assert ticket is not None
        if n == 0:
            calling.note_missed(ticket, **hall.by(minute=11))
            calling.return_to_line(ticket, **hall.by(minute=12))
        else:
            outcome = TicketOutcome.ADVICE if n == 1 else TicketOutcome.NONE
            calling.end_ticket(ticket, outcome, **hall.by(minute=12 + 5 * n))
    ending.end_days(1, DAY + timedelta(days=1), at=MONDAY_9AM + timedelta(days=1))
    assert recount.differences(1, DAY, DAY) == {}
    WaitDay.objects.filter(unit=1, day=DAY).update(taken=9, unended=0)
    ((kept, again),) = recount.differences(1, DAY, DAY).values()
    assert (kept["taken"], again["taken"], again["unended"]) == (9, 4, 1)
    assert recount.rebuild(1, DAY, DAY) == 1
    assert recount.differences(1, DAY, DAY) == {}
