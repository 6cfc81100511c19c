"""消息办理: queue a message with the act that causes it, send what is due, give up in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from bianmin.audit.commands import record
from bianmin.ground import lanes
from bianmin.ground.ids import new_id
from bianmin.messaging import queries
from bianmin.messaging.acting import ALL_UNITS, SYSTEM
from bianmin.messaging.models import OutgoingMessage
from bianmin.messaging.sms import Gateway, NotSent, Rejected, Text
from bianmin.messaging.templates import PARAMETERS, TEMPLATES, render
from bianmin.rules.masking import Sealed
from bianmin.rules.retention import Record, erase_before

TRIES = 48
KEPT = timedelta(days=3)
FAILURES_IN_A_ROW = 3
FORGOTTEN = "保存期满，内容已删除"
LEASE = timedelta(minutes=1)  # longer than the longest send, shorter than the pause


class Outcome(Enum):
    """发送结果: what came of one try."""

    SENT = "sent"
    PUT_OFF = "put_off"  # the gateway did not take it
    GIVEN_UP = "given_up"  # it will never go out, and others are not the worse for it
    TAKEN = "taken"  # another worker has it


class Sends(Protocol):
    """短信端口: what hands one message over and returns the gateway's number for it."""

    def send(self, message: Text, *, at: datetime) -> str: ...


def queue_sms(
    *,
    unit: int,
    to: Sealed | str,
    template: str,
    params: Mapping[str, object],
    dedupe_key: str,
    at: datetime,
) -> bool:
    """排队: write the message with the caller's act; say whether it is new.

    The same `dedupe_key` again changes nothing. Raise LookupError for a template or a parameter
    that does not exist: no other words can leave the product.
    """
    unknown = set(params) - set(PARAMETERS)
    if template not in TEMPLATES or unknown:
        raise LookupError(f"no such message: {template} {sorted(unknown)}")
    message = OutgoingMessage(
        id=new_id(),
        unit=unit,
        dedupe_key=dedupe_key,
        to=to,
        template=template,
        params={name: str(value) for name, value in params.items()},
        created_at=at,
        next_try_at=at,
    )
    with transaction.atomic():
        OutgoingMessage.objects.bulk_create([message], ignore_conflicts=True)
        due = queries.due(unit, at=at)
        found = due.aggregate(mine=Count("pk", filter=Q(pk=message.pk)), all=Count("pk"))
        if found["mine"]:
            lane = {"unit": unit, "waiting": found["all"]}
            lanes.defer("messaging.send_one", message_id=message.pk, **lane)
    return bool(found["mine"])


def send_due(*, at: datetime, port: Sends | None = None) -> int:
    """发送到期的消息: try all that is due, of the units in turn; return how many were sent.

    Give up for this time when several in a row fail: the gateway is down, and what was not
    tried stays due.
    """
    sends = port or gateway()
    if sends is None:
        return 0
    sent = failures = 0
    for message in _all_due(at):
        outcome = send(message, at=at, port=sends)
        sent += outcome is Outcome.SENT
        failures = failures + 1 if outcome is Outcome.PUT_OFF else 0
        if failures == FAILURES_IN_A_ROW:
            break
    return sent


def send(message: OutgoingMessage, *, at: datetime, port: Sends | None = None) -> Outcome:
    """发送: try one message, unless somebody else is trying it; say what came of it.

    The try is counted before it is made. Killed between sending and marking, we send again under
    the same key when the lease is over, and the gateway drops the second.
    """
    sends = port or gateway()
    if sends is None or not _claim(message, at=at):
        return Outcome.TAKEN
    if at - message.created_at > TEMPLATES[message.template].valid:
        return _give_up(message, "failed", "已过时，不再发送", at=at)
    try:
        provider_id = sends.send(_text(message), at=at)
    except Rejected as error:
        return _give_up(message, "failed", str(error), at=at)
    except NotSent as error:
        return _postpone(message, str(error), at=at)
    _change(message, state="sent", sent_at=at, provider_id=provider_id, last_error="", params={})
    return Outcome.SENT


def revive_dead(*, at: datetime) -> int:
    """复活: queue again what died of an outage, once the gateway takes messages again."""
    units = queries.units_with_dead()
    last = queries.last_success() if units else None
    if last is None:
        return 0
    return sum(
        queries.dead(unit)
        .filter(next_try_at__lt=last, created_at__gt=at - KEPT)
        .update(state="queued", tries=0, next_try_at=at)
        for unit in units
    )


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """到期删除: empty what was sent or given up long ago; that it was sent stays, sent once."""
    limit = erase_before(Record.MESSAGE, at)
    if limit is None:
        return 0
    old = OutgoingMessage.objects.filter(unit__in=ALL_UNITS, created_at__lt=limit)
    over = old.exclude(state="queued").exclude(last_error=FORGOTTEN)
    over.filter(state="dead").update(state="failed")  # nobody may bring it to life again
    return over.update(to="", params={}, last_error=FORGOTTEN)


def gateway() -> Gateway | None:
    """短信网关: the one of this deployment; None while no address is given."""
    if not settings.BIANMIN_SMS_URL:
        return None
    return Gateway(settings.BIANMIN_SMS_URL, settings.BIANMIN_SMS_KEY)


def _claim(message: OutgoingMessage, *, at: datetime) -> bool:
    """Take the message for the length of a lease, unless another worker was faster."""
    here = OutgoingMessage.objects.filter(
        unit=message.unit, pk=message.pk, state="queued", next_try_at=message.next_try_at
    )
    claimed = here.update(tries=message.tries + 1, next_try_at=at + LEASE)
    if claimed:
        message.tries, message.next_try_at = message.tries + 1, at + LEASE
    return bool(claimed)


def _text(message: OutgoingMessage) -> Text:
    params = message.params.clear()
    words = render(
        message.template, params, city=settings.BIANMIN_CITY, address=settings.BIANMIN_ADDRESS
    )
    return Text(message.to.clear(), words, message.template, params, message.dedupe_key)


def _all_due(at: datetime) -> Iterator[OutgoingMessage]:
    units = queries.units_due(at=at)
    return lanes.in_turn(queries.due(unit, at=at).iterator(chunk_size=200) for unit in units)


def _postpone(message: OutgoingMessage, words: str, *, at: datetime) -> Outcome:
    """Try again in five minutes; after the last try give up and leave a trace."""
    if message.tries < TRIES:
        _change(message, next_try_at=at + queries.PAUSE, last_error=words)
    else:
        _give_up(message, "dead", words, at=at)
    return Outcome.PUT_OFF


@transaction.atomic
def _give_up(message: OutgoingMessage, state: str, words: str, *, at: datetime) -> Outcome:
    if _change(message, state=state, last_error=words, next_try_at=at):
        record(
            f"message:{message.pk}",
            f"message_{state}",
            unit=message.unit,
            by=SYSTEM,
            at=at,
            reason=words,
            template=message.template,
            tries=message.tries,
        )
    return Outcome.GIVEN_UP


def _change(message: OutgoingMessage, **changes: Any) -> bool:
    """Write if our lease still holds: another worker may have taken the message over."""
    ours = OutgoingMessage.objects.filter(
        unit=message.unit, pk=message.pk, state="queued", next_try_at=message.next_try_at
    )
    changed = ours.update(**changes)
    for name, value in changes.items():
        setattr(message, name, value)
    return bool(changed)
