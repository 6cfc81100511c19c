"""一链办理 in the console: what is typed is kept, items go by name, two persons publish."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands.editions import found_directory
from bianmin.catalogue.models import Bundle, BundleDraft
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db
TOP = "/console/catalogue/bundles/"


@pytest.fixture
def cast() -> world.World:
    made = world.build()
    make.split_version(code="T-SPLIT")
    found_directory(by=SYSTEM, at=MONDAY_9AM)
    return made


@pytest.fixture
def city(cast: world.World) -> Browser:
    return Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])


def typed(cast: world.World, **more: Any) -> dict[str, Any]:
    return {
        "name": "一件大事", "plain_name": "大事", "says": "一起办", "lead": "县审批局",
        "theme": "birth", "item_1": cast.version.item.code, "item_2": "T-SPLIT", "after_2": "1",
    } | more  # fmt: skip


def test_one_defines_and_another_publishes(cast: world.World, city: Browser) -> None:
    assert city.post(f"{TOP}addition/", name="", code="x").status_code == 422
    at = city.post(f"{TOP}addition/", name="一件大事", code="matter")["Location"]
    assert "至少要有两个事项" in text_of(city.get(at))
    assert city.post(f"{at}proposal/", reason="新设一件事").status_code == 422

    wrong = city.post(f"{at}revision/", **typed(cast, item_1="没有的事", after_2="7"))
    assert wrong.status_code == 422
    assert "没有这个事项" in text_of(wrong)
    assert 'value="没有的事"' in wrong.content.decode()
    twice = city.post(f"{at}revision/", **typed(cast, item_1=cast.version.item.name))
    assert "有几个事项都叫这个" in text_of(twice)

    city.post(f"{at}revision/", **typed(cast))
    content = BundleDraft.objects.get().content
    assert content["steps"][1] == {"item": "T-SPLIT", "after": [cast.version.item.code]}
    assert city.post(f"{at}revision/", last_seen="x", **typed(cast)).status_code == 409
    city.post(f"{at}proposal/", reason="新设一件事")
    assert city.post(f"{at}publication/").status_code == 403

    other = Browser(cast.staff["聊城市", RoleKind.CITY_OFFICE])
    assert other.post(f"{at}return/", reason="短").status_code == 422
    other.post(f"{at}return/", reason="牵头写错了")
    city.post(f"{at}proposal/", reason="新设一件事")
    other.post(f"{at}publication/")
    bundle = Bundle.objects.get()
    assert bundle.current is not None
    shown = text_of(city.get(f"{TOP}matter/"))
    assert "第 1 版 现行" in shown and "第 1 步" in shown
    assert "目录第 1 版" in text_of(city.get(TOP))


def test_it_is_drafted_again_dropped_and_switched(cast: world.World, city: Browser) -> None:
    test_one_defines_and_another_publishes(cast, city)
    at = city.post(f"{TOP}matter/draft/")["Location"]
    assert city.post(f"{at}dropping/")["Location"] == f"{TOP}matter/"
    assert city.post(f"{TOP}matter/withdrawal/", reason="短").status_code == 422
    city.post(f"{TOP}matter/withdrawal/", reason="政策变了")
    assert "已停用" in text_of(city.get(TOP))
    city.post(f"{TOP}matter/resumption/", reason="政策恢复")
    assert not Bundle.objects.get().is_withdrawn


def test_it_is_the_citys(cast: world.World) -> None:
    county = Browser(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    assert county.get(TOP).status_code == 403
