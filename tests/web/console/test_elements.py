"""上网要素: what is missing is said, what is typed is kept, files go in and out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bianmin.catalogue.models import ElementBatch, ItemElements
from bianmin.rules.roles import RoleKind
from tests import world
from tests.rules.test_elements import FULL
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db
TOP = "/console/catalogue/elements/"
HERE = f"{TOP}1/"


@pytest.fixture
def cast() -> world.World:
    return world.build()


@pytest.fixture
def bureau(cast: world.World) -> Browser:
    return Browser(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU])


@pytest.fixture
def page(cast: world.World) -> str:
    return f"{HERE}items/{cast.version.item.code}/"


def sent(**more: Any) -> dict[str, Any]:
    several = {"handle_type": ["1", "2"]}
    return FULL | several | {"code_format": "c0109-2018"} | more


def test_the_city_sees_every_county_and_the_county_its_own(
    cast: world.World, bureau: Browser
) -> None:
    city = Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])
    shown = text_of(city.get(TOP))
    assert "9 月中旬前" in shown
    assert "0 / 1" in shown
    assert bureau.get(TOP)["Location"] == HERE
    assert bureau.get(f"{TOP}2/").status_code == 403
    assert city.get(f"{TOP}77/").status_code == 404
    assert "没有这样的事项" in text_of(city.get(TOP, q="没有的事"))


def test_what_is_missing_is_said_and_what_is_typed_is_kept(bureau: Browser, page: str) -> None:
    before = text_of(bureau.get(page))
    assert "没有填“实施编码”" in before
    wrong = bureau.post(f"{page}completion/", **sent(task_code="123"))
    assert wrong.status_code == 422
    told = text_of(wrong)
    assert "实施编码应为31 位" in told
    assert 'value="人民路 1 号"' in wrong.content.decode()

    bureau.post(f"{page}completion/", **sent())
    row = ItemElements.objects.get()
    assert row.values["handle_type"] == "1,2"
    again = bureau.post(f"{page}completion/", **sent(last_seen="2020-01-01T00:00:00+00:00"))
    assert again.status_code == 409
    assert bureau.post(f"{page}completion/", **sent(last_seen="x")).status_code == 409
    seen = row.changed_at.isoformat()
    assert bureau.post(f"{page}completion/", **sent(last_seen=seen)).status_code == 302
    assert "没有填“实施编码”" not in text_of(bureau.get(page))


def test_only_the_bureau_writes(cast: world.World, page: str) -> None:
    office = Browser(cast.staff["东昌府区", RoleKind.COUNTY_OFFICE])
    assert office.post(f"{page}completion/", **sent()).status_code == 403
    assert "保存" not in text_of(office.get(page))
    assert office.post(f"{HERE}handing-out/").status_code == 403


def test_files_go_in_and_out(cast: world.World, bureau: Browser) -> None:
    code = cast.version.item.code
    good = SimpleUploadedFile("a.csv", f"地方基本编码,办理地点\n{code},大厅\n".encode())
    told = {"code_format": "local"}
    answer = bureau.post(f"{HERE}check/", file=good, **told)
    assert answer["Location"] == f"{HERE}batches/1/"
    assert "导入后会变什么" in text_of(bureau.get(answer["Location"]))
    bureau.post(f"{HERE}batches/1/application/")
    assert ItemElements.objects.get().values == {"transact_addr": "大厅"}

    bad = SimpleUploadedFile("a.csv", "名称\n甲\n".encode())
    refused = bureau.post(f"{HERE}check/", file=bad, **told)
    assert refused.status_code == 422
    assert "没有“地方基本编码”一列" in text_of(refused)

    assert bureau.post(f"{HERE}handing-out/")["Location"] == f"{HERE}batches/2/"
    out = bureau.get(f"{HERE}batches/2/export/json/")
    assert [row["cd_operation"] for row in json.loads(out.content)["rows"]] == ["I"]
    assert bureau.get(f"{HERE}batches/2/export/exe/").status_code == 404
    assert bureau.get(f"{HERE}batches/1/export/json/").status_code == 404
    assert bureau.get(f"{HERE}export/xlsx/").content[:2] == b"PK"

    more = SimpleUploadedFile("b.csv", f"地方基本编码\n{code}\n".encode())
    bureau.post(f"{HERE}check/", file=more, **told)
    bureau.post(f"{HERE}batches/3/dropping/")
    assert ElementBatch.objects.get(number=3).state == "dropped"
    assert "第 3 批" in text_of(bureau.get(HERE))
