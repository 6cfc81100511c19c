"""Every operation of the API answers as its contract says; `make torture NAME=contract` is full."""

from __future__ import annotations

import pytest
from torture import contract

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
SEED = 4
CASES = 140


def test_no_answer_is_a_fault_and_each_is_what_the_contract_says() -> None:
    found = contract.ask(contract.known(), seed=SEED, n=CASES)
    assert found["violations"] == []
    assert found["cases"] > CASES / 2
    assert found["past_the_door"] > 0.8
    assert {"200", "401", "404", "422"} <= set(found["statuses"])
