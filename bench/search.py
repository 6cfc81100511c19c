"""找事: the two hundred phrases asked of the shipped catalogue, and of ten thousand items like it.

No database: the ranking alone, as it stands in the process between two publications. The larger
catalogue repeats the shipped items under names of offices, so that its words are not rarer.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests import catalogue

from bianmin.catalogue import words
from bianmin.catalogue.search import Entry, build, rank
from bianmin.catalogue.shipped import shipped_items

ALLOWED = 30  # milliseconds, 95 of 100 searches
MANY = 10_000
TURNS = 5
OFFICES = [a + b for a in "东昌临清冠莘阳谷茌平高唐" for b in "水利林业市政气象消防文旅体育"]


def run(*, cases: int) -> None:
    asked = [line.split("\t")[0] for half in ("seen", "kept") for line in _lines(half)]
    print("| items | index built, s | median ms | 95 % | of the processor, 95 % | longest |")
    print("|---:|---:|---:|---:|---:|---:|")
    for entries in (list(_shipped()), list(itertools.islice(_many(), MANY))):
        started = time.perf_counter()
        index = build(entries, words.table(*words.shipped()))
        built = time.perf_counter() - started
        times, busy = [], []
        for phrase in asked * TURNS:
            started, used = time.perf_counter(), time.thread_time()
            rank(phrase, index)
            times.append((time.perf_counter() - started) * 1000)
            busy.append((time.thread_time() - used) * 1000)
        slow, slow_busy = (statistics.quantiles(each, n=20)[-1] for each in (times, busy))
        verdict = "within" if slow < ALLOWED else "MORE THAN"
        print(
            f"| {len(entries):,} | {built:.1f} | {statistics.median(times):.1f} | {slow:.1f}"
            f" ({verdict} {ALLOWED}) | {slow_busy:.1f} | {max(times):.1f} |",
            flush=True,
        )


def _lines(half: str) -> list[str]:
    file = Path(catalogue.__path__[0]) / f"phrases_{half}.tsv"
    return [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]


def _shipped(office: str = "") -> Iterator[Entry]:
    for number, item in enumerate(shipped_items()):
        names = (item["name"], item["plain_name"], *item["synonyms"])
        yield Entry(number, tuple(office + name for name in names), item["popular"])


def _many() -> Iterator[Entry]:
    found = itertools.chain.from_iterable(_shipped(office) for office in ("", *OFFICES * 2))
    for number, entry in enumerate(found):
        yield Entry(number, entry.phrases, entry.popularity)
