"""叫号: call, call again, serve, note who did not come, send on, and end with an outcome."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.cases.models import Case
from bianmin.counter import policies
from bianmin.counter.commands.ending import tell_unended
from bianmin.counter.commands.moving import move
from bianmin.counter.models import QueueTicket, WaitDay
from bianmin.counter.queries import line
from bianmin.counter.tally import hold, tally
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.queue import (
    TicketAction,
    TicketOutcome,
    TicketState,
    next_up,
    ticket_after,
)
from bianmin.rules.verdict import require
from bianmin.workforce.models import Post

LONGEST_SERVICE = timedelta(hours=2)  # longer was forgotten, and says nothing of how long it takes


@transaction.atomic
def call_next(window: Post, *, by: Actor, at: datetime) -> QueueTicket | None:
    """叫下一位: the one whose turn it is; None when nobody waits.

    The day's row is held meanwhile: of two windows that press at once each gets another number.
    """
    site = window.site
    require(policies.may_call(by, site))
    day = at.astimezone(SHANGHAI).date()
    ahead_in_row = hold(site, day)
    busy = line.at_window(window, day)
    if busy is not None:
        raise Conflict(f"{busy.number} 还在{window.name}，先办完、过号或转走，再叫下一位")
    waiting = line.waiting(site, day)
    turn = next_up(
        (line.as_rule(one) for one in waiting),
        ahead_in_row=ahead_in_row,
        at=at,
        window=window.pk,
    )
    if turn is None:
        return None
    ticket = next(one for one in waiting if one.pk == turn.ticket.id)
    days = WaitDay.objects.filter(unit=site.unit, day=day, site=site)
    days.update(ahead_in_row=turn.ahead_in_row)
    if ticket.first_called_at is None:
        waited = int((at - ticket.taken_at).total_seconds())
        tally(site, day, called=1, wait_seconds=max(waited, 0))
    return move(
        ticket,
        TicketAction.CALL,
        by=by,
        at=at,
        facts={"window": window.pk},
        window=window,
        clerk_id=by.user_id,
        calls=ticket.calls + 1,
        called_at=at,
        first_called_at=ticket.first_called_at or at,
        served_at=None,
    )


@transaction.atomic
def recall(ticket: QueueTicket, *, by: Actor, at: datetime) -> QueueTicket:
    """重呼: the screens show the number once more."""
    require(policies.may_call(by, ticket.site))
    return move(ticket, TicketAction.RECALL, by=by, at=at, calls=ticket.calls + 1, called_at=at)


@transaction.atomic
def begin_service(ticket: QueueTicket, *, by: Actor, at: datetime) -> QueueTicket:
    """开始办理: the person is there."""
    require(policies.may_call(by, ticket.site))
    return move(ticket, TicketAction.SERVE, by=by, at=at, served_at=at, clerk_id=by.user_id)


@transaction.atomic
def note_missed(ticket: QueueTicket, *, by: Actor, at: datetime) -> QueueTicket:
    """过号: called and not come; may come back into the line on the same day."""
    require(policies.may_call(by, ticket.site))
    moved = move(ticket, TicketAction.MISS, by=by, at=at, misses=ticket.misses + 1)
    tally(moved.site, moved.day, missed=1)
    return moved


@transaction.atomic
def return_to_line(ticket: QueueTicket, *, by: Actor, at: datetime) -> QueueTicket:
    """过号重排: back in line from this moment, with the same number."""
    require(policies.may_call(by, ticket.site))
    _require_today(ticket, at)
    return move(
        ticket,
        TicketAction.RETURN,
        by=by,
        at=at,
        queued_at=at,
        booked_for=None,
        is_resumed=False,
        window=None,
    )


@transaction.atomic
def transfer(
    ticket: QueueTicket, to: Post | None, *, reason: str = "", by: Actor, at: datetime
) -> QueueTicket:
    """转窗口: to another window of the site, or to whichever is free first; called there next."""
    require(policies.may_call(by, ticket.site))
    ticket_after(TicketState(ticket.state), TicketAction.TRANSFER)
    if to is not None and (to.site_id != ticket.site_id or to.pk == ticket.window_id):
        raise Invalid("请选本站点的另一个窗口", {"to": "请选本站点的另一个窗口"})
    return move(
        ticket,
        TicketAction.TRANSFER,
        by=by,
        at=at,
        reason=reason,
        facts={"window": to.pk if to else None, "from_window": ticket.window_id},
        window=to,
        is_resumed=True,
    )


@transaction.atomic
def end_ticket(
    ticket: QueueTicket,
    outcome: TicketOutcome,
    *,
    case_number: str = "",
    by: Actor,
    at: datetime,
) -> QueueTicket:
    """办完: with what came of it; without an outcome whoever runs the site is told at once."""
    require(policies.may_call(by, ticket.site))
    case = _case_of(ticket, case_number) if outcome is TicketOutcome.CASE else None
    began = ticket.served_at or ticket.called_at
    ended = move(
        ticket,
        TicketAction.END,
        by=by,
        at=at,
        facts={"outcome": outcome.value, "case": case.pk if case else None},
        ended_at=at,
        outcome=outcome.value,
        case=case,
        clerk_id=by.user_id,
    )
    seconds = int((at - began).total_seconds()) if began else 0
    timed = outcome is not TicketOutcome.NONE and 0 < seconds <= LONGEST_SERVICE.total_seconds()
    tally(
        ended.site,
        ended.day,
        ended=1,
        unended=int(outcome is TicketOutcome.NONE),
        served=int(timed),
        service_seconds=seconds if timed else 0,
        service_squares=seconds**2 if timed else 0,
    )
    if outcome is TicketOutcome.NONE:
        tell_unended([ended], at=at)
    return ended


def _require_today(ticket: QueueTicket, at: datetime) -> None:
    if ticket.day != at.astimezone(SHANGHAI).date():
        raise Conflict("这是以前的号，请重新取号")


def _case_of(ticket: QueueTicket, number: str) -> Case:
    """The case that was taken in for the ticket: at its site, on its day, after it was called.

    The case's row is held meanwhile: of two tickets that name it at once one gets it.
    """
    rows = Case.objects.select_for_update().filter(unit=ticket.unit, number=number.strip())
    found, wrong = rows.first(), ""
    if found is None or not _was_taken_in(found, ticket):
        wrong = "没有这个办件号，或它不是叫号以后在本站点收的"
    elif QueueTicket.objects.filter(unit=ticket.unit, case_id=found.pk).exists():
        wrong = "这个办件号已经登记在另一个号上了"
    if found is None or wrong:
        raise Invalid(wrong, {"case_number": wrong})
    return found


def _was_taken_in(case: Case, ticket: QueueTicket) -> bool:
    """Whether the ticket's site received the case, or handed it in, since the number was called."""
    if ticket.site_id not in (case.site_id, case.intake_site_id):
        return False
    at = case.received_at if ticket.site_id == case.site_id else case.submitted_at
    if at is None or ticket.first_called_at is None or at < ticket.first_called_at:
        return False
    return at.astimezone(SHANGHAI).date() == ticket.day
