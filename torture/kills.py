"""杀进程的拷问: the server is killed with -9 in the middle of submissions, thousands of times.

Nothing that was acknowledged is lost, nothing is doubled, and every act has one event and one
message. The control runs without idempotency keys and must find doubles. The command that people
start is killed in `command_kills`: it takes seconds to be up again.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connections
from tests import server as cluster

from bianmin.audit.commands import seal_events
from torture._kills.checker import blindness, check
from torture._kills.clients import Person, together
from torture._kills.people import neighbours
from torture._kills.servers import Server, Zygote, environment
from torture.audit import own_database

FULL = 10_000
CLIENTS = 4
CONTROL = 40
ANSWERS = (0, 0, 1, 1, 2, 3)  # so many has a server given when it is about to be killed
DELAY = 0.15  # seconds at most from then to the kill: about as long as an act takes
Makes = Callable[[dict[str, str]], Server]


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: n kills; then the control."""
    found = campaign(Zygote, seed=seed, kills=n)
    control = campaign(Zygote, seed=seed, kills=CONTROL, settings=WITHOUT_KEYS)
    if not any("times" in line for line in control["violations"]):
        found["violations"].append("without keys nothing was doubled: the harness is blind")
    return found | {"control_without_keys": len(control["violations"])}


WITHOUT_KEYS = "torture._kills.settings_without_keys"


def campaign(
    makes: Makes,
    *,
    seed: int,
    kills: int,
    settings: str = "tests.settings",
) -> dict[str, Any]:
    """Kill a server so often under the load of four clients, and compare afterwards."""
    with own_database() as name:
        people = neighbours(CLIENTS)
        connections.close_all()
        made = makes(environment(name, settings=settings))
        began = time.monotonic()
        try:
            clients = _under_fire(made, people, seed=seed, kills=kills)
        finally:
            made.close()
        seconds = time.monotonic() - began
        seal_events(at=now())
        told = together(clients)
        with cluster.admin(name) as connection:
            violations = check(connection, told) + blindness(connection, told)
    return {
        "kills": kills,
        "acknowledged": len(told.cases),
        "acts": sum(len(taken.acts) for taken in told.cases),
        "cut_off": told.cut,
        "replayed": told.replays,
        "statuses": {str(k): v for k, v in sorted(told.statuses.items())},
        "kills_a_minute": round(kills / seconds * 60),
        "violations": violations,
    }


def _under_fire(made: Server, people: list[Any], *, seed: int, kills: int) -> list[Person]:
    dice, stop = random.Random(seed), threading.Event()
    made.start()
    clients = [
        Person(n, neighbour, made.port, stop, seed=seed) for n, neighbour in enumerate(people)
    ]
    for client in clients:
        client.start()
    for _ in range(kills):
        _let_work(clients, dice, made.longest_life)
        made.kill()
        made.start()
    stop.set()
    for client in clients:
        client.join()
    return clients


def _let_work(clients: list[Person], dice: random.Random, longest: float) -> None:
    """Wait until some answers came, and a moment more, so that the kill falls into an act."""
    wanted = dice.choice(ANSWERS) + sum(client.answers for client in clients)
    deadline = time.monotonic() + longest
    while sum(client.answers for client in clients) < wanted and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(dice.uniform(0, DELAY))


def now() -> Any:
    from django.utils import timezone

    return timezone.now()
