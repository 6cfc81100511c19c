"""排班与离岗: random weeks of a centre; no post without cover, no open matter without an owner.

Each episode begins with the same centre and goes some weeks at random: rotas published, leave
asked for, illness told, people joining and leaving, cases taken. After every step it is looked at.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from django.db import transaction
from tests import world
from tests.workforce import house as houses

from torture._weeks import Weeks
from torture.audit import own_database, own_keys

FULL = 4_000
EPISODE = 60  # steps
TURNS = ("AAAAAAAAAA", "BBBBBBBBBB", "ABABABABAB", "AACCBBAACC", "AAAAA-AAAA", "CCCCCCCCCC")


def run(*, seed: int, n: int) -> dict[str, Any]:
    """Take `n` random steps; return what was done, what was refused, and what was violated."""
    dice, done, found = random.Random(seed), Counter[str](), list[str]()
    with own_keys(), own_database(), transaction.atomic():
        house = houses.build(world.build())
        for start in range(0, n, EPISODE):
            with transaction.atomic():
                found += _episode(Weeks(house), dice, min(EPISODE, n - start), done)
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    return {
        "violations": len(found),
        "found": found[:20],
        "steps": n,
        "done": dict(sorted(done.items())),
    }


def _episode(weeks: Weeks, dice: random.Random, steps: int, done: Counter[str]) -> list[str]:
    found: list[str] = []
    for _ in range(steps):
        step(weeks, dice)
        found += weeks.violations()
    done.update(weeks.done)
    return found


def step(weeks: Weeks, dice: random.Random) -> None:
    who, other = dice.randrange(8), dice.randrange(8)
    match dice.choices(range(8), weights=(14, 16, 14, 10, 6, 8, 20, 24))[0]:
        case 0:
            holders = (who, other, dice.randrange(-4, 8))
            weeks.plan(dice.randrange(3), holders, dice.choice(TURNS), dice.randrange(8))
        case 1:
            weeks.ask(who, dice.randrange(6), dice.randint(1, 9))
        case 2:
            weeks.fall_ill(who, dice.randint(1, 7))
        case 3:
            weeks.come_back(who)
        case 4:
            weeks.leave(who, other)
        case 5:
            weeks.join()
        case 6:
            weeks.take(who)
        case _:
            weeks.tick(dice.choice((1, 2, 4, 15, 24)))
