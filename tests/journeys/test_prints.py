"""The village's guides are bound and hung; the city publishes a new version; the station is told,
prints the new poster and confirms with a photograph; the county sees its list grow short."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import User
from bianmin.catalogue.commands import import_items, offer_by_path, publish_version
from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.papers import queries
from bianmin.papers.commands import packs
from bianmin.papers.models import Hanging, PrintPack
from bianmin.rules.roles import RoleKind
from tests.journeys.people import press
from tests.make import DAY
from tests.papers import pdfs
from tests.web.chromium import chromium, fits_a_finger, looks_right, tab_of
from tests.world import World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]
CODE = "LC-LN-077"


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    settings.BIANMIN_PAPERS_DIR = tmp_path / "papers"
    made, at = build(), timezone.now()
    few = [i for i in shipped_items() if i["area"] == "老年人优待"][:4]
    import_items([i for i in shipped_items() if i["code"] == CODE] + few, by=SYSTEM, at=at)
    offer_by_path(units=(1,), by=SYSTEM, at=at, today=DAY)
    return made


class Desk:
    """Somebody's browser at one width; every page is looked at."""

    def __init__(self, chromium: Any, server: Any, user: User, width: int) -> None:
        self.tab = tab_of(chromium, server, user, width=width)
        self.url, self.width = server.url, width

    def open(self, path: str, name: str) -> Any:
        self.tab.goto(f"{self.url}{path}")
        return self.see(name)

    def see(self, name: str) -> Any:
        looks_right(self.tab, f"prints-{name}")
        if self.width < 1000:
            fits_a_finger(self.tab)
        return self.tab


def test_a_poster_is_printed_recalled_and_confirmed(
    chromium: Any, live_server: Any, world: World, photo: str
) -> None:
    town = world.townships["河湾镇"]
    head = Desk(chromium, live_server, town.staff[RoleKind.CENTER_HEAD], 1366)
    agent = Desk(chromium, live_server, town.staff[RoleKind.AGENT], 390)
    county = Desk(chromium, live_server, world.staff["东昌府区", RoleKind.COUNTY_BUREAU], 1366)

    tab = head.open("/console/prints/", "sites")
    press(tab, f"a:text-is('{town.station.name}')")
    tab = head.see("site-empty")
    tab.check("[name=forms][value=poster]")
    tab.uncheck("[name=forms][value=guide]")
    press(tab, "button:has-text('做打印包')")
    head.see("pack-waiting")
    pack = PrintPack.objects.get(unit=1)
    packs.make_pack(1, pack.pk, now=timezone.now)  # what the worker does
    tab.wait_for_selector("text=下载 PDF", timeout=20_000)  # the page looks again by itself
    head.see("pack-done")
    with tab.expect_download() as fetched:
        tab.click("text=下载 PDF")
    content = Path(fetched.value.path()).read_bytes()
    newest, said = queries.versions_for(town.station, DAY), pdfs.text(content)
    assert all(version.guide["name"] in said for version in newest)
    tab.set_input_files("[name=photo]", photo)
    press(tab, "button:text-is('整包贴好了')")
    assert f"现在贴着 {len(newest)} 份" in head.see("site-hung").inner_text("main")

    item = ServiceItem.objects.select_related("current").get(code=CODE)
    publish_version(
        item, guide=item.current.guide, form=item.current.form, by=SYSTEM, at=timezone.now()
    )
    assert "1 个站点贴着旧版" in county.open("/console/prints/", "county").inner_text("main")
    assert item.name in county.open("/console/prints/recalls/", "recalls").inner_text("main")

    assert "1 份旧指南要换" in agent.open("/me/", "agent-home").inner_text("main")
    press(agent.tab, "text=去换，换好拍一张")
    tab = agent.see("agent-walls")
    link = tab.get_attribute("a:has-text('打印新版')", "href")
    poster = tab.request.get(f"{agent.url}{link}").body()
    assert "第2版" in pdfs.text(poster) and town.station.name in pdfs.text(poster)
    press(tab, ".walls li:has-text('旧版') button:text-is('已换成新版')")
    assert "请拍一张照片" in agent.see("agent-no-photo").inner_text("main")
    tab.set_input_files(".walls li:has-text('旧版') [name=photo] >> nth=0", photo)
    press(tab, ".walls li:has-text('旧版') button:text-is('已换成新版')")
    assert "已确认换成新版" in agent.see("agent-done").inner_text("main")

    assert "个站点贴着旧版" not in county.open("/console/prints/", "county-after").inner_text(
        "main"
    )
    hanging = Hanging.objects.get(unit=1, item=item, taken_down_at__isnull=True)
    assert (hanging.version.number, hanging.form) == (2, "poster")
    for desk in (head, agent, county):
        desk.tab.context.close()
