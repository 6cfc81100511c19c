"""未封存: walk the events and what the seals remember of them side by side, by rising id."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator

from bianmin.audit.chain import LATENESS, Entry
from bianmin.audit.sources import DatabaseSource


def remembered(
    seals: Iterable[tuple[int, int]], members: Callable[[int], Iterator[Entry]]
) -> Iterator[tuple[Entry, int]]:
    """Return every entry of these seals (number, first event) with its seal, by rising id.

    Events that commit late make seals overlap a little, so only the few seals that reach over the
    present id are open at a time.
    """
    waiting = sorted(((first, seal) for seal, first in seals), reverse=True)
    heap: list[tuple[Entry, int, Iterator[Entry]]] = []
    while waiting or heap:
        while waiting and (not heap or waiting[-1][0] <= heap[0][0].id):
            _, seal = waiting.pop()
            _push(heap, seal, members(seal))
        if heap:
            entry, seal, rest = heapq.heappop(heap)
            yield entry, seal
            _push(heap, seal, rest)


def unsealed(source: DatabaseSource, *, everything: bool = False) -> Iterator[Entry]:
    """未封存: return the events that are in no seal, by rising id."""
    floor = -1 if everything else source.last_sealed() - LATENESS
    sealed = remembered(source.seals_since(floor), source.members)
    known = next(sealed, None)
    for entry in source.entries(floor):
        while known and known[0].id < entry.id:
            known = next(sealed, None)
        if not known or known[0].id != entry.id:
            yield entry


def _push(heap: list[tuple[Entry, int, Iterator[Entry]]], seal: int, rest: Iterator[Entry]) -> None:
    entry = next(rest, None)
    if entry is not None:
        heapq.heappush(heap, (entry, seal, rest))
