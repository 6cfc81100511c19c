"""A cast of its own for each test, and its two townships of one unit."""

from __future__ import annotations

import pytest

from tests import world


@pytest.fixture
def cast() -> world.World:
    return world.build()
