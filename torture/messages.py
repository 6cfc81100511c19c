"""消息的拷问: a gateway that fails in every way, workers killed with -9, and a day without either.

Real worker processes send to the real simulator process. Whatever happens, everybody is told, and
each message arrives once: the gateway drops what comes again under a key that it has had. Time is
let pass by moving what is stored into the past.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app
from tests.messaging.gateways import get_json, post_json, simulator_process
from tests.messaging.test_jobs import worker

from bianmin.messaging.acting import ALL_UNITS
from bianmin.messaging.commands import queue_sms
from bianmin.messaging.models import OutgoingMessage
from bianmin.messaging.queries import counts
from bianmin.ops.postgres import _free_port
from torture.audit import own_database

FULL = 10_000
ROUNDS = 40
"""At full size; a small one has a round of each kind."""
UNITS = range(1, 12)
KINDS = ("ok", "500", "down", "lies", "kill", "kill while slow")
STEP = timedelta(minutes=6)  # more than the pause after a failed try, and than a lease
DAY = timedelta(days=1)
A_WHILE = timedelta(hours=1)
PATIENCE = 120  # real seconds for what takes a moment
LAST_ROUNDS = 60


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: n messages through the faults, in a database of its own."""
    with own_database():
        return campaign(seed=seed, n=n, rounds=ROUNDS if n >= 1000 else len(KINDS))


def campaign(*, seed: int, n: int, rounds: int) -> dict[str, Any]:
    """Queue n messages over the rounds, a day's outage in the middle; then let all catch up."""
    with simulator_process(_free_port()) as url, ExitStack() as open_until_the_end:
        house = House(url, random.Random(seed), open_until_the_end)
        house.hire()
        plan = [KINDS[number % len(KINDS)] for number in range(rounds)]
        house.dice.shuffle(plan)
        for number, kind in enumerate(plan):
            house.queue(range(n * number // rounds, n * (number + 1) // rounds))
            house.live_through(kind)
            if number == rounds // 2:
                house.have_no_gateway_for(DAY)
        for _ in range(LAST_ROUNDS):
            if house.catch_up():
                break
        return house.report(n)


@dataclass
class House:
    """The product's worker of the moment, and the gateway beside it."""

    url: str
    dice: random.Random
    stack: ExitStack
    process: subprocess.Popen[bytes] | None = None
    lived: Counter[str] = field(default_factory=Counter)
    most_waiting: int = 0
    woken: int = 0

    def hire(self) -> None:
        """Start a worker; what the last one held is taken for its own no longer."""
        execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        self.process = self.stack.enter_context(worker(self.url, "--concurrency", "4"))

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.hire()

    def queue(self, numbers: range) -> None:
        at = datetime.now(UTC)
        for number in numbers:
            queue_sms(
                unit=UNITS[number % len(UNITS)],
                to=f"138{number:08d}",
                template="accepted",
                params={"item": "优待证", "number": f"N{number}"},
                dedupe_key=f"m{number}",
                at=at,
            )

    def live_through(self, kind: str) -> None:
        """Have one fault for a while; then let the pause pass."""
        self.lived[kind] += 1
        mode = {"kill": "ok", "kill while slow": "slow"}.get(kind, kind)
        post_json(f"{self.url}/faults", {"mode": mode})
        before = tries()
        self.wake("send_due")
        if kind.startswith("kill"):
            self.wait(lambda: tries() > before or not waiting(), "nobody tried")
            time.sleep(self.dice.random() * 0.2)
            self.kill()
        else:
            self.wait_until_quiet()
        post_json(f"{self.url}/faults", {"mode": "ok"})
        pass_time(STEP)
        self.wake("retry_stalled")
        self.wait_until_quiet()

    def have_no_gateway_for(self, outage: timedelta) -> None:
        post_json(f"{self.url}/faults", {"mode": "down"})
        passed = timedelta()
        while passed < outage:
            self.wake("send_due")
            self.wait_until_quiet()
            pass_time(A_WHILE)
            passed += A_WHILE
        self.most_waiting = waiting()
        post_json(f"{self.url}/faults", {"mode": "ok"})

    def catch_up(self) -> bool:
        """Do what the worker's clock does each few minutes; say whether all is sent."""
        for job in ("retry_stalled", "send_due", "revive_dead"):
            self.wake(job)
            self.wait_until_quiet()
        pass_time(STEP)
        return counts().keys() <= {"sent"}

    def wake(self, job: str) -> None:
        """Let a periodic job run now: its minute has come."""
        name = f"messaging.{job}"
        self.woken += 1  # beside those that its own clock wakes
        app.configure_task(name, queueing_lock=f"{name} {self.woken}").defer(timestamp=0)

    def wait_until_quiet(self) -> None:
        left = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        mine = f"{left} AND (status = 'todo' OR worker_id = (SELECT max(id) FROM {WORKERS}))"
        self.wait(lambda: not execute(mine), "the worker does not come to an end")

    def wait(self, condition: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, otherwise
            time.sleep(0.02)

    def report(self, n: int) -> dict[str, Any]:
        gateway = get_json(f"{self.url}/counts.json")
        arrived = Counter(text["key"] for text in get_json(f"{self.url}/inbox.json"))
        wanted = {f"m{number}" for number in range(n)}
        found = [f"{key} never came" for key in sorted(wanted - arrived.keys())]
        found += [f"{key} came {times} times" for key, times in arrived.items() if times != 1]
        found += [f"{key} was never queued" for key in sorted(arrived.keys() - wanted)]
        if counts() != {"sent": n}:
            found.append(f"at the end the messages stand as {dict(counts())}")
        stuck = execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
        if stuck:
            found.append(f"{stuck} jobs are stuck")
        return {
            "messages": n,
            "rounds": dict(sorted(self.lived.items())),
            "kills": self.lived["kill"] + self.lived["kill while slow"],
            "waiting_after_the_outage": self.most_waiting,
            "sent_again": gateway["duplicates"],
            "posts": gateway["posts"],
            "violations": found,
        }


WORKERS = "procrastinate_workers"
STORED = "messaging_outgoingmessage"


def pass_time(how_long: timedelta) -> None:
    """Let time pass for the messages."""
    ago = ", ".join(f"{name} = {name} - %s" for name in ("created_at", "next_try_at", "sent_at"))
    execute(f"UPDATE {STORED} SET {ago} WHERE unit = ANY(%s)", [how_long] * 3 + [list(ALL_UNITS)])


def tries() -> int:
    asked = f"SELECT coalesce(sum(tries), 0) FROM {STORED} WHERE unit = ANY(%s)"
    return int(execute(asked, [list(ALL_UNITS)]))


def waiting() -> int:
    return OutgoingMessage.objects.filter(unit__in=ALL_UNITS, state="queued").count()


def execute(statement: str, values: list[Any] | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else None
