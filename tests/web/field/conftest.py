from __future__ import annotations

from typing import Any

import pytest

from bianmin.rules.roles import RoleKind
from tests.web.staff import Browser
from tests.world import Township, World, build


@pytest.fixture
def world(db: Any) -> World:
    return build()


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


@pytest.fixture
def agent(town: Township) -> Browser:
    return Browser(town.staff[RoleKind.AGENT])
