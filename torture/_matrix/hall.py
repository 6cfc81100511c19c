"""Tickets and bookings: in every township one of each, and a closure."""

from __future__ import annotations

from datetime import timedelta

from tests import make
from tests.make import MONDAY_9AM

from bianmin.accounts.actor import ANONYMOUS
from bianmin.counter.commands.bookings import book, set_plan
from bianmin.counter.commands.calling import call_next
from bianmin.counter.commands.closures import announce_closure
from bianmin.counter.commands.kiosk import begin_visit
from bianmin.counter.commands.tickets import take_ticket
from bianmin.rules.queue import Line
from bianmin.rules.roles import RoleKind
from bianmin.workforce.models import Post
from torture._matrix.planting import Home, Mark, Planted


def plant_hall(planted: Planted) -> None:
    """Whatever a route of the queue can name, in every township."""
    for home in planted.homes.values():
        _queue(home)
        begin_visit(
            home.town.center, kept={"typed": planted.mark(home, "typed", "kiosk")}, at=MONDAY_9AM
        )
        _book(planted, home)


def _queue(home: Home) -> None:
    center = home.town.center
    told = {"channel": "kiosk", "by": ANONYMOUS, "at": MONDAY_9AM}
    ticket, _ = take_ticket(center, Line.GENERAL, **told)  # type: ignore[arg-type]
    _, home.tracking["ticket"] = take_ticket(center, Line.ASK, **told)  # type: ignore[arg-type]
    window = Post.objects.select_related("site__region").get(pk=home.listed["post"])
    called = call_next(window, **home.steps.by(RoleKind.CLERK))
    assert called is not None and called.pk == ticket.pk
    home.listed["ticket"] = ticket.pk


def _book(planted: Planted, home: Home) -> None:
    """A half-hour that the township's resident booked, and an afternoon on which it is shut."""
    center, resident = home.town.center, home.town.resident
    assert resident is not None
    head = home.steps.by(RoleKind.CENTER_HEAD)
    set_plan(center, is_open=True, per_window=1, days_ahead=7, **head)
    tomorrow = MONDAY_9AM + timedelta(days=1)
    made = book(
        center, tomorrow + timedelta(hours=1), resident.person, by=make.actor(resident),
        at=MONDAY_9AM,
    )  # fmt: skip
    home.tracking["appointment"] = made.code.clear()
    for secret, name in ((made.code, "code"), (made.pin, "pin")):
        mark = Mark(secret.clear(), home.path, name, resident.pk, "appointment")
        planted.marks.append(mark)
    closure, _ = announce_closure(
        center, starts_at=tomorrow + timedelta(hours=4), ends_at=tomorrow + timedelta(hours=9),
        reason="线路检修", **head,
    )  # fmt: skip
    home.listed["closure"] = closure.pk
