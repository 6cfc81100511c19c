"""A copied database is tampered with at random; the full size is in `make torture NAME=audit`."""

from __future__ import annotations

from typing import Any

import pytest
from torture import audit


@pytest.mark.fault
def test_every_tampering_is_found_and_named_and_none_on_a_clean_copy(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        result = audit.run(seed=20200925, n=200)

    assert result["missed"] == []
    assert (result["found"], result["named"]) == (200, 200)
    assert result["false_alarms"] == 0
    assert all(result["controls_blind"].values()), "the test itself must be able to fail"
    assert result["violations"] == 0
