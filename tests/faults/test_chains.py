"""一链办理 in random orders, few and with a fixed seed: see torture/chains.py."""

from __future__ import annotations

import pytest
from torture import chains
from torture._chains import Telling

pytestmark = [pytest.mark.fault, pytest.mark.django_db]


def test_bundles_end_right_in_random_orders() -> None:
    lived = chains.orders(seed=4, n=6)
    assert lived["violations"] == []
    assert lived["steps"] > 100
    assert lived["lapsed"] > 0
    assert len(lived["ends"]) > 1


def test_the_comparison_sees_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second telling that lets what comes after a refusal wait disagrees with the product."""
    monkeypatch.setattr(Telling, "_after", lambda telling, today: None)
    assert chains.orders(seed=20200602, n=2)["violations"] != []
