"""The database is killed under load: python -m torture._kills.away PORT KILLS SEED, in its home.

The product runs as `bianmin up` in the same BIANMIN_HOME; what it must do, it does by itself.
Prints what was found as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from typing import Any

QUIET = (0.1, 1.0)  # seconds of work between coming back and the next kill
BACK_SECONDS = 60.0


def main(port: int, kills: int, seed: int) -> dict[str, Any]:
    from django.db import connections

    from bianmin.audit.commands import seal_events
    from bianmin.config.env import ENV
    from bianmin.ops import database
    from torture._kills.checker import blindness, check
    from torture._kills.clients import Person, together
    from torture._kills.people import neighbours
    from torture.kills import CLIENTS, now

    people, stop = neighbours(CLIENTS), threading.Event()
    connections.close_all()
    clients = [Person(n, one, port, stop, seed=seed) for n, one in enumerate(people)]
    for client in clients:
        client.start()
    dice, back, faults = random.Random(seed), [], []
    for _ in range(kills):
        time.sleep(dice.uniform(*QUIET))
        seconds = _kill_and_wait(clients)
        (back if seconds is not None else faults).append(seconds)
    stop.set()
    for client in clients:
        client.join()
    connections.close_all()
    seal_events(at=now())
    told = together(clients)
    with database.connected(ENV, "admin") as connection:
        violations = check(connection, told) + blindness(connection, told)
    violations += [f"not back within {BACK_SECONDS:.0f} s" for _ in faults]
    violations += [f"{told.cut} requests got no answer at all"] if told.cut else []
    return {
        "kills": kills,
        "acknowledged": len(told.cases),
        "acts": sum(len(taken.acts) for taken in told.cases),
        "statuses": {str(k): v for k, v in sorted(told.statuses.items())},
        "replayed": told.replays,
        "cut_off": told.cut,
        "back_after_seconds": {
            "median": round(sorted(back)[len(back) // 2], 1) if back else None,
            "longest": round(max(back), 1) if back else None,
        },
        "violations": violations,
    }


def _kill_and_wait(clients: list[Any]) -> float | None:
    """Kill the server of the database; return after how many seconds an act was done again."""
    from bianmin.config.env import ENV
    from bianmin.ops import database

    cluster = database.cluster(ENV)
    assert cluster is not None
    began = time.monotonic()
    killed = cluster.postmaster()
    if killed is None:  # it has not come back from the kill before
        return None
    os.kill(killed, signal.SIGKILL)
    while time.monotonic() < began + BACK_SECONDS:
        if cluster.postmaster() not in (None, killed):
            break
        time.sleep(0.05)
    done = sum(client.done for client in clients)
    while time.monotonic() < began + BACK_SECONDS:
        if sum(client.done for client in clients) > done:
            return time.monotonic() - began
        time.sleep(0.02)
    return None


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(*(int(word) for word in sys.argv[1:4])), ensure_ascii=False))
