from __future__ import annotations

from typing import Any

import pytest

from tests.web.public.resident import Resident
from tests.world import Township, World, build


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Any) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path


@pytest.fixture
def world(db: Any) -> World:
    return build()


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


@pytest.fixture
def wang(town: Township) -> Resident:
    return Resident()
