"""The city publishes an edition with one change by two persons, a county adopts it, and a broken
link between the village list and the township list is shown and mended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM
from bianmin.cases.models import CaseDay
from bianmin.catalogue.commands import import_items
from bianmin.catalogue.commands.adoption import adopt_edition
from bianmin.catalogue.commands.editions import found_directory
from bianmin.catalogue.commands.lists import offer_by_path
from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.rules.roles import RoleKind
from tests.make import DAY
from tests.web.chromium import chromium, looks_right, tab_of
from tests.world import World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]


@pytest.fixture
def world(db: Any) -> World:
    made = build()
    at = timezone.now() - timedelta(days=40)
    few = [i for i in shipped_items() if i["area"] in ("老年人优待", "户籍管理", "开具证明")]
    import_items(few, by=SYSTEM, at=at)
    edition = found_directory(by=SYSTEM, at=at)
    offer_by_path(units=(1, 2, 9), by=SYSTEM, at=at, today=DAY)
    for task in edition.tasks.all():
        adopt_edition(task, by=SYSTEM, at=at)
    return made


class Desks:
    """One tab for each member of staff, closed at the end."""

    def __init__(self, chromium: Any, server: Any, world: World) -> None:
        self._open: list[Any] = []
        self._chromium, self._server, self._world = chromium, server, world

    def at(self, place: str, kind: RoleKind, width: int = 1366) -> Any:
        user = self._world.staff[place, kind]
        tab = tab_of(self._chromium, self._server, user, width=width)
        self._open.append(tab)
        return tab

    def close(self) -> None:
        for tab in self._open:
            tab.context.close()


@pytest.fixture
def desks(chromium: Any, live_server: Any, world: World) -> Any:
    made = Desks(chromium, live_server, world)
    yield made
    made.close()


def fill_day(tab: Any, name: str, day: Any) -> None:
    for n, part in enumerate((day.year, day.month, day.day)):
        tab.fill(f"#id_{name}_{n}", str(part))


def test_an_edition_is_published_by_two_and_adopted(desks: Any, live_server: Any) -> None:
    url = f"{live_server.url}/console/catalogue"
    bureau = desks.at("聊城市", RoleKind.CITY_BUREAU)
    office = desks.at("聊城市", RoleKind.CITY_OFFICE)
    county = desks.at("东昌府区", RoleKind.COUNTY_BUREAU)

    bureau.goto(f"{url}/directory/?q=高龄津贴")
    bureau.get_by_role("button", name="起草新一版").click()
    assert "第 2 版" in bureau.inner_text("h1")
    bureau.goto(f"{url}/directory/?q=高龄津贴")
    bureau.get_by_role("link", name="变更", exact=True).click()
    bureau.select_option("#id_kind", "change")
    bureau.select_option("#id_township_mode", "handle")
    bureau.fill("#id_reason", "镇里已具备办理条件，直接办结")
    bureau.get_by_role("button", name="记下变更").click()
    assert "镇里已具备办理条件" in bureau.inner_text("main")
    looks_right(bureau, "catalogue-edition-draft")

    fill_day(bureau, "effective_on", localdate(timezone.now()))
    bureau.get_by_role("button", name="送发").click()
    assert "送发人和发布人不能是同一个人" in bureau.inner_text("#publish")
    assert not bureau.get_by_role("button", name="发布这一版").count()

    office.goto(f"{url}/editions/2/")
    looks_right(office, "catalogue-edition-proposed")
    office.get_by_role("button", name="发布这一版").click()
    assert "已收到采纳任务" in office.inner_text("main")
    assert office.inner_text("main").count("等待采纳") == 3
    office.get_by_role("link", name="与上一版对比").click()
    assert "受理 → 直接办理" in office.inner_text("main").replace("\n", "")
    looks_right(office, "catalogue-difference")

    county.goto(f"{url}/lists/")
    county.get_by_role("link", name="去采纳").click()
    looks_right(county, "catalogue-adoption")
    county.get_by_role("button", name="采纳这一版").click()
    assert "已采纳第 2 版" in county.inner_text("main")
    office.goto(f"{url}/editions/2/")
    assert "已采纳" in office.inner_text("main")


def test_a_broken_link_is_shown_and_mended(desks: Any, live_server: Any) -> None:
    url = f"{live_server.url}/console/catalogue/lists/1/"
    county = desks.at("东昌府区", RoleKind.COUNTY_BUREAU)

    county.goto(f"{url}?tier=township&q=高龄津贴")
    county.check("input[name=items]")
    county.select_option("#set_mode", "drop")
    county.get_by_role("button", name="安排勾选的事项").click()
    assert "请写明为什么不再列入" in county.inner_text("main")  # without a reason nothing happens
    county.check("input[name=items]")
    county.select_option("#set_mode", "drop")
    county.fill("#set_reason", "县里收回了这项权限")
    county.get_by_role("button", name="安排勾选的事项").click()
    assert "1 条断链" in county.inner_text("main")

    county.goto(f"{url}?tier=village&q=高龄津贴")
    assert "镇目录里已经没有这个事项" in county.inner_text("table")
    looks_right(county, "catalogue-list-broken")
    county.get_by_role("link", name="去修").click()
    looks_right(county, "catalogue-links")
    county.get_by_role("button", name="镇里重新列入").click()
    assert "没有断链" in county.inner_text("main")
    county.goto(f"{url}?tier=village&q=高龄津贴")
    assert "已对应" in county.inner_text("table")


def wanted(world: World) -> None:
    """Many cases of every item in one township, so that some should go down to the villages."""
    town = world.townships["河湾镇"]
    CaseDay.objects.bulk_create(
        CaseDay(
            unit=1,
            township=town.region,
            site=town.center,
            item=item,
            day=localdate(timezone.now()),
            submitted=90 + 7 * n,
        )
        for n, item in enumerate(ServiceItem.objects.order_by("code"))
    )


def test_pages_look_right(desks: Any, live_server: Any, world: World) -> None:
    url = f"{live_server.url}/console/catalogue"
    city = desks.at("聊城市", RoleKind.CITY_BUREAU)
    county = desks.at("东昌府区", RoleKind.COUNTY_BUREAU)
    wanted(world)
    for tab, path, name in (
        (county, "lists/1/sinking/", "sinking"),
        (city, "directory/", "directory"),
        (city, "items/LC-LN-077/", "item"),
        (city, "items/LC-LN-077/versions/1/", "version"),
        (city, "lists/", "units"),
        (city, "editions/1/", "edition"),
        (county, "lists/1/?tier=township", "list"),
        (county, "lists/1/links/", "links-none"),
        (county, "sites/", "sites"),
        (county, f"sites/{world.townships['河湾镇'].center.pk}/", "site"),
    ):
        tab.goto(f"{url}/{path}")
        looks_right(tab, f"catalogue-{name}")
    city.goto(f"{url}/items/LC-LN-077/")
    city.get_by_role("button", name="起草新版指南").click()
    city.fill("#id_amount", "8")
    city.get_by_role("button", name="保存草稿").click()
    looks_right(city, "catalogue-draft")
