"""一链办理的拷问: one item mended, another given up, a third refused, in any order.

Two thousand bundles of three or four items; after every step all that is stored is held against a
second telling (torture/_chains.py).
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from django.db import transaction
from tests import world
from tests.cases import chains
from tests.cases.paths import Path
from tests.make import MONDAY_9AM

from torture._chains import Disagrees, Life
from torture.audit import own_database

FULL = 2_000


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: so many orders in a database of its own."""
    with own_database():
        return orders(seed=seed, n=n)


def orders(*, seed: int, n: int) -> dict[str, Any]:
    """Live n bundles, each taken back afterwards; the log of one that disagrees is kept."""
    cast = world.build()
    path = Path(cast, cast.townships["河湾镇"])
    version = chains.version(path)
    violations: list[str] = []
    ends: Counter[str] = Counter()
    steps = lapsed = 0
    for turn in range(n):
        with transaction.atomic():
            path.at = MONDAY_9AM
            life = Life(path, version, random.Random(f"{seed}-{turn}"))
            try:
                life.live()
            except Disagrees as words:
                violations.append(f"{seed}-{turn}: {words}; {life.kinds}; {'; '.join(life.log)}")
            ends[life.telling.whole()] += 1
            steps += life.steps
            lapsed += life.telling.lapsed
            transaction.set_rollback(True)
    return {
        "steps": steps,
        "lapsed": lapsed,
        "ends": dict(sorted(ends.items())),
        "violations": violations,
    }
