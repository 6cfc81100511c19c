"""Gateways for tests: one in memory on a virtual clock, one as the real simulator process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bianmin.messaging.simulator import serve
from bianmin.messaging.sms import NotSent, Text


class Killed(BaseException):
    """The worker dies here: nothing catches it."""


class MemoryGateway:
    """Takes each key once; down between two moments; may kill the worker after taking."""

    def __init__(self, *, down: tuple[datetime, datetime] | None = None) -> None:
        self.down = down
        self.kill_after_taking = False
        self.taken: Counter[str] = Counter()
        self.tries = 0

    def send(self, message: Text, *, at: datetime) -> str:
        self.tries += 1
        if self.down and self.down[0] <= at < self.down[1]:
            raise NotSent("网关连不上")
        self.taken[message.key] += 1
        if self.kill_after_taking:
            raise Killed
        return f"p-{message.key}"[:64]


@contextmanager
def simulator(key: str = "") -> Iterator[Any]:
    """The simulator in a thread: its server, with `.inbox` and `.url`."""
    with serve(0, key=key) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        found: Any = server
        found.url = f"http://127.0.0.1:{server.server_address[1]}"
        found.inbox = found.RequestHandlerClass.inbox
        try:
            yield found
        finally:
            server.shutdown()


@contextmanager
def simulator_process(port: int) -> Iterator[str]:
    """The simulator as its own process; yields its address."""
    command = [sys.executable, "-m", "bianmin.messaging.simulator", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, env={**os.environ}) as process:
        try:
            _wait_for(url)
            yield url
        finally:
            process.terminate()


def get_json(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def post_json(url: str, value: object) -> int:
    body = json.dumps(value).encode()
    with urllib.request.urlopen(url, body, timeout=10) as answer:
        return int(answer.status)


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            get_json(f"{url}/counts.json")
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the simulator did not start")
