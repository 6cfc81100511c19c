from __future__ import annotations

from typing import Any

import pytest

from bianmin.rules.roles import RoleKind
from tests import world
from tests.web.staff import Browser
from tests.workforce import house as houses
from tests.workforce.house import House


@pytest.fixture
def cast(db: Any) -> world.World:
    return world.build()


@pytest.fixture
def house(cast: world.World) -> House:
    return houses.build(cast, signs=True)


@pytest.fixture
def head(house: House) -> Browser:
    return Browser(house.town.staff[RoleKind.CENTER_HEAD])


@pytest.fixture
def bureau(house: House) -> Browser:
    return Browser(house.world.staff["东昌府区", RoleKind.COUNTY_BUREAU])
