"""What every test stands on: a database of its own worker, copied from a migrated template."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase
from django.utils import timezone

from bianmin.ground import remembered
from tests import clock, server, world
from tests.statements import WATCH

LONG = ("fault", "journey", "long")


def database_name() -> str:
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


_copies: list[server.Copies] = []


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), server.running():
        server.make_copy(database_name())
        world.build_once()
        _copies.append(server.Copies(database_name(), made_ready=world.count_on))
        yield
        _copies.pop().close()


def _copy_again(_case: TransactionTestCase) -> None:
    """After a test that commits: the app's role may not truncate, so take a fresh copy."""
    _copies[0].renew()


TransactionTestCase._fixture_teardown = _copy_again  # type: ignore[method-assign]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each worker begins with its part of the long tests: one alone at the end would be waited for.

    A worker is given a stretch of the list, so every stretch begins with long ones.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if any(item.get_closest_marker(name) for name in LONG)]
    known = set(long)
    short = iter([item for item in items if item not in known])
    size, more = divmod(len(items), workers)
    items.clear()
    for number in range(workers):
        mine = long[number::workers]
        items += mine
        items += itertools.islice(short, size + (number < more) - len(mine))
    items += short


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker: Any) -> None:
    """A copy that nobody has written to: no dead rows, no figures of them to plan by."""
    with django_db_blocker.unblock():
        _copies[0].renew()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Before the test's own transaction begins, which would be cut off with its connection."""
    server.close_what_was_cut_off()


@pytest.fixture(autouse=True)
def _a_day_with_a_calendar(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = request.node.get_closest_marker
    if marks("journey") and not marks("real_clock"):
        clock.begin()
        monkeypatch.setattr(timezone, "now", clock.now)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What a process keeps of the database for a few seconds is of the last test's database.

    Within one test it is kept however slow the machine is, so that statements can be counted.
    """
    remembered.forget_all()
    for kept in remembered._all:
        if isinstance(kept, remembered.Remembered):
            kept._seconds = 3600.0


WATCH.start()


@pytest.fixture(autouse=True)
def _every_statement_names_its_unit() -> Iterator[None]:
    """Fail the test during which the product asked a large table without saying of which unit."""
    WATCH.take()
    yield
    assert not (offences := WATCH.take()), "\n".join(offences)
