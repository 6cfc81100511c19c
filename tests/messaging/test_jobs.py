"""A killed worker's job is taken over by the next one; nothing is sent twice to the person."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from bianmin.messaging import jobs
from bianmin.messaging.commands import queue_sms
from bianmin.messaging.models import OutgoingMessage
from tests.messaging.gateways import get_json, post_json, simulator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

UNIT = 3


def test_the_job_of_a_killed_worker_is_retried_by_the_next() -> None:
    queued_at = datetime.now(UTC)
    with simulator() as server:
        post_json(f"{server.url}/faults", {"mode": "slow"})
        params = {"item": "优待证", "number": "N1"}
        queue_sms(
            unit=UNIT,
            to="13805550001",
            template="accepted",
            params=params,
            dedupe_key="k1",
            at=queued_at,
        )
        with worker(server.url) as process:
            wait_until(lambda: message().tries == 1)  # the try is counted; the gateway is slow
            process.kill()
        assert statuses("messaging.send_one") == ["doing"]

        post_json(f"{server.url}/faults", {"mode": "ok"})
        pretend_the_lease_and_the_heartbeat_are_over()
        async_to_sync(jobs.retry_stalled.func)(timestamp=0)
        with worker(server.url, "--one-shot") as process:
            process.wait(60)
        assert statuses("messaging.send_one") == ["succeeded"]
        assert message().state == "sent"
        assert get_json(f"{server.url}/counts.json")["kept"] == 1


def test_a_stalled_periodic_job_is_closed_because_its_successor_may_be_queued() -> None:
    run(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status)"
        " VALUES ('default', 'messaging.send_due', 'messaging.send_due', 'doing'),"
        " ('default', 'messaging.send_due', 'messaging.send_due', 'todo')"
    )
    async_to_sync(jobs.retry_stalled.func)(timestamp=0)
    assert sorted(statuses("messaging.send_due")) == ["failed", "todo"]


def message() -> OutgoingMessage:
    return OutgoingMessage.objects.get(unit=UNIT, dedupe_key="k1")


def pretend_the_lease_and_the_heartbeat_are_over() -> None:
    OutgoingMessage.objects.filter(unit=UNIT).update(
        next_try_at=datetime.now(UTC) - timedelta(minutes=10)
    )
    run("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")


def statuses(task: str) -> list[str]:
    return [
        row[0]
        for row in run(
            "SELECT status::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task]
        )
    ]


def run(statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def worker(sms_url: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    given = connection.settings_dict
    host, port = quote(str(given["HOST"]), safe=""), given["PORT"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgresql:///{given['NAME']}?host={host}&port={port}",
        "SMS_URL": sms_url,
    }
    command = [sys.executable, "-m", "django", "procrastinate", "worker", *options]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_periodic_jobs_send_what_is_due_and_revive_what_died(settings: Any) -> None:
    with simulator() as server:
        settings.BIANMIN_SMS_URL = server.url
        for key in ("k1", "k2"):
            params = {"item": "优待证", "number": "N1"}
            queue_sms(
                unit=UNIT,
                to="13805550001",
                template="accepted",
                params=params,
                dedupe_key=key,
                at=datetime.now(UTC),
            )
        second = OutgoingMessage.objects.get(unit=UNIT, dedupe_key="k2")
        OutgoingMessage.objects.filter(unit=UNIT, pk=second.pk).update(state="dead")
        jobs.send_one(unit=UNIT, message_id=message().pk)
        assert message().state == "sent"
        jobs.revive_dead(timestamp=0)
        jobs.send_due(timestamp=0)
        assert get_json(f"{server.url}/counts.json") == {"kept": 2, "posts": 2, "duplicates": 0}


def test_while_the_gateway_is_down_a_new_message_waits_for_the_periodic_job(settings: Any) -> None:
    settings.BIANMIN_SMS_URL = "http://127.0.0.1:1"
    for key in ("k1", "k2"):
        queue_sms(
            unit=UNIT,
            to="13805550001",
            template="rate",
            params={},
            dedupe_key=key,
            at=datetime.now(UTC),
        )
    second = OutgoingMessage.objects.get(unit=UNIT, dedupe_key="k2")
    jobs.send_one(unit=UNIT, message_id=message().pk)
    jobs.send_one(unit=UNIT, message_id=second.pk)
    assert (message().tries, OutgoingMessage.objects.get(unit=UNIT, dedupe_key="k2").tries) == (
        1,
        0,
    )


def test_old_jobs_are_forgotten() -> None:
    run(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
        " VALUES ('default', 'messaging.send_one', 'doing')"
    )
    run("UPDATE procrastinate_jobs SET status = 'succeeded'")
    run("UPDATE procrastinate_events SET at = now() - interval '4 days'")
    async_to_sync(jobs.forget_jobs.func)(timestamp=0)
    assert statuses("messaging.send_one") == []
