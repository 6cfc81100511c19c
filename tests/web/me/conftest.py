from __future__ import annotations

from typing import Any

import pytest

from tests import world
from tests.workforce import house as houses
from tests.workforce.house import House


@pytest.fixture
def cast(db: Any) -> world.World:
    return world.build()


@pytest.fixture
def house(cast: world.World) -> House:
    return houses.build(cast, signs=True)
