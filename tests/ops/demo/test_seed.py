"""The same seed tells the same stories, another one tells others."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests import server
from tests.ops.demo import city


@pytest.mark.long
def test_a_seed_decides_everything(django_db_blocker: Any) -> None:
    filled, empty = settings.DATABASES["default"]["NAME"], f"test_seed_{os.getpid()}"
    with django_db_blocker.unblock():
        there = city.told()
        server.make_copy(empty)
        same = filled_again(seed=city.SEED, cases=city.CASES)
        another = filled_again(seed=city.SEED + 1, cases=50)
        server.drop(empty)
        server.change_to(filled)
    assert len(there) > 0.97 * city.CASES
    assert same == there
    assert another != there[: len(another)]


def filled_again(*, seed: int, cases: int) -> list[object]:
    with transaction.atomic():
        city.regions()
        city.settle(seed=seed, cases=cases)
        found = city.told()
        transaction.set_rollback(True)
    return found
