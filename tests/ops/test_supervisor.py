"""One command starts everything; whatever ends it, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from bianmin.ops import supervisor
from bianmin.ops.postgres import Cluster
from bianmin.ops.processes import is_alive, until
from bianmin.ops.refusal import Refused
from bianmin.ops.watchdog import Watchdog
from tests.ops.places import Place, used_home

SECONDS = 30  # a machine that is busy with other things is slow, not broken
MARK = "BIANMIN_TEST_MARK"


def traces(home: Path) -> list[int]:
    """Return every living process that the supervisor of this home has started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(home) in told and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return [pid for pid in found if is_alive(pid)]


def _heed_a_hang_up() -> None:
    """Whoever runs the tests with nohup has it ignored, and what is ignored is inherited."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextmanager
def supervised(home: Path, *words: str, before: tuple[str, ...] = ()) -> Iterator[subprocess.Popen]:  # type: ignore[type-arg]
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "tests.ops.small_supervisor", str(home), *words],
        env={**os.environ, MARK: str(home)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_a_hang_up,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        until(lambda: not traces(home), seconds=2 * SECONDS)


@pytest.mark.fault
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(sign: signal.Signals) -> None:
    with used_home() as home, supervised(home) as process:
        assert len(traces(home)) >= 5  # itself, its watchdog, three children, the database

        process.send_signal(sign)

        assert process.wait(timeout=SECONDS) == 0
        assert traces(home) == []
        assert "database system is shut down" in Place(home).cluster.log.read_text()


@pytest.mark.fault
def test_a_killed_supervisor_leaves_nothing_behind() -> None:
    with used_home() as home, supervised(home) as process:
        process.kill()
        assert until(lambda: not traces(home), seconds=SECONDS)
        assert "database system is shut down" in Place(home).cluster.log.read_text()


@pytest.mark.fault
def test_a_killed_process_group_leaves_nothing_behind() -> None:
    with used_home() as home, supervised(home) as process:
        os.killpg(process.pid, signal.SIGKILL)
        assert until(lambda: not traces(home), seconds=SECONDS)


@pytest.mark.fault
def test_a_child_that_will_not_end_is_killed() -> None:
    with used_home() as home, supervised(home, "stubborn") as process:
        process.terminate()
        assert process.wait(timeout=SECONDS) == 0
        assert traces(home) == []


@pytest.mark.fault
def test_it_stops_with_the_program_that_started_it() -> None:
    shell = ("sh", "-c", '"$@"; true', "sh")
    with used_home() as home, supervised(home, "with-parent", before=shell) as process:
        process.kill()
        process.wait()
        assert until(lambda: not traces(home), seconds=SECONDS)


@pytest.mark.fault
def test_a_child_that_dies_is_started_again_and_its_own_children_end() -> None:
    with used_home() as home, supervised(home) as process:
        assert until(lambda: _sleepers_below(process.pid, home), seconds=SECONDS)
        (sleeper,) = _sleepers_below(process.pid, home)
        os.kill(sleeper, signal.SIGKILL)
        assert process.stdout is not None
        assert "乙意外结束" in process.stdout.readline()
        assert until(lambda: len(_sleepers_below(process.pid, home)) == 1, seconds=SECONDS)


@pytest.mark.fault
def test_a_database_that_dies_is_started_again() -> None:
    with used_home() as home, supervised(home):
        cluster = Place(home).cluster
        first = cluster.postmaster()
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert until(lambda: cluster.postmaster() not in (None, first), seconds=SECONDS)


class LameStart:
    """A watchdog whose database ends while it starts, the first two times."""

    def __init__(self) -> None:
        self.starts = 0

    def is_alive(self) -> bool:
        return True

    def start(self, cluster: Place) -> None:
        self.starts += 1
        if self.starts in (2, 3):
            raise Refused("pg_ctl 失败")

    @staticmethod
    def postmaster() -> None:
        return None


def test_a_database_that_dies_while_it_starts_is_started_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    lame, said = LameStart(), list[str]()
    ours = supervisor.Supervisor(cast(Watchdog, lame), with_parent=False, say=said.append)
    ours.start_database(cast(Cluster, lame))
    ours.watch(until=lambda: lame.starts == 4)
    assert len([line for line in said if line.endswith("秒后再试")]) == 2


@pytest.mark.fault
def test_a_second_one_in_the_same_folder_is_refused() -> None:
    with used_home() as home, supervised(home) as process:
        second = subprocess.run(
            [sys.executable, "-m", "tests.ops.small_supervisor", str(home)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert f"正被另一个 bianmin（进程 {process.pid}）使用" in second.stderr
        assert Place(home).cluster.postmaster() is not None


@pytest.mark.fault
def test_the_next_start_waits_for_what_a_killed_one_left() -> None:
    with used_home() as home, supervised(home, "stubborn") as process:
        process.kill()
        began = time.monotonic()
        with supervised(home):
            assert time.monotonic() - began < 2 * SECONDS
            assert Place(home).cluster.postmaster() is not None


def _command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _sleepers_below(parent: int, home: Path) -> list[int]:
    return [p for p in traces(home) if _command(p) == ["sleep", "600"] and _parent(p) == parent]
