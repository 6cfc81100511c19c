"""R3: one unit's ten thousand jobs keep no other unit's waiting."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime

import pytest
from procrastinate.contrib.django import app

from bianmin.ground.lanes import drain, in_turn
from bianmin.messaging import commands
from bianmin.messaging.commands import queue_sms
from tests.messaging.gateways import MemoryGateway, get_json, simulator
from tests.messaging.test_jobs import run, worker
from tests.test_house import SOURCE, python_files

MANY = 12


def test_lanes_are_served_in_turn() -> None:
    assert list(in_turn([[1, 2, 3], [], [4]])) == [1, 4, 2, 3]


def test_each_unit_has_a_step_until_it_has_nothing_left() -> None:
    left, steps = {1: 2, 2: 0, 9: 1}, list[int]()

    def step(unit: int) -> bool:
        steps.append(unit)
        left[unit] -= 1
        return left[unit] >= 0

    drain(left, step)
    assert steps == [1, 2, 9, 1, 9, 1]


def test_every_job_about_one_thing_names_its_unit_and_has_one_door() -> None:
    app.perform_import_paths()
    periodic = {name for name, _ in app.periodic_registry.periodic_tasks}
    ours = [t for t in app.tasks.values() if t.func.__module__.startswith("bianmin.")]
    single = [task for task in ours if task.name not in periodic]
    assert len(single) > 2
    for task in single:
        assert next(iter(inspect.signature(task.func).parameters)) == "unit", task.name
    doors = [p for p in python_files() if re.search(r"configure_task|\.defer\(unit", p.read_text())]
    assert doors == [SOURCE / "ground" / "lanes.py"]


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_the_units_in_turn() -> None:
    with simulator() as server:
        flood()
        queues = run("SELECT queue_name, count(*) FROM procrastinate_jobs GROUP BY 1 ORDER BY 1")
        assert queues == [("unit-1", MANY), ("unit-9", 1)]
        with worker(server.url, "--one-shot") as process:  # takes one job at a time
            process.wait(60)
        taken = get_json(f"{server.url}/inbox.json")
    assert len(taken) == MANY + 1
    taken.sort(key=lambda text: text["provider_id"])
    assert taken[1]["key"] == "9-last"


@pytest.mark.django_db
def test_what_was_left_over_is_sent_in_turn_too() -> None:
    at = flood()
    gateway = MemoryGateway()
    assert commands.send_due(at=at, port=gateway) == MANY + 1
    assert list(gateway.taken)[1] == "9-last"


def flood() -> datetime:
    """A dozen messages of one unit, then one of another."""
    at = datetime.now(UTC)
    wanted = [(1, f"1-{number}") for number in range(MANY)] + [(9, "9-last")]
    for unit, key in wanted:
        queue_sms(
            unit=unit,
            to=f"1380555000{unit}",
            template="rate",
            params={},
            dedupe_key=key,
            at=at,
        )
    return at
