"""省库导入: a file is checked, shown and imported by the city alone, and comes out again."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bianmin.catalogue.models import ItemSource, ServiceItem, SourceBatch, SourceItem
from bianmin.rules.roles import RoleKind
from tests import world
from tests.catalogue.test_sources import SET
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db
TOP = "/console/catalogue/sources/"


@pytest.fixture
def cast() -> world.World:
    return world.build()


@pytest.fixture
def city(cast: world.World) -> Browser:
    return Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])


@pytest.fixture
def source(city: Browser) -> ItemSource:
    city.post(f"{TOP}addition/", name="某省事项库", code_format="sc-zwfw")
    return ItemSource.objects.get()


def send(city: Browser, source: ItemSource, content: bytes, name: str = "items.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return city.post(f"{TOP}{source.pk}/check/", file=file)


def test_a_file_is_checked_shown_and_imported(city: Browser, source: ItemSource) -> None:
    answer = send(city, source, SET)
    assert answer["Location"] == f"{TOP}{source.pk}/batches/1/"
    shown = text_of(city.get(answer["Location"]))
    assert "老年人福利补贴申领" in shown and "提醒（1 处，不影响导入）" in shown
    assert not SourceItem.objects.exists()

    city.post(f"{TOP}{source.pk}/batches/1/application/")

    listed = text_of(city.get(f"{TOP}{source.pk}/", q="孤儿"))
    assert "1 个事项" in listed and "困境儿童的认定" in listed
    out = city.get(f"{TOP}{source.pk}/export/csv/")
    assert out.content == SET
    assert "attachment" in out["Content-Disposition"]
    assert city.get(f"{TOP}{source.pk}/export/exe/").status_code == 404


def test_a_file_nobody_can_read_is_refused_at_its_field(city: Browser, source: ItemSource) -> None:
    page = send(city, source, b"\x00" * 10, "x.xlsx")

    assert page.status_code == 422
    assert "不是完好的 XLSX" in text_of(page)
    assert city.post(f"{TOP}{source.pk}/check/").status_code == 422
    assert not SourceBatch.objects.exists()


def test_a_dropped_file_is_not_imported(city: Browser, source: ItemSource) -> None:
    send(city, source, SET)
    city.post(f"{TOP}{source.pk}/batches/1/dropping/")

    assert city.post(f"{TOP}{source.pk}/batches/1/application/").status_code == 409
    assert not SourceItem.objects.exists()


def test_an_item_is_taken_into_the_catalogue(city: Browser, source: ItemSource) -> None:
    send(city, source, SET)
    city.post(f"{TOP}{source.pk}/batches/1/application/")
    row = SourceItem.objects.order_by("place")[0]
    here = f"{TOP}{source.pk}/items/{row.pk}/"

    assert city.post(f"{here}taking/", area="老年人优待").status_code == 422
    answer = city.post(f"{here}taking/", area="老年人优待", plain_name="高龄津贴")

    assert city.get(answer["Location"]).status_code == 200
    assert ServiceItem.objects.filter(code=row.code, current__isnull=True).exists()
    assert "已纳入目录" in text_of(city.get(here))
    assert city.post(f"{here}binding/", code="没有").status_code == 404


def test_only_the_city_opens_it(cast: world.World, source: ItemSource) -> None:
    county = Browser(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU])

    for path in ("", f"{source.pk}/", f"{source.pk}/export/csv/"):
        assert county.get(f"{TOP}{path}").status_code == 403, path
    file = io.BytesIO(SET)
    file.name = "x.csv"
    assert county.post(f"{TOP}{source.pk}/check/", file=file).status_code == 403
    assert county.post(f"{TOP}addition/", name="县里的", code_format="local").status_code == 403
