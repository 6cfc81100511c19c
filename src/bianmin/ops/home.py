"""数据目录: BIANMIN_HOME, made private, and held by one supervisor at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bianmin.ops.processes import is_alive, until
from bianmin.ops.refusal import Refused

WAIT_SECONDS = 40  # the watchdog of a killed supervisor may still be stopping the database


def ensure(folder: Path) -> None:
    """数据目录: make it if it is missing; others may pass through root's, but never list it."""
    if folder.is_dir():
        return
    try:
        folder.mkdir(parents=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise Refused(f"建不了数据目录 {folder}：{error.strerror}") from error


@contextmanager
def held(home: Path) -> Iterator[int]:
    """占用: hold the data folder; refuse when another supervisor that lives holds it."""
    descriptor = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until(lambda: _taken(descriptor) or is_alive(_holder(descriptor)), seconds=WAIT_SECONDS)
        if not _taken(descriptor):
            raise Refused(
                f"数据目录 {home} 正被另一个 bianmin（进程 {_holder(descriptor)}）使用；"
                "请先停掉它，或用 BIANMIN_HOME 另选一个目录。"
            )
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def is_held(home: Path) -> bool:
    """Say whether a supervisor, or what is left of one, uses the data folder."""
    try:
        descriptor = os.open(home / "up.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _taken(descriptor)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(descriptor: int) -> int:
    text = os.pread(descriptor, 20, 0)
    return int(text) if text.isdigit() else 2**22 + 1  # a number that no process has
