"""总管: starts the children, starts again the one that dies, and stops all when told to.

Each child leads a process group of its own: Ctrl-C reaches the supervisor alone, and what a child
started ends with it. Stopping is left to the watchdog, which does the same when we are killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from bianmin.ops import home as homes
from bianmin.ops.postgres import Cluster
from bianmin.ops.processes import end_groups
from bianmin.ops.refusal import Refused, Stopped
from bianmin.ops.watchdog import Watchdog

LOOK_SECONDS = 0.25
SHORT_SECONDS = 0.05
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
CALM_SECONDS = 60
LEFTOVER_SECONDS = 2
DEATHS_BEFORE_READY = 3


@dataclass(frozen=True)
class Child:
    """子进程: a program that is to run as long as the supervisor does."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Running:
    child: Child
    process: subprocess.Popen[bytes]
    began: float
    pause: float = FIRST_PAUSE
    deaths: int = 0
    again_at: float = 0.0


class Supervisor:
    """总管: the children of one deployment, and its embedded database if it has one."""

    def __init__(
        self, watchdog: Watchdog, *, with_parent: bool, say: Callable[[str], None]
    ) -> None:
        self._watchdog = watchdog
        self._parent = os.getppid() if with_parent else None
        self._say = say
        self._cluster: Cluster | None = None
        self._database_again_at = 0.0
        self._database_pause = FIRST_PAUSE
        self._running: list[_Running] = []

    def start_database(self, cluster: Cluster) -> None:
        self._watchdog.start(cluster)
        self._cluster = cluster

    def run_once(self, child: Child) -> None:
        """Run a child to its end; refuse to go on when it fails."""
        process = self._launch(child)
        while (code := process.poll()) is None:
            self._require_company()
            time.sleep(SHORT_SECONDS)
        self._watchdog.group_ended(process.pid)
        if code != 0:
            raise Refused(f"{child.name}没有成功（退出码 {code}），原因见上面的输出。")

    def start(self, children: Sequence[Child]) -> None:
        for child in children:
            self._running.append(_Running(child, self._launch(child), time.monotonic()))

    def watch(self, *, until: Callable[[], bool]) -> None:
        """Keep the children and the database running until the condition holds."""
        while not until():
            self._look_after_database()
            for running in self._running:
                self._look_after(running)
            self._require_company()
            time.sleep(LOOK_SECONDS)

    def require_calm(self) -> None:
        """Refuse to go on when a child dies again and again before all are ready."""
        for running in self._running:
            if running.deaths >= DEATHS_BEFORE_READY:
                raise Refused(f"{running.child.name}一再启动失败，原因见上面的输出。")

    def collect(self) -> None:
        """Take note of the children that have ended, so that none remains as a zombie."""
        for running in self._running:
            running.process.poll()

    def _require_company(self) -> None:
        """Stop when whoever started us is gone, or the watchdog is."""
        if self._parent not in (None, os.getppid()):
            raise Stopped
        if not self._watchdog.is_alive():
            raise Refused("看门进程意外结束，为免留下无人看管的进程，全部停止。")

    def _launch(self, child: Child) -> subprocess.Popen[bytes]:
        with _stopped_afterwards():
            process = subprocess.Popen(
                child.command,
                env={**os.environ, **child.environment},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            self._watchdog.group_began(process.pid)
        return process

    def _look_after_database(self) -> None:
        """Start the database again, and again after a pause when it ends before it is ready."""
        if self._cluster is None or self._cluster.postmaster() is not None:
            return
        if time.monotonic() < self._database_again_at:
            return
        self._say("数据库意外结束，正在重新启动")
        try:
            self._watchdog.start(self._cluster)
            self._database_pause = FIRST_PAUSE
        except Refused as refused:
            self._say(f"{refused}\n{self._database_pause:g} 秒后再试")
            self._database_again_at = time.monotonic() + self._database_pause
            self._database_pause = min(self._database_pause * 2, LONGEST_PAUSE)

    def _look_after(self, running: _Running) -> None:
        code = running.process.poll()
        now = time.monotonic()
        if code is None:
            return
        if not running.again_at:
            self._note_death(running, code, now)
        elif now >= running.again_at:
            running.process = self._launch(running.child)
            running.began, running.again_at = now, 0.0

    def _note_death(self, running: _Running, code: int, now: float) -> None:
        end_groups([running.process.pid], seconds=LEFTOVER_SECONDS)
        self._watchdog.group_ended(running.process.pid)
        calm = now - running.began > CALM_SECONDS
        running.pause = FIRST_PAUSE if calm else min(running.pause * 2, LONGEST_PAUSE)
        running.deaths += 1
        running.again_at = now + running.pause
        self._say(f"{running.child.name}意外结束（{code}），{running.pause:.0f} 秒后重新启动")


@contextmanager
def supervising(
    home: Path, secrets: Path, *, with_parent: bool = False, say: Callable[[str], None]
) -> Iterator[Supervisor]:
    """总管: hold the data folder and supervise; whatever ends the block, all is stopped."""
    homes.ensure(home)
    with homes.held(home) as lock:
        watchdog = Watchdog(home, secrets, lock=lock)
        supervisor = Supervisor(watchdog, with_parent=with_parent, say=say)
        for sign in _stop_signals():
            signal.signal(sign, _stop)
        try:
            yield supervisor
        finally:
            _ignore_signals()
            watchdog.stop_everything(meanwhile=supervisor.collect)


def _stop_signals() -> list[signal.Signals]:
    """Return what asks us to stop; `nohup` asks not to be told when the terminal closes."""
    hang_up = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]
    return [signal.SIGINT, signal.SIGTERM, *hang_up]


@contextmanager
def _stopped_afterwards() -> Iterator[None]:
    """Put off a stop that comes between a child's birth and the watchdog's knowing of it."""
    told: list[int] = []
    before = {
        sign: signal.signal(sign, lambda number, _: told.append(number))
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
        if told:
            os.kill(os.getpid(), told[0])


def _ignore_signals() -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)


def _stop(number: int, frame: object) -> NoReturn:
    _ignore_signals()
    raise Stopped
