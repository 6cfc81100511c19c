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
from bianmin.ops.processes import until
from tests.ops.places import Place, empty_home
from tests.ops.test_supervisor import traces

STOP = 60
READY = "便民已启动"
ROOT = Path(__file__).parents[2]
PRODUCT = (sys.executable, "-m", "bianmin.ops.cli", "up")
SHELL = ("sh", "-c", '"$@"; true', "sh", *PRODUCT, "--with-parent")
MAKE = ("make", "-C", str(ROOT), "-o", ".venv/.product", "-o", ".venv/.printing", "run")
OUR_OWN = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PYTHONUNBUFFERED")
PARTS = ("postgres", "granian", "worker", "simulator")


def start(
    home: Path, port: int, command: tuple[str, ...] = PRODUCT, *, until_it_says: str = READY
) -> subprocess.Popen[str]:
    """Start the product and return when it says that it is ready."""
    process = subprocess.Popen(
        command,
        env=_environment(home) | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if until_it_says in line:
            return process
        if READY in line:  # and never said it
            process.terminate()
            break
    raise AssertionError("".join(said))


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("BIANMIN") and name not in OUR_OWN
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
def test_the_product_starts_twice_and_whatever_ends_it_nothing_is_left_behind() -> None:
    with empty_home() as home:
        port = _free_port()
        for ended in (kill_make_while_it_loads, interrupt_make_while_it_loads):
            ended(home, port)
            assert_nothing_is_left(home)

        first = start(home, port)
        assert (status(port, "/healthz"), status(port, "/")) == (200, 200)
        first.terminate()
        assert first.wait(timeout=STOP) == 0
        assert_nothing_is_left(home)

        shell = start(home, port, SHELL)
        assert status(port, "/healthz") == 200
        assert until(lambda: parts(home) == set(PARTS), seconds=STOP)
        shell.kill()
        shell.wait()
        assert until(lambda: not traces(home), seconds=STOP)
        assert_nothing_is_left(home)


def kill_make_while_it_loads(home: Path, port: int) -> None:
    make = start(home, port, MAKE, until_it_says="事项")
    make.kill()
    make.wait()
    assert until(lambda: not traces(home), seconds=STOP)


def interrupt_make_while_it_loads(home: Path, port: int) -> None:
    """Ctrl-C: the terminal tells everybody in front of it, and make waits for what it runs."""
    make = start(home, port, MAKE, until_it_says="事项")
    os.killpg(make.pid, signal.SIGINT)
    make.wait(timeout=STOP)
    assert until(lambda: not traces(home), seconds=STOP)


def assert_nothing_is_left(home: Path) -> None:
    assert traces(home) == []
    cluster = Place(home).cluster
    assert cluster.postmaster() is None
    assert cluster.log.read_text().rstrip().endswith("database system is shut down")


def parts(home: Path) -> set[str]:
    """Return which parts of the product run in this home."""
    told = "".join(map(_words, traces(home)))
    return {part for part in PARTS if part in told}


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:  # ended just now
        return ""
