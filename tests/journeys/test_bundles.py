"""The city puts two items together, another person publishes, a villager reads what to bring."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands.editions import found_directory
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.chromium import DESKTOP, PHONE, chromium, fits_a_finger, looks_right, tab_of
from tests.world import World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]


def test_a_matter_of_life_is_put_together(db: Any, chromium: Any, live_server: Any) -> None:
    world: World = build()
    make.split_version(code="T-SPLIT")
    found_directory(by=SYSTEM, at=MONDAY_9AM)
    top = f"{live_server.url}/console/catalogue/bundles/"
    tab = tab_of(chromium, live_server, world.staff["聊城市", RoleKind.CITY_BUREAU], width=DESKTOP)
    tab.goto(top)
    tab.fill("#id_name", "老人的大事")
    tab.fill("#id_code", "elders")
    tab.get_by_role("button", name="新设").click()
    for key, words in (
        ("plain_name", "老人的事"), ("says", "两件一起办"), ("lead", "县民政局"),
        ("item_1", world.version.item.code), ("item_2", "T-SPLIT"), ("after_2", "1"),
    ):  # fmt: skip
        tab.fill(f"#id_{key}", words)
    tab.select_option("#id_theme", "pension")
    tab.get_by_role("button", name="保存草稿").click()
    looks_right(tab, "bundle-draft")
    draft = tab.url
    tab.fill("#id_reason", "新设一件事")
    tab.get_by_role("button", name="送发").click()
    tab.context.close()

    other = tab_of(
        chromium, live_server, world.staff["聊城市", RoleKind.CITY_OFFICE], width=DESKTOP
    )
    other.goto(draft)
    other.get_by_role("button", name="发布").click()
    assert "第 1 版已发布" in other.inner_text("main")
    looks_right(other, "bundle-console")
    other.goto(top)
    looks_right(other, "bundles-console")
    other.context.close()

    villager = chromium.new_context(viewport={"width": PHONE, "height": 768}).new_page()
    villager.goto(f"{live_server.url}/items/")
    villager.get_by_role("link", name="老人的事").click()
    told = villager.inner_text("main")
    assert "一次带齐" in told and "第 2 步" in told and "逐件申请" in told
    looks_right(villager, "bundle")
    fits_a_finger(villager)
    villager.goto(f"{live_server.url}/bundles/")
    looks_right(villager, "bundles")
    villager.context.close()
