"""车道: jobs drain per unit: ten thousand of one unit's keep no other unit's waiting.

A job stands in its unit's queue, so that a worker may be given some units alone (`procrastinate
worker --queues unit-1 unit-9`). A worker of all units takes them in turn: each job stands as far
back as its own unit has things waiting, not as far as the whole city has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest
from typing import Any, TypeVar

from procrastinate.contrib.django import app

T = TypeVar("T")


def defer(task: str, *, unit: int, waiting: int, lock: str | None = None, **told: Any) -> None:
    """排队: queue a job about something of this unit, in the caller's transaction.

    `waiting` counts what of the unit waits for this task, this one included. Jobs of the same
    `lock` run one at a time.
    """
    lane = app.configure_task(task, queue=f"unit-{unit}", priority=1 - waiting, lock=lock)
    lane.defer(unit=unit, **told)


def in_turn(lanes: Iterable[Iterable[T]]) -> Iterator[T]:
    """轮流: the first of each, then the second of each, until all are at their end."""
    rounds = zip_longest(*lanes)
    return (one for one in chain.from_iterable(rounds) if one is not None)


def drain(units: Iterable[int], step: Callable[[int], object]) -> None:
    """轮流办完: a step for each unit in turn, until a step of the unit finds nothing to do."""
    left = list(units)
    while left:
        left = [unit for unit in left if step(unit)]
