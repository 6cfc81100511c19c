"""取号: take a number, give it back, and put somebody ahead whose card was seen."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.limits import TICKETS_FROM_ADDRESS
from bianmin.audit.commands import record
from bianmin.counter import policies
from bianmin.counter.commands.moving import move
from bianmin.counter.models import QueueTicket
from bianmin.counter.tally import next_serial, tally, tell_screens
from bianmin.ground.crypto import keyed_hash
from bianmin.rules import identity, numbers
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict, Invalid, TooMany
from bianmin.rules.queue import (
    OLD_AGE,
    OPEN_LINES,
    Claim,
    Line,
    TicketAction,
    TicketState,
    is_old,
)
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

LAST_SERIAL = 999
CARD_SEEN = "card_seen"


@transaction.atomic
def take_ticket(
    site: Site,
    line: Line,
    *,
    claim: Claim = Claim.NONE,
    channel: str,
    address: str = "",
    by: Actor,
    at: datetime,
) -> tuple[QueueTicket, str]:
    """取号: write the next number of the site's day; return it with the secret of its link."""
    require(policies.may_take(site, at))
    if line not in OPEN_LINES:
        raise Invalid("请选一种业务", {"line": "请选一种业务"})
    if address and not tallies.count(TICKETS_FROM_ADDRESS, f"{site.pk} {address}", at=at):
        raise TooMany("这里刚取了很多号，请过一会儿再取，或到窗口请工作人员取号")
    return write_ticket(
        site,
        line,
        claim=claim,
        claim_by="desk" if channel == "desk" else "declared",
        channel=channel,
        by=by,
        at=at,
    )


def write_ticket(
    site: Site,
    line: Line,
    *,
    claim: Claim,
    claim_by: str,
    channel: str,
    booked_for: datetime | None = None,
    by: Actor,
    at: datetime,
) -> tuple[QueueTicket, str]:
    """写号: the row, its trace and its count; the caller has asked whether it may be."""
    day = at.astimezone(SHANGHAI).date()
    serial = next_serial(site, day, line.value)
    if serial > LAST_SERIAL:
        raise Conflict("今天这一种号已经发完了，请到窗口说明")
    code = numbers.tracking_code(site.unit, secrets.randbits(128))
    ticket = QueueTicket(
        unit=site.unit,
        site=site,
        day=day,
        line=line.value,
        serial=serial,
        number=f"{line.value}{serial:03d}",
        claim=claim.value,
        claim_by=claim_by if claim else "",
        channel=channel,
        taken_at=at,
        queued_at=at,
        booked_for=booked_for,
        code_hash=keyed_hash("ticket", code),
    )
    QueueTicket.objects.bulk_create([ticket])
    tally(site, day, taken=1, claimed=int(bool(claim)), booked=int(line is Line.BOOKED))
    record(
        f"ticket:{ticket.pk}",
        "take_ticket",
        unit=site.unit,
        by=by,
        at=at,
        number=ticket.number,
        claim=claim.value,
        channel=channel,
    )
    tell_screens(site)
    return ticket, code


@transaction.atomic
def leave_queue(ticket: QueueTicket, *, by: Actor, at: datetime) -> QueueTicket:
    """退号: whoever holds the number does not wait any longer."""
    left = move(ticket, TicketAction.LEAVE, by=by, at=at, ended_at=at)
    tally(left.site, left.day, left_early=1)
    return left


@transaction.atomic
def put_ahead(
    ticket: QueueTicket, *, claim: Claim, id_number: str = "", by: Actor, at: datetime
) -> QueueTicket:
    """优先: the window saw the identity card (sixty or older) or the disability card.

    The number of the card is read, not kept.
    """
    require(policies.may_call(by, ticket.site))
    if not claim:
        raise Invalid("请选优先的原因", {"claim": "请选优先的原因"})
    if claim is Claim.OLD:
        _require_old(id_number, at)
    if ticket.state != TicketState.WAITING or ticket.claim:
        raise Conflict("这个号已经优先，或已经不在等候")
    here = QueueTicket.objects.filter(
        unit=ticket.unit, pk=ticket.pk, state=TicketState.WAITING.value, claim=""
    )
    if not here.update(claim=claim.value, claim_by="desk"):
        raise Conflict("这个号刚被叫走，请刷新再看")
    tally(ticket.site, ticket.day, claimed=1)
    record(
        f"ticket:{ticket.pk}", "put_ahead", unit=ticket.unit, by=by, at=at,
        number=ticket.number, claim=claim.value,
    )  # fmt: skip
    tell_screens(ticket.site)
    ticket.claim, ticket.claim_by = claim.value, "desk"
    return ticket


def _require_old(id_number: str, at: datetime) -> None:
    today = at.astimezone(SHANGHAI).date()
    try:
        known = identity.parse_id_number(id_number, today=today)
    except Invalid as wrong:
        raise Invalid(str(wrong), {"id_number": str(wrong)}) from None
    if not is_old(known.born_on, today):
        young = f"按身份证还不满 {OLD_AGE} 周岁"
        raise Invalid(young, {"id_number": young})
