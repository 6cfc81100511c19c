"""看门: a small process that stops everything the supervisor started once the supervisor is gone.

It reads a pipe whose other end only the supervisor holds. The pipe closes when the supervisor
lets go of it, and also when the supervisor is killed: either way this is the one place that stops
the children and then the database, in this order.

    starting · started        the embedded database is about to run · runs
    group N · gone N          a child with its own process group began · ended
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from bianmin.ops.postgres import Cluster
from bianmin.ops.processes import end_groups, until

CHILDREN_SECONDS = 5
DATABASE_SECONDS = 30
APPEARING_SECONDS = 5


class Watchdog:
    """看门: the supervisor's end of the pipe."""

    def __init__(self, home: Path, secrets: Path, *, lock: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bianmin.ops.watchdog", str(home), str(secrets)],
            stdin=subprocess.PIPE,
            pass_fds=(lock,),  # the folder is in use until the last process has gone
            start_new_session=True,
            text=True,
            bufsize=1,
        )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def start(self, cluster: Cluster) -> None:
        """Start the database in such a way that at no moment it could be forgotten."""
        self._tell("starting")
        cluster.start()
        self._tell("started")

    def group_began(self, group: int) -> None:
        self._tell(f"group {group}")

    def group_ended(self, group: int) -> None:
        self._tell(f"gone {group}")

    def stop_everything(self, *, meanwhile: Callable[[], object]) -> None:
        """停止: let go of the pipe and return when all has stopped."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        while self.is_alive():
            meanwhile()
            until(lambda: not self.is_alive(), seconds=0.1)

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")


def main(home: Path, secrets: Path, lines: Iterable[str]) -> None:
    """看门: follow the supervisor's words until they end, then stop what was begun."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    groups: dict[int, None] = {}
    database = ""
    for line in lines:
        word, _, number = line.strip().partition(" ")
        if word == "group":
            groups[int(number)] = None
        elif word == "gone":
            groups.pop(int(number), None)
        else:
            database = word
    end_groups(groups, seconds=CHILDREN_SECONDS)
    if database:
        stop_database(Cluster(home, secrets), wait_for_it=database == "starting")


def stop_database(cluster: Cluster, *, wait_for_it: bool) -> None:
    """停止: stop the database, also one whose start was under way when the supervisor died."""
    if wait_for_it:
        until(lambda: cluster.postmaster() is not None, seconds=APPEARING_SECONDS)
    cluster.stop(seconds=DATABASE_SECONDS)


if __name__ == "__main__":
    os.chdir("/")
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.stdin)
