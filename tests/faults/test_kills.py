"""R1: the server is killed with -9 in the middle of submissions; `make torture NAME=kills` is full.

Thirty kills here, for each takes about a second on two busy cores; ten thousand there, with
the control that runs without keys; `NAME=command_kills` kills the command that people start.
"""

from __future__ import annotations

import pytest
from torture import kills

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
SEED = 5
KILLS = 30


def test_nothing_told_is_lost_and_nothing_is_doubled() -> None:
    found = kills.campaign(kills.Zygote, seed=SEED, kills=KILLS)
    assert found["violations"] == []
    assert found["acknowledged"] > 10
    assert found["cut_off"] > KILLS / 2  # the kills fell into requests
