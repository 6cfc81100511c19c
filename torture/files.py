"""敌意文件的拷问: uploads meant to harm; none may come out harmful or hurt the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from bianmin.files.names import clean_name, saved_as
from bianmin.files.sandbox import WALL_SECONDS
from torture._hostile_files import Hostile, generate
from torture._second_look import complaint
from torture._taker import Growth, Taken, take, takers

FULL = 2_000
WORKERS = 2
BATCH = 50
MOST_GROWTH_MB = 50
MOST_SECONDS = WALL_SECONDS + 15  # then the child is ended, however busy the machine is


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: return the figures; `violations` lists whatever got through or broke something."""
    outcomes: Counter[str] = Counter()
    violations: list[str] = []
    slowest, growth = 0.0, Growth()
    for file, taken in _in_parallel(generate(seed=seed, n=n)):
        outcome, complaints = _judge(file, taken)
        outcomes[outcome] += 1
        slowest = max(slowest, taken.seconds)
        growth.note(taken)
        violations += [f"{file.family}: {words}" for words in complaints]
    if growth.megabytes() > MOST_GROWTH_MB:
        violations.append(f"the server grew by {growth.megabytes()} MB")
    return {
        "clean": outcomes["clean"],
        "refused": outcomes["refused"],
        "violations": violations,
        "slowest_seconds": round(slowest, 2),
        "server_grew_mb": growth.megabytes(),
    }


def _judge(file: Hostile, taken: Taken) -> tuple[str, list[str]]:
    complaints = _name_complaints(file.name)
    result = taken.outcome
    if result is None:
        return "down", [*complaints, taken.fault]
    if taken.seconds > MOST_SECONDS:
        complaints.append(f"took {taken.seconds:.1f} s")
    if not result.refusal:
        if wrong := complaint(result.content, result.media_type):
            complaints.append(wrong)
        return "clean", complaints
    if not _is_sentence(result.refusal):
        complaints.append(f"no sentence: {result.refusal!r}")
    return "refused", complaints


def _name_complaints(name: str) -> list[str]:
    shown, saved = clean_name(name), saved_as(name, "image/jpeg")
    bad = set('/\\:"<>')
    wrong = [text for text in (shown, saved) if not text.isprintable() or bad & set(text)]
    return [f"name {text!r}" for text in wrong] + ([] if saved.endswith(".jpg") else [saved])


def _is_sentence(words: str) -> bool:
    return 6 <= len(words) <= 120 and any("一" <= letter <= "鿿" for letter in words)


def _in_parallel(files: Iterator[Hostile]) -> Iterator[tuple[Hostile, Taken]]:
    """Hold only a few files in memory at a time."""
    with takers(WORKERS) as processes:
        while batch := list(islice(files, BATCH)):
            taken = processes.map(take, [file.content for file in batch])
            yield from zip(batch, taken, strict=True)
