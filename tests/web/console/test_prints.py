"""The pages of prints: what the neighbour may not see, what is refused, and what a page costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import publish_version
from bianmin.files.commands import check_waiting
from bianmin.files.models import StoredFile
from bianmin.papers.commands import packs
from bianmin.papers.models import Hanging, PrintPack
from bianmin.rules.roles import RoleKind
from tests import make
from tests.files.samples import jpeg, pdf
from tests.make import FORM, GUIDE, MONDAY_9AM
from tests.papers import pdfs
from tests.web.staff import Browser, text_of
from tests.world import Township, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stores(settings: Any, tmp_path: Path) -> None:
    settings.BIANMIN_PAPERS_DIR = tmp_path / "papers"
    settings.BIANMIN_FILES_DIR = tmp_path / "files"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


@pytest.fixture
def head(town: Township) -> Browser:
    return Browser(town.staff[RoleKind.CENTER_HEAD])


@pytest.fixture
def agent(town: Township) -> Browser:
    return Browser(town.staff[RoleKind.AGENT])


def photo(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("wall.jpg", content or jpeg(), "image/jpeg")


def at(town: Township) -> str:
    return f"/console/prints/sites/{town.station.pk}/"


def renew(world: World) -> None:
    item = world.version.item
    item.refresh_from_db()
    publish_version(item, guide=GUIDE, form=FORM, by=SYSTEM, at=MONDAY_9AM)


def test_a_pack_from_the_order_to_the_wall(head: Browser, town: Township) -> None:
    empty = head.post(f"{at(town)}packs/")
    assert empty.status_code == 422 and "请至少选一种" in text_of(empty)
    sent = head.post(f"{at(town)}packs/", forms=["guide"])
    page = sent.headers["Location"]
    waiting = head.get(page)
    assert waiting.headers["Refresh"] == "3"
    assert "0 / 1 份" in text_of(waiting)
    assert head.get(f"{page}file/").status_code == 409
    again = head.post(f"{at(town)}packs/", forms=["guide"])
    assert again.status_code == 422 and "正在做" in text_of(again)

    pack = PrintPack.objects.get(unit=1)
    packs.make_pack(1, pack.pk, now=lambda: MONDAY_9AM)
    done = head.get(page)
    assert "Refresh" not in done.headers
    assert "做好了" in text_of(done)
    file = head.get(f"{page}file/")
    assert file.headers["Content-Type"] == "application/pdf"
    assert pdfs.pages(file.content) == PrintPack.objects.get(unit=1).pages
    assert head.post(f"{page}hanging/").status_code == 422
    assert head.post(f"{page}hanging/", photo=photo()).status_code == 302
    assert Hanging.objects.filter(unit=1, pack=pack).count() == 1
    assert "已经记为贴好" in text_of(head.get(page))


def test_a_pack_is_stopped_and_begun_again(head: Browser, town: Township) -> None:
    page = head.post(f"{at(town)}packs/", forms=["guide"]).headers["Location"]
    assert head.post(f"{page}cancellation/").status_code == 302
    assert "已停止" in text_of(head.get(page))
    assert head.post(f"{page}cancellation/").status_code == 409
    assert head.post(f"{page}retry/").status_code == 302
    assert "排队中" in text_of(head.get(page))


def test_an_agent_is_told_and_confirms_with_a_photograph(
    agent: Browser, head: Browser, town: Township, world: World
) -> None:
    item, wall = world.version.item, f"/me/prints/{town.station.pk}/"
    sent = agent.post(f"{wall}hangings/", item=item.pk, form="poster", photo=photo())
    assert sent.status_code == 302
    assert "旧指南要换" not in text_of(agent.get("/me/"))
    renew(world)
    assert "墙上有 1 份旧指南要换" in text_of(agent.get("/me/"))
    assert "1 份换了新版" in text_of(agent.get("/field/"))
    page = text_of(agent.get("/me/prints/"))
    assert "旧版，请换" in page and "现在是第 2 版" in page

    old = Hanging.objects.get(unit=1)
    for wrong, why in ((None, "请拍一张照片"), (photo(pdf()), "不要 PDF")):
        fields = {"photo": wrong} if wrong else {}
        refused = agent.post(f"{wall}{old.pk}/replacement/", **fields)
        assert refused.status_code == 422 and why in text_of(refused)
    assert agent.post(f"{wall}{old.pk}/replacement/", photo=photo()).status_code == 302
    assert "旧指南要换" not in text_of(agent.get("/me/"))
    new = Hanging.objects.get(unit=1, taken_down_at__isnull=True)
    assert new.version.number == 2

    assert head.get(f"{at(town)}hangings/{new.pk}/photo/").status_code == 409  # not checked yet
    check_waiting(1, at=MONDAY_9AM)
    shown = agent.get(f"{wall}{new.pk}/photo/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert agent.post(f"{wall}{new.pk}/removal/", photo=photo()).status_code == 302
    assert agent.post(f"{wall}{new.pk}/removal/", photo=photo()).status_code == 404


def test_the_county_sees_what_is_outdated_and_the_neighbour_nothing(
    agent: Browser, head: Browser, town: Township, world: World
) -> None:
    item, wall = world.version.item, f"/me/prints/{town.station.pk}/"
    agent.post(f"{wall}hangings/", item=item.pk, form="poster", photo=photo())
    renew(world)
    county = Browser(world.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    listed = text_of(county.get("/console/prints/", show="old"))
    assert town.station.name in listed and "1 份旧版" in listed and "1 个站点" in listed
    assert world.townships["古楼街道"].station.name not in listed
    assert item.name in text_of(county.get("/console/prints/recalls/"))

    hanging, pack = Hanging.objects.get(unit=1), head.post(f"{at(town)}packs/", forms=["guide"])
    made = pack.headers["Location"]
    for neighbour in (
        Browser(world.staff["开发区", RoleKind.COUNTY_BUREAU]),
        Browser(world.townships["古楼街道"].staff[RoleKind.CENTER_HEAD]),
    ):
        assert town.station.name not in text_of(neighbour.get("/console/prints/"))
        assert item.name not in text_of(neighbour.get("/console/prints/recalls/"))
        for path in (at(town), made, f"{made}file/", f"{at(town)}hangings/{hanging.pk}/photo/"):
            assert neighbour.get(path).status_code == 403, path
        for path in (
            f"{made}cancellation/",
            f"{at(town)}packs/",
            f"{at(town)}hangings/{hanging.pk}/replacement/",
            f"{at(town)}hangings/{hanging.pk}/removal/",
        ):
            sent = neighbour.post(path, photo=photo(), forms=["guide"])
            assert sent.status_code == 403, path
    other = Browser(world.townships["古楼街道"].staff[RoleKind.AGENT])
    assert other.post(f"{wall}{hanging.pk}/replacement/", photo=photo()).status_code == 403
    looker = Browser(world.staff["东昌府区", RoleKind.SUPERVISOR])
    assert looker.get(at(town)).status_code == 200
    assert looker.post(f"{at(town)}packs/", forms=["guide"]).status_code == 403


def test_a_print_without_photograph_is_noted_listed_chased_and_photographed(
    agent: Browser, town: Township, world: World
) -> None:
    item, wall = world.version.item, f"/me/prints/{town.station.pk}/"
    fields = {"item": item.pk, "form": "poster"}
    refused = agent.post(f"{wall}hangings/", **fields)
    assert refused.status_code == 422 and "拍不了的，选一个原因" in text_of(refused)
    assert agent.post(f"{wall}hangings/", **fields, unseen="照片传不上去").status_code == 302
    hung = Hanging.objects.get(unit=1)
    assert "1 份还没有照片" in text_of(agent.get("/me/"))
    assert "没有照片：照片传不上去" in text_of(agent.get("/me/prints/"))

    county = Browser(world.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    listed = text_of(county.get("/console/prints/", show="unseen"))
    assert town.station.name in listed and "1 份没有照片" in listed
    assert town.station.name not in text_of(county.get("/console/prints/", show="none"))
    assert county.post("/console/prints/chases/", show="whatever").status_code == 422
    assert county.post("/console/prints/chases/", show="unseen").status_code == 302
    assert "催过" in text_of(county.get(at(town)))
    assert county.post(f"{at(town)}chase/").status_code == 409, "once a day"
    other = Browser(world.staff["开发区", RoleKind.COUNTY_BUREAU])
    assert other.post(f"{at(town)}chase/").status_code == 403
    assert other.post("/console/prints/chases/", show="unseen").status_code == 409
    assert "催过：" in text_of(agent.get("/me/prints/"))

    here = f"{wall}{hung.pk}/photograph/"
    assert agent.post(here).status_code == 422
    assert agent.post(here, photo=photo()).status_code == 302
    assert "没有照片" not in text_of(agent.get("/me/prints/"))
    assert "照片正在检查" in text_of(agent.get("/me/prints/"))
    StoredFile.objects.filter(unit=1).update(state="refused", refusal="打不开")
    assert "上次的打不开" in text_of(agent.get("/me/prints/"))
    assert agent.post(f"{wall}{hung.pk}/removal/", unseen="手机拍不了照片").status_code == 302


def test_a_list_costs_the_same_for_many_as_for_few(world: World, head: Browser) -> None:
    city = Browser(world.staff["聊城市", RoleKind.CITY_BUREAU])
    station = world.townships["河湾镇"].station

    def cost(browser: Browser, path: str) -> int:
        browser.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    def hang(count: int) -> None:
        for _ in range(count):
            version = make.version(units=(1,))
            Hanging.objects.create(
                unit=1,
                site=station,
                item=version.item,
                version=world.version,
                form="guide",
                hung_at=MONDAY_9AM,
            )

    hang(1)
    paths = ("/console/prints/", f"/console/prints/sites/{station.pk}/", "/console/prints/recalls/")
    few = [cost(city, path) for path in paths]
    hang(6)
    for n in range(6):
        make.site(world.townships["河湾镇"].village, kind="point", name=f"点 {n}")
    assert [cost(city, path) for path in paths] == few
