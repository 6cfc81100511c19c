"""随机经过的拷问: ten thousand random lives of a case against independent tables and days."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from tests import world
from tests.cases.paths import Path

from torture._histories import History
from torture.audit import own_database

FULL = 10_000
STEPS = 30


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: so many histories in a database of its own; the seed is hypothesis's."""
    with own_database():
        return lives(seed=seed, n=n)


def lives(*, seed: int, n: int) -> dict[str, Any]:
    """Live n histories; the first that disagrees is told whole by hypothesis."""
    import hypothesis

    cast = world.build()
    History.path = Path(cast, cast.townships["河湾镇"])
    History.steps = 0
    violations: list[str] = []
    chosen = settings(
        max_examples=n,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(History), settings=chosen)
    except AssertionError as disagrees:
        violations.append(f"{disagrees} {getattr(disagrees, '__notes__', '')}")
    return {"steps": History.steps, "violations": violations}
