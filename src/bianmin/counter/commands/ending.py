"""没有结果的号: tell whoever runs the site, have it looked into, and end the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.audit.commands import record
from bianmin.counter import policies
from bianmin.counter.commands.moving import move
from bianmin.counter.models import QueueTicket
from bianmin.counter.tally import tally
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.queue import AT_WINDOW, TicketAction, TicketOutcome, TicketState
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.workforce.commands.alarms import tell_staff
from bianmin.workforce.queries.people import heads_of

OPEN = (TicketState.WAITING, TicketState.ABSENT, *AT_WINDOW)


def tell_unended(tickets: Iterable[QueueTicket], *, at: datetime) -> None:
    """没有登记结果: one message for each to the head of the centre, or to the county's bureau."""
    for ticket in tickets:
        heads = heads_of(ticket.site, RoleKind.CENTER_HEAD, at=at)
        tell_staff(
            heads or heads_of(ticket.site, RoleKind.COUNTY_BUREAU, at=at),
            "ticket_unended",
            unit=ticket.unit,
            act=f"unended:{ticket.pk}",
            at=at,
            site=ticket.site.name,
            number=ticket.number,
        )


@transaction.atomic
def settle_ticket(ticket: QueueTicket, *, remedy: str, by: Actor, at: datetime) -> None:
    """核实: whoever runs the site writes what they found."""
    require(policies.may_settle(by, ticket))
    if not remedy.strip():
        raise Invalid("请写明核实的情况", {"remedy": "请写明核实的情况"})
    open_still = QueueTicket.objects.filter(
        unit=ticket.unit, pk=ticket.pk, state="ended", outcome="", settled_at__isnull=True
    )
    said = remedy.strip()[:200]
    if not open_still.update(settled_at=at, settled_by=by.user_id, remedy=said):
        raise Conflict("这个号已经核实过了")
    record(
        f"ticket:{ticket.pk}", "settle_ticket", unit=ticket.unit, by=by, at=at, reason=said,
        number=ticket.number,
    )  # fmt: skip


@transaction.atomic
def end_days(unit: int, today: date, *, at: datetime) -> int:
    """日终: what is still open of days gone by: not called, it lapses; at a window, it ended
    without an outcome, and whoever runs the site is told."""
    open_still = QueueTicket.objects.filter(
        unit=unit, day__lt=today, state__in=[state.value for state in OPEN]
    )
    unended = []
    ended = 0
    for ticket in open_still.select_related("site__region").order_by("id"):
        ended += 1
        if ticket.state in AT_WINDOW:
            unended.append(_end(ticket, at=at))
        else:
            move(ticket, TicketAction.LAPSE, by=SYSTEM, at=at, ended_at=at)
            tally(ticket.site, ticket.day, lapsed=1)
    tell_unended(unended, at=at)
    return ended


def _end(ticket: QueueTicket, *, at: datetime) -> QueueTicket:
    none = TicketOutcome.NONE.value
    ended = move(
        ticket, TicketAction.END, by=SYSTEM, at=at, facts={"outcome": none}, ended_at=at,
        outcome=none,
    )  # fmt: skip
    tally(ended.site, ended.day, ended=1, unended=1)
    return ended
