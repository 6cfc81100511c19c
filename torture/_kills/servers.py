"""The server under fire: started, killed with -9, started again, always on one port."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from bianmin.config.env import ENV
from bianmin.ops import database
from bianmin.ops.up import children

HOST = "127.0.0.1"
UP_SECONDS = 60.0
QUIET = {"RUST_LOG": "off", "PYTHONUNBUFFERED": "1"}


class Server(Protocol):
    """What the harness asks of a server."""

    port: int
    longest_life: float  # seconds; without an answer it is killed none the less

    def start(self) -> None: ...
    def kill(self) -> None: ...
    def close(self) -> None: ...


def environment(name: str, *, settings: str = "tests.settings") -> dict[str, str]:
    """Return the environment of a server on this database of the tests' cluster."""
    given = database.parameters(ENV, "admin", database=name)
    address = f"postgresql:///{name}?host={quote(str(given['host']), safe='')}&port={given['port']}"
    root = Path(__file__).parents[2]
    return {
        **os.environ,
        **QUIET,
        "DJANGO_SETTINGS_MODULE": settings,
        "BIANMIN_HOME": str(ENV.home),
        "DATABASE_URL": address,
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
    }


class Zygote:
    """Forks servers from a process that has loaded everything; each is a group of its own."""

    longest_life = 3.0

    def __init__(self, environ: dict[str, str]) -> None:
        self.port = free_port()
        self.group = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "torture._kills.zygote", str(self.port)],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def start(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("start\n")
        self._process.stdin.flush()
        self.group = int(self._process.stdout.readline())
        wait_until_up(self.port)

    def kill(self) -> None:
        kill_group(self.group)

    def close(self) -> None:
        self.kill()
        self._process.kill()
        self._process.wait()


class Command:
    """The web server exactly as `bianmin up` starts it, with its two workers, which load anew."""

    longest_life = 30.0

    def __init__(self, environ: dict[str, str]) -> None:
        self.port = free_port()
        web = next(children(dataclasses.replace(ENV, port=self.port)))
        self._command = web.command
        self._environ = environ | dict(web.environment)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until_up(self.port)

    def kill(self) -> None:
        if self._process is not None:
            kill_group(self._process.pid)
            self._process.wait()

    def close(self) -> None:
        self.kill()


def kill_group(group: int) -> None:
    """Kill every process of the group at once; nothing is written, closed or answered."""
    if group > 1:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def wait_until_up(port: int) -> None:
    """Return as soon as somebody listens."""
    deadline = time.monotonic() + UP_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.002)
    raise AssertionError(f"no server on port {port} within {UP_SECONDS:.0f} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
