from __future__ import annotations

from typing import Any

import pytest

from tests import world
from tests.cases.paths import Path


@pytest.fixture
def cast(db: Any) -> world.World:
    return world.build()


@pytest.fixture
def town(cast: world.World) -> world.Township:
    return cast.townships["河湾镇"]


@pytest.fixture
def path(cast: world.World, town: world.Township) -> Path:
    return Path(cast, town)
