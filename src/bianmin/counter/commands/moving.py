"""号的状态变化: one compare-and-set for all verbs, with its trace and the screens told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.counter.models import QueueTicket
from bianmin.counter.tally import tell_screens
from bianmin.rules.errors import Conflict
from bianmin.rules.queue import TicketAction, TicketState, ticket_after


def move(
    ticket: QueueTicket,
    action: TicketAction,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> QueueTicket:
    """Write the next state only if nobody has moved the ticket since it was read."""
    state = ticket_after(TicketState(ticket.state), action)
    here = QueueTicket.objects.filter(unit=ticket.unit, pk=ticket.pk)
    same = here.filter(state=ticket.state, calls=ticket.calls)
    if not same.update(state=state.value, **changes):
        raise Conflict(f"{ticket.number} 刚被别的窗口处理，请刷新再看")
    record(
        f"ticket:{ticket.pk}",
        f"{action.value}_ticket",
        unit=ticket.unit,
        by=by,
        at=at,
        reason=reason,
        number=ticket.number,
        **(facts or {}),
    )
    tell_screens(ticket.site)
    ticket.state = state.value
    for name, value in changes.items():
        setattr(ticket, name, value)
    return ticket
