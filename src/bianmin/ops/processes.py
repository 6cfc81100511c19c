"""进程: whether another process lives, and how it is asked to end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PAUSE = 0.02


def is_alive(pid: int) -> bool:
    """Say whether the process runs; a dead one that nobody has collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except OSError:
        return not Path("/proc/self").exists()  # ended just now, or a system without /proc
    return not after_name.strip().startswith(("Z", "X"))


def group_is_alive(group: int) -> bool:
    """Say whether any process of the group runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not Path("/proc/self").exists() or any(map(is_alive, _members(group)))


def until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Wait for the condition, at most so long; say whether it came true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True


def end(pid: int, signals: Iterable[signal.Signals], *, seconds: float) -> bool:
    """Send one signal after the other until the process has gone; say whether it has."""
    for sign in signals:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return True
        if until(lambda: not is_alive(pid), seconds=seconds):
            return True
    return False


def end_groups(leaders: Iterable[int], *, seconds: float) -> None:
    """Ask the leaders of these groups to end, give them time, then kill what is left of each."""
    asked = list(leaders)
    for leader in asked:
        signal_process(leader, signal.SIGTERM)
    until(lambda: not any(map(is_alive, asked)), seconds=seconds)
    for group in asked:
        signal_group(group, signal.SIGKILL)
    until(lambda: not any(map(group_is_alive, asked)), seconds=seconds)


def signal_process(pid: int, sign: signal.Signals) -> None:
    """Send a signal to the process, if there is any."""
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def signal_group(group: int, sign: signal.Signals) -> None:
    """Send a signal to every process of the group, if there is any."""
    try:
        os.killpg(group, sign)
    except ProcessLookupError:
        return


def _members(group: int) -> Iterable[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(entry.name)) == group:
                yield int(entry.name)
        except ProcessLookupError:
            continue
