"""`bianmin up`, the product itself: from an empty folder to an answer, twice, and away."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bianmin.ops.postgres import _free_port
from tests.ops.places import Place, empty_home
from tests.ops.test_supervisor import traces

STOP = 60


def start(home: Path, port: int) -> subprocess.Popen[str]:
    """Start the product and return when it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bianmin.ops.cli", "up", "--port", str(port)],
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("便民已启动"):
            return process
    raise AssertionError("".join(said))


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("BIANMIN") and name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    }
    return kept | {"BIANMIN_HOME": str(home)}


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.fault
def test_the_product_starts_twice_and_leaves_nothing_behind() -> None:
    with empty_home() as home:
        port = _free_port()
        first = start(home, port)
        assert (status(port, "/healthz"), status(port, "/")) == (200, 200)
        first.send_signal(signal.SIGINT)
        assert first.wait(timeout=STOP) == 0
        assert traces(home) == []

        second = start(home, port)
        assert status(port, "/healthz") == 200
        second.terminate()
        assert second.wait(timeout=STOP) == 0
        assert traces(home) == []
        assert Place(home).cluster.postmaster() is None
