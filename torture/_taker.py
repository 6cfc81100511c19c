"""收件进程: takes uploads as the server does, in processes that do nothing else, so that what they
hold in memory is the product's and not that of whoever makes and looks at hostile files."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from bianmin.files.sandbox import Outcome, SandboxDown, make_harmless

SETTLED = 50  # files after which a process has loaded and reserved what it needs


@dataclass(frozen=True)
class Taken:
    """收件结果: what came of one upload, and what its process held when it began."""

    outcome: Outcome | None
    fault: str
    seconds: float
    process: int
    resident: int


def take(content: bytes) -> Taken:
    """收件: make one upload harmless in this process."""
    resident, began = held() - len(content), time.monotonic()
    outcome, fault = None, ""
    try:
        outcome = make_harmless(content)
    except SandboxDown as error:
        fault = str(error)
    return Taken(outcome, fault, time.monotonic() - began, os.getpid(), resident)


@dataclass
class Growth:
    """增长: how far each process has grown since it settled."""

    seen: dict[int, list[int]] = field(default_factory=dict)

    def note(self, taken: Taken) -> None:
        self.seen.setdefault(taken.process, []).append(taken.resident)

    def megabytes(self) -> float:
        grown = [held[-1] - held[min(SETTLED, len(held) - 1)] for held in self.seen.values()]
        return round(max([0, *grown]) / 1e6, 1)


def takers(count: int) -> ProcessPoolExecutor:
    """Return so many fresh processes: none inherits what this one holds."""
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


def held() -> int:
    """Return the bytes that this process holds in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
