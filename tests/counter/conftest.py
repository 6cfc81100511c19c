from __future__ import annotations

from typing import Any

import pytest

from tests import world
from tests.counter import hall as halls
from tests.counter.hall import Hall


@pytest.fixture
def cast(db: Any) -> world.World:
    return world.build()


@pytest.fixture
def hall(cast: world.World) -> Hall:
    return halls.build(cast)
