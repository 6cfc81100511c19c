from __future__ import annotations

from typing import Any

import pytest

from tests.assistance.home import Home
from tests.world import build


@pytest.fixture
def home(db: Any, settings: Any, tmp_path: Any) -> Home:
    settings.BIANMIN_FILES_DIR = tmp_path
    world = build()
    return Home(world, world.townships["河湾镇"])
