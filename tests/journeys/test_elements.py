"""A county completes an item online by hand and the rest by file; the city sees it grow."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.rules.roles import RoleKind
from tests import make
from tests.rules.test_elements import FULL
from tests.web.chromium import DESKTOP, chromium, looks_right, tab_of
from tests.world import World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]
TYPED = ("task_code", "dept_name", "dept_code", "transact_addr")


def test_a_county_completes_its_elements(db: Any, chromium: Any, live_server: Any) -> None:
    world: World = build()
    other = make.version(units=(1, 2, 9)).item
    code = world.version.item.code
    top = f"{live_server.url}/console/catalogue/elements/"
    tab = tab_of(
        chromium, live_server, world.staff["东昌府区", RoleKind.COUNTY_BUREAU], width=DESKTOP
    )
    tab.goto(top)
    looks_right(tab, "elements-county")
    tab.get_by_role("row").filter(has_text=code).get_by_role("link").first.click()
    assert "没有填“实施编码”" in tab.inner_text("main")
    for key in TYPED:
        tab.fill(f"#id_{key}", FULL[key])
    tab.select_option("#id_is_online", "1")
    tab.get_by_role("button", name="保存").click()
    assert "能网上办，却没有填“网办地址”" in tab.inner_text("main")
    looks_right(tab, "elements-item")
    tab.goto(top)
    content = f"地方基本编码,办理地点\n{other.code},大厅二楼\n".encode()
    tab.set_input_files("#id_file", {"name": "要素.csv", "mimeType": "text/csv", "buffer": content})
    tab.get_by_role("button", name="核对").click()
    looks_right(tab, "elements-batch")
    tab.get_by_role("button", name="导入", exact=True).click()
    assert "已导入：新增 1" in tab.inner_text("main")
    tab.get_by_role("button", name="做一批增量").click()
    looks_right(tab, "elements-handed")
    with tab.expect_download() as out:
        tab.get_by_role("link", name="下载 Excel").click()
    assert out.value.suggested_filename.endswith(".xlsx")
    tab.context.close()

    city = tab_of(chromium, live_server, world.staff["聊城市", RoleKind.CITY_BUREAU], width=DESKTOP)
    city.goto(top)
    assert "东昌府区" in city.inner_text("main")
    looks_right(city, "elements-city")
    city.context.close()
