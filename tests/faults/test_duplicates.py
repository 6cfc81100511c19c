"""One act sent fifty times at once has one effect; `make torture NAME=duplicates` is full."""

from __future__ import annotations

import pytest
from torture import duplicates

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def test_one_key_has_one_effect_and_one_of_two_clerks_moves_the_case() -> None:
    found = duplicates.rounds(duplicates.neighbours(1)[0], seed=1, n=2)
    assert found["violations"] == []
    assert found["statuses"] == {"201": 2, "201 again": 98}
