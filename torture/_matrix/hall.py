"""Tickets of the hall: in every township one at the window, and one somebody holds on a phone."""

from __future__ import annotations

from tests.make import MONDAY_9AM

from bianmin.accounts.actor import ANONYMOUS
from bianmin.counter.commands.calling import call_next
from bianmin.counter.commands.tickets import take_ticket
from bianmin.rules.queue import Line
from bianmin.rules.roles import RoleKind
from bianmin.workforce.models import Post
from torture._matrix.planting import Home, Planted


def plant_hall(planted: Planted) -> None:
    """Whatever a route of the queue can name, in every township."""
    for home in planted.homes.values():
        _queue(home)


def _queue(home: Home) -> None:
    center = home.town.center
    told = {"channel": "kiosk", "by": ANONYMOUS, "at": MONDAY_9AM}
    ticket, _ = take_ticket(center, Line.GENERAL, **told)  # type: ignore[arg-type]
    _, home.tracking["ticket"] = take_ticket(center, Line.ASK, **told)  # type: ignore[arg-type]
    window = Post.objects.select_related("site__region").get(pk=home.listed["post"])
    called = call_next(window, **home.steps.by(RoleKind.CLERK))
    assert called is not None and called.pk == ticket.pk
    home.listed["ticket"] = ticket.pk
