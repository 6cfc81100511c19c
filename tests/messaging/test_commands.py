"""Each message goes out once, whatever the gateway and the workers do."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from bianmin.audit.models import Event
from bianmin.messaging import commands, queries
from bianmin.messaging.commands import KEPT, TRIES, Outcome, queue_sms, send, send_due
from bianmin.messaging.models import OutgoingMessage
from bianmin.messaging.sms import Rejected, Text
from tests.messaging.gateways import Killed, MemoryGateway

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PHONE = "13805550001"


def queue(
    key: str = "k1", *, unit: int = 3, at: datetime = NINE, template: str = "accepted"
) -> bool:
    params = {"item": "优待证", "number": "N1"} if template == "accepted" else {"code": "123456"}
    return queue_sms(unit=unit, to=PHONE, template=template, params=params, dedupe_key=key, at=at)


def only(key: str = "k1", *, unit: int = 3) -> OutgoingMessage:
    return OutgoingMessage.objects.get(unit=unit, dedupe_key=key)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return int(cursor.fetchone()[0])


def test_a_message_and_its_job_come_with_the_act_and_go_with_it() -> None:
    before = jobs()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue()
        raise ZeroDivisionError
    assert (OutgoingMessage.objects.filter(unit=3).count(), jobs()) == (0, before)
    assert queue()
    assert (OutgoingMessage.objects.filter(unit=3).count(), jobs()) == (1, before + 1)


def test_the_same_key_again_changes_nothing_and_breaks_no_transaction() -> None:
    with transaction.atomic():
        assert queue()
        assert not queue()
        assert queue("k2")
    assert OutgoingMessage.objects.filter(unit=3).count() == 2


def test_only_known_words_can_leave() -> None:
    with pytest.raises(LookupError):
        queue_sms(unit=3, to=PHONE, template="hello", params={}, dedupe_key="x", at=NINE)
    with pytest.raises(LookupError):
        queue_sms(
            unit=3, to=PHONE, template="accepted", params={"name": "王"}, dedupe_key="x", at=NINE
        )


def test_neither_phone_nor_link_stands_in_the_row_in_clear() -> None:
    queue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM messaging_outgoingmessage m WHERE unit = 3")
        row = cursor.fetchone()[0]
    assert PHONE not in row
    assert PHONE.encode().hex() not in row


def test_a_sent_message_is_marked_and_forgets_its_parameters() -> None:
    queue()
    port = MemoryGateway()
    assert send(only(), at=NINE, port=port) is Outcome.SENT
    message = only()
    assert (message.state, message.provider_id, message.sent_at) == ("sent", "p-k1", NINE)
    assert message.params.clear() == {}
    assert send_due(at=NINE + KEPT, port=port) == 0


def test_of_two_workers_one_sends() -> None:
    queue()
    first, second = only(), only()
    port = MemoryGateway()
    assert send(first, at=NINE, port=port) is Outcome.SENT
    assert send(second, at=NINE, port=port) is Outcome.TAKEN
    assert port.taken["k1"] == 1


def test_killed_between_sending_and_marking_it_is_sent_again_under_the_same_key() -> None:
    queue()
    port = MemoryGateway()
    port.kill_after_taking = True
    with pytest.raises(Killed):
        send(only(), at=NINE, port=port)
    port.kill_after_taking = False
    assert send_due(at=NINE + timedelta(seconds=30), port=port) == 0  # the lease still holds
    assert send_due(at=NINE + 2 * MINUTE, port=port) == 1
    assert port.taken == {"k1": 2}
    assert only().state == "sent"


def test_after_48_tries_it_is_dead_with_a_trace_and_lives_again_when_the_gateway_does() -> None:
    queue()
    port = MemoryGateway(down=(NINE, NINE + timedelta(hours=6)))
    at = NINE
    while only().state == "queued":
        send_due(at=at, port=port)
        at += MINUTE
    assert port.tries == TRIES
    assert at - NINE == timedelta(minutes=5 * (TRIES - 1) + 1)
    assert Event.objects.filter(unit=3, action="message_dead").count() == 1
    assert list(queries.dead(3)) == [only()]
    assert commands.revive_dead(at=at) == 0

    later = NINE + timedelta(hours=20)
    queue("k2", unit=5, at=later)
    assert send_due(at=later, port=port) == 1
    assert commands.revive_dead(at=later + MINUTE) == 1
    assert send_due(at=later + MINUTE, port=port) == 1
    assert only().state == "sent"


def test_what_the_gateway_rejects_is_not_tried_again() -> None:
    class Refusing:
        def send(self, message: Text, *, at: datetime) -> str:
            raise Rejected("网关拒收 422")

    queue()
    assert send(only(), at=NINE, port=Refusing()) is Outcome.GIVEN_UP
    assert (only().state, only().last_error) == ("failed", "网关拒收 422")
    assert Event.objects.filter(unit=3, action="message_failed").count() == 1


def test_an_old_code_is_not_sent() -> None:
    queue(template="sign_in_code")
    port = MemoryGateway()
    assert send(only(), at=NINE + 6 * MINUTE, port=port) is Outcome.GIVEN_UP
    assert port.tries == 0


def test_without_a_gateway_messages_wait(settings: Any) -> None:
    settings.BIANMIN_SMS_URL = ""
    queue()
    assert send_due(at=NINE) == 0
    assert (only().state, only().tries) == ("queued", 0)


def test_a_gateway_that_is_down_costs_three_tries_a_minute_not_one_for_each_message() -> None:
    for number in range(20):
        queue(f"k{number}", unit=number % 4)
    port = MemoryGateway(down=(NINE, NINE + timedelta(hours=1)))
    send_due(at=NINE, port=port)
    assert port.tries == 3
    half_a_minute_later = NINE + MINUTE / 2
    tried = [unit for unit in range(4) if queries.is_troubled(unit, at=half_a_minute_later)]
    assert tried == [0, 1, 2]  # in turn: three units say that it is down


def test_four_hundred_messages_through_a_two_hour_outage_with_kills() -> None:
    """Virtual clock, fixed seed: everything goes out, and the gateway keeps each once."""
    draw = random.Random(20)
    down = (NINE + timedelta(minutes=30), NINE + timedelta(minutes=150))
    port = MemoryGateway(down=down)
    arrivals = sorted(draw.randrange(240) for _ in range(400))
    at, queued, kills = NINE, 0, 0
    while at < NINE + timedelta(hours=6):
        minute = int((at - NINE) / MINUTE)
        while queued < len(arrivals) and arrivals[queued] <= minute:
            queue(f"m{queued}", unit=queued % 11, at=at)
            queued += 1
        port.kill_after_taking = draw.random() < 0.05
        try:
            send_due(at=at, port=port)
        except Killed:
            kills += 1
        at += 3 * MINUTE
    states = queries.counts()
    assert states == {"sent": 400}
    assert len(port.taken) == 400
    assert sum(port.taken.values()) == 400 + kills
    assert kills > 0


def test_what_old_messages_said_and_to_whom_is_forgotten_once() -> None:
    for key, state in (("sent", "sent"), ("dead", "dead"), ("waits", "queued")):
        queue(key)
        OutgoingMessage.objects.filter(unit=3, dedupe_key=key).update(state=state)
    later = NINE + timedelta(days=184)
    assert commands.forget_old(at=NINE + timedelta(days=180)) == 0
    assert commands.forget_old(at=later) == 2
    assert commands.forget_old(at=later) == 0

    sent, dead, waits = only("sent"), only("dead"), only("waits")
    assert not sent.to
    assert not dead.to
    assert waits.to.clear()
    assert (sent.state, dead.state) == ("sent", "failed")
