"""敌意文件的拷问: uploads meant to harm; none may come out harmful or hurt the server."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from bianmin.files.names import clean_name, saved_as
from bianmin.files.sandbox import SandboxDown, make_harmless
from torture._hostile_files import Hostile, generate
from torture._second_look import complaint

FULL = 2_000
WORKERS = 2
BATCH = 50
MOST_GROWTH_MB = 50
MOST_SECONDS = 15.0  # ten of CPU, on a machine that does other things too


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: return the figures; `violations` lists whatever got through or broke something."""
    before = _resident()
    outcomes: Counter[str] = Counter()
    violations: list[str] = []
    slowest = 0.0
    for result in _in_parallel(_judge, generate(seed=seed, n=n)):
        outcomes[result["outcome"]] += 1
        slowest = max(slowest, result["seconds"])
        violations += result["complaints"]
    grew = round((_resident() - before) / 1e6, 1)
    if grew > MOST_GROWTH_MB:
        violations.append(f"the server grew by {grew} MB")
    return {
        "clean": outcomes["clean"],
        "refused": outcomes["refused"],
        "violations": violations,
        "slowest_seconds": round(slowest, 2),
        "server_grew_mb": grew,
    }


def _judge(file: Hostile) -> dict[str, Any]:
    began = time.monotonic()
    complaints = _name_complaints(file.name)
    outcome = "clean"
    try:
        result = make_harmless(file.content)
    except SandboxDown as error:
        return {"outcome": "down", "seconds": 0.0, "complaints": [f"{file.family}: {error}"]}
    if result.refusal:
        outcome = "refused"
        if not _is_sentence(result.refusal):
            complaints.append(f"no sentence: {result.refusal!r}")
    elif wrong := complaint(result.content, result.media_type):
        complaints.append(wrong)
    seconds = time.monotonic() - began
    if seconds > MOST_SECONDS:
        complaints.append(f"took {seconds:.1f} s")
    return {
        "outcome": outcome,
        "seconds": seconds,
        "complaints": [f"{file.family}: {words}" for words in complaints],
    }


def _name_complaints(name: str) -> list[str]:
    shown, saved = clean_name(name), saved_as(name, "image/jpeg")
    bad = set('/\\:"<>')
    wrong = [text for text in (shown, saved) if not text.isprintable() or bad & set(text)]
    return [f"name {text!r}" for text in wrong] + ([] if saved.endswith(".jpg") else [saved])


def _is_sentence(words: str) -> bool:
    return 6 <= len(words) <= 120 and any("一" <= letter <= "鿿" for letter in words)


def _in_parallel(
    work: Callable[[Hostile], dict[str, Any]], files: Iterator[Hostile]
) -> Iterator[dict[str, Any]]:
    """Hold only a few files in memory at a time."""
    with ThreadPoolExecutor(WORKERS) as pool:
        while batch := list(islice(files, BATCH)):
            yield from pool.map(work, batch)


def _resident() -> int:
    """Return the bytes that this process holds in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
