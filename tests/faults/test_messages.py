"""Everybody is told once, whatever fails; `make torture NAME=messages` is full."""

from __future__ import annotations

import pytest
from torture import messages

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
SEED = 20
MESSAGES = 48


def test_each_message_arrives_once_whatever_happens_to_gateway_and_worker() -> None:
    found = messages.campaign(seed=SEED, n=MESSAGES, rounds=len(messages.KINDS))
    assert found["violations"] == []
    assert found["kills"] == 2
    assert found["waiting_after_the_outage"] > 0
    assert found["posts"] >= MESSAGES
