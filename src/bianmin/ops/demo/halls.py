"""演示大厅: the numbers of the last days at every centre, called in the order of the rules.

And what is booked for the days to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from bianmin.accounts.actor import SYSTEM
from bianmin.audit.commands import Trace, record_many
from bianmin.calendars.queries import work_calendar
from bianmin.counter import recount
from bianmin.counter.commands.bookings import book, set_plan
from bianmin.counter.models import QueueTicket, TicketNumber
from bianmin.counter.queries.booking import offered
from bianmin.counter.queries.line import windows_of
from bianmin.ground.copying import Blank, copy
from bianmin.ground.crypto import keyed_hash
from bianmin.ops.demo.rows import Mint, Place
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.queue import Claim, Line, Waiting, next_up
from bianmin.sites.models import Site
from bianmin.workforce.models import Post

DAYS = 5
MOST_A_DAY = 34
OPENS, CLOSES = time(8, 30), time(16, 45)
LINES = ((Line.GENERAL, Line.COLLECT, Line.ASK), (70, 15, 15))
CLAIMS = ((Claim.NONE, Claim.OLD, Claim.DISABLED), (72, 24, 4))
OUTCOMES = (("advice", "card", "collected", "left", ""), (60, 18, 16, 4, 2))
MEAN_MINUTES, SPREAD = 9.0, 0.6
MISSES = 0.04
BOOKING_CENTERS = 12
NEW_TICKET = Blank(QueueTicket)


@dataclass
class _Window:
    """A window of the played day and when it is free again."""

    post: Post
    clerk: int | None
    free_at: datetime


def fill_halls(places: Sequence[Place], seed: int, until: datetime) -> int:
    """Write the tickets of the last working days; return how many."""
    random, mint = Random(f"halls {seed}"), Mint()
    days = _last_workdays(until)
    tickets: list[QueueTicket] = []
    for place in places:
        windows = list(windows_of(place.center))
        for day in days if windows else ():
            tickets += _day(place.center, windows, day, until, random, mint)
    copy(tickets, QueueTicket)
    TicketNumber.objects.bulk_create(_serials(tickets), batch_size=2000)
    traces = (
        Trace(f"ticket:{one.pk}", "take_ticket", one.unit, facts={"number": one.number})
        for one in tickets
        if one.day == days[0]
    )
    record_many(traces, by=SYSTEM, at=until)
    for unit in sorted({one.unit for one in tickets}):
        recount.rebuild(unit, days[-1], days[0])
    _bookings([place for place in places if windows_of(place.center).exists()], until, random)
    return len(tickets)


def _last_workdays(until: datetime) -> list[date]:
    """The last working days, the latest first."""
    calendar, day = work_calendar(), until.astimezone(SHANGHAI).date()
    found: list[date] = []
    while len(found) < DAYS:
        if calendar.is_workday(day) and datetime.combine(day, OPENS, SHANGHAI) < until:
            found.append(day)
        day -= timedelta(days=1)
    return found


def _day(
    site: Site, windows: Sequence[Post], day: date, until: datetime, random: Random, mint: Mint
) -> list[QueueTicket]:
    """Let people come and be called; what happens after the end of the story has not happened."""
    taken = list(_arrivals(site, day, until, random, mint))
    opens = datetime.combine(day, OPENS, SHANGHAI)
    free = [_Window(post, post.a_id, opens) for post in windows]
    line, ahead_in_row = list(taken), 0
    while line:
        window = min(free, key=lambda one: one.free_at)
        at = max(window.free_at, min(one.taken_at for one in line))
        if at > until:
            break
        here = {one.pk: one for one in line if one.taken_at <= at}
        turn = next_up(
            [Waiting(one.pk, one.taken_at, bool(one.claim)) for one in here.values()],
            ahead_in_row=ahead_in_row,
            at=at,
        )
        if turn is None:
            break
        ahead_in_row = turn.ahead_in_row
        ticket = here[turn.ticket.id]
        line.remove(ticket)
        window.free_at = _serve(ticket, window, at, until, random)
    if day < until.astimezone(SHANGHAI).date():
        for ticket in taken:
            if ticket.state in ("waiting", "absent"):
                ticket.state, ticket.ended_at = (
                    "lapsed",
                    datetime.combine(day + timedelta(days=1), time(0, 20), SHANGHAI),
                )
    return taken


def _arrivals(
    site: Site, day: date, until: datetime, random: Random, mint: Mint
) -> Iterator[QueueTicket]:
    opens, closes = (datetime.combine(day, each, SHANGHAI) for each in (OPENS, CLOSES))
    length = (closes - opens).total_seconds()
    times = sorted(random.random() ** 1.4 for _ in range(random.randint(12, MOST_A_DAY)))
    serials: dict[Line, int] = {}
    for share in times:
        at = opens + timedelta(seconds=int(share * length))
        if at > until:
            return
        (line,) = random.choices(*LINES)
        (claim,) = random.choices(*CLAIMS)
        serials[line] = serials.get(line, 0) + 1
        pk = mint("ticket", at)
        yield NEW_TICKET(
            id=pk,
            unit=site.unit,
            site=site,
            day=day,
            line=line.value,
            serial=serials[line],
            number=f"{line.value}{serials[line]:03d}",
            claim=claim.value,
            claim_by="declared" if claim else "",
            channel=random.choice(("kiosk", "kiosk", "phone")),
            taken_at=at,
            queued_at=at,
            code_hash=keyed_hash("ticket", f"demo {pk}"),
        )


def _serve(
    ticket: QueueTicket, window: _Window, at: datetime, until: datetime, random: Random
) -> datetime:
    """Call the ticket and end it, as far as the story goes; return when the window is free."""
    ticket.window, ticket.clerk_id, ticket.calls = window.post, window.clerk, 1
    ticket.first_called_at = ticket.called_at = at
    ticket.state = "called"
    begins = at + timedelta(seconds=random.randint(20, 90))
    if begins > until:
        return begins
    if random.random() < MISSES:
        ticket.state, ticket.misses = "absent", 1
        return begins
    ticket.state, ticket.served_at = "serving", begins
    minutes = MEAN_MINUTES * random.lognormvariate(-(SPREAD**2) / 2, SPREAD)
    ends = begins + timedelta(seconds=max(int(minutes * 60), 60))
    if ends <= until:
        (outcome,) = random.choices(*OUTCOMES)
        ticket.state, ticket.ended_at, ticket.outcome = "ended", ends, outcome
    return ends + timedelta(seconds=random.randint(10, 60))


def _serials(tickets: Sequence[QueueTicket]) -> Iterator[TicketNumber]:
    last: dict[tuple[int, date, int, str], int] = {}
    for one in tickets:
        key = (one.unit, one.day, one.site_id, one.line)
        last[key] = max(last.get(key, 0), one.serial)
    for (unit, day, site, line), serial in last.items():
        yield TicketNumber(unit=unit, day=day, site_id=site, line=line, last=serial)


def _bookings(places: Sequence[Place], until: datetime, random: Random) -> None:
    """Open bookings at some centres, and let a few residents book by the product's command."""
    for place in places[:BOOKING_CENTERS]:
        told = {"by": SYSTEM, "at": until}
        set_plan(place.center, is_open=True, per_window=1, days_ahead=7, **told)  # type: ignore[arg-type]
        free = [o.starts_at for d in offered(place.center, at=until) for o in d.offers]
        people = [one for known in place.residents.values() for one in known][:3]
        for person, starts_at in zip(people, random.sample(free, min(len(free), 3)), strict=False):
            book(place.center, starts_at, person, **told)  # type: ignore[arg-type]
