"""随机经过, small and with a fixed seed: see torture/histories.py."""

from __future__ import annotations

import pytest
from torture.histories import lives

pytestmark = [pytest.mark.fault, pytest.mark.django_db]


def test_random_lives_agree_with_the_tables_and_the_days() -> None:
    lived = lives(seed=20200602, n=12)
    assert lived["violations"] == []
    assert lived["steps"] > 100
