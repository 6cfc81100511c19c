"""64-bit ids made in the application: time, process, sequence.

An id is known before the row is written, so that parents and children go out together and a
table can be spread over servers later without a common counter.
"""

from __future__ import annotations

import os
import threading
import time
from datetime import datetime

from django.db import OperationalError, connection

EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
NODE_BITS = 12
SEQUENCE_BITS = 10


class Minter:
    """Mints strictly rising ids for one process. Thread-safe."""

    def __init__(self, node: int) -> None:
        self.node = node % (1 << NODE_BITS)
        self._lock = threading.Lock()
        self._last_ms = 0
        self._sequence = 0

    def mint(self, now_ms: int) -> int:
        """Return the next id; a clock that steps back never makes an id twice."""
        with self._lock:
            if now_ms > self._last_ms:
                self._last_ms, self._sequence = now_ms, 0
            elif self._sequence + 1 < 1 << SEQUENCE_BITS:
                self._sequence += 1
            else:
                self._last_ms, self._sequence = self._last_ms + 1, 0
            stamp = self._last_ms - EPOCH_MS
            return stamp << NODE_BITS + SEQUENCE_BITS | self.node << SEQUENCE_BITS | self._sequence


_minters: dict[int, Minter] = {}


def new_id() -> int:
    """Return a new id of this process; its node number comes from a database sequence once.

    Without a database (a check before the start) nothing can be stored, so any number does.
    """
    pid = os.getpid()
    minter = _minters.get(pid)
    if minter is None:
        try:
            minter = _minters.setdefault(pid, Minter(_node()))
        except OperationalError:
            minter = Minter(0)
    return minter.mint(time.time_ns() // 1_000_000)


def _node() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ground_node')")
        return int(cursor.fetchone()[0])


def first_of(moment: datetime) -> int:
    """Return the smallest id that could be minted at a moment: what is smaller is older."""
    ms = int(moment.timestamp() * 1000) - EPOCH_MS
    return max(ms, 0) << NODE_BITS + SEQUENCE_BITS
