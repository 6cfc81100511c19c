"""The city takes in a province's set of items: checks it, imports it, takes an item over."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.rules.roles import RoleKind
from tests.catalogue.test_sources import SET
from tests.web.chromium import DESKTOP, chromium, looks_right, tab_of
from tests.world import World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]


def test_a_set_comes_in(db: Any, chromium: Any, live_server: Any) -> None:
    world: World = build()
    tab = tab_of(chromium, live_server, world.staff["聊城市", RoleKind.CITY_BUREAU], width=DESKTOP)
    tab.goto(f"{live_server.url}/console/catalogue/sources/")
    tab.fill("#id_name", "某省政务服务事项库")
    tab.select_option("#id_code_format", "sc-zwfw")
    tab.get_by_role("button", name="登记").click()
    tab.set_input_files("#id_file", {"name": "items.csv", "mimeType": "text/csv", "buffer": SET})
    tab.get_by_role("button", name="核对").click()
    assert "导入后会变什么" in tab.inner_text("h1")
    looks_right(tab, "catalogue-source-batch")
    tab.get_by_role("button", name="导入", exact=True).click()
    assert "已导入：新增 4" in tab.inner_text("main")
    looks_right(tab, "catalogue-source")
    tab.get_by_role("link", name="老年人福利补贴申领").click()
    looks_right(tab, "catalogue-source-row")
    tab.fill("#id_plain_name", "高龄津贴")
    tab.get_by_role("button", name="作为新事项纳入").click()
    assert "已纳入" in tab.inner_text("main")
    looks_right(tab, "catalogue-source-draft")
    tab.goto(f"{live_server.url}/console/catalogue/sources/")
    looks_right(tab, "catalogue-sources")
    tab.context.close()
