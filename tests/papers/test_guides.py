"""Every form of a guide: nothing off the page, real fonts, the code leads to the newest version."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.papers import shelf
from bianmin.papers.guides import Form, guide_html, guide_of, guide_pdf
from tests import make
from tests.papers import pdfs

ITEMS = {item["code"]: item for item in shipped_items()}
LONGEST = sorted(ITEMS.values(), key=lambda item: len(str({**item, "form_schema": 0})))[-3:]


@pytest.fixture(autouse=True)
def _a_shelf_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.BIANMIN_PAPERS_DIR = tmp_path
    settings.BIANMIN_ADDRESS = "https://bm.example.gov.cn"


def unsaved(guide: dict[str, Any], *, number: int = 7, current: int = 1) -> ItemVersion:
    item = ServiceItem(
        pk=1,
        code=guide["code"],
        name=guide["name"],
        plain_name=guide["plain_name"],
        current_id=current,
    )
    at = datetime(2026, 9, 1, tzinfo=UTC)
    return ItemVersion(pk=1, item=item, number=number, guide=guide, form={}, published_at=at)


def test_what_is_real_is_not_marked_as_a_demonstration(settings: Any) -> None:
    settings.BIANMIN_TRIAL = False
    assert "演示数据" not in guide_html(guide_of(unsaved(ITEMS["LC-LN-077"])), Form.SHEET)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("code", [LONGEST[-1]["code"], LONGEST[-2]["code"], "LC-LN-077"])
def test_a_print_is_whole(code: str, form: Form) -> None:
    told = ITEMS[code]
    content = guide_pdf(unsaved(told), form)

    assert pdfs.pages(content) <= (1 if form is Form.POSTER else 2)
    assert not pdfs.overflow(content)
    assert pdfs.text(content).count("演示数据") == pdfs.pages(content)
    assert pdfs.fonts(content)
    for name, kind, embedded in pdfs.fonts(content):
        assert embedded and "Type 3" not in kind and "Noto" in name
    assert f"https://bm.example.gov.cn/items/{code}/" in pdfs.codes(content)
    said = pdfs.text(content)
    for words in (told["name"], *told["conditions"], "扫码看最新版", "第7版"):
        assert "".join(words.split()) in said
    for paper in told["materials"]:
        assert paper["plain_name"] in said
    assert all(law["law"].replace(" ", "") in said for law in told["basis"])


def test_a_long_guide_shrinks_until_it_fits() -> None:
    told = {**ITEMS["LC-LN-077"], "materials": ITEMS["LC-LN-077"]["materials"] * 4}
    content = guide_pdf(unsaved(told), Form.POSTER)
    assert pdfs.pages(content) == 1
    assert not pdfs.overflow(content)


def test_an_old_version_says_so_and_leads_to_the_newest() -> None:
    content = guide_pdf(unsaved(ITEMS["LC-LN-077"], number=3, current=9), Form.SHEET)
    assert "这是旧版" in pdfs.text(content)
    assert pdfs.codes(content) == ["https://bm.example.gov.cn/items/LC-LN-077/"]


def test_words_of_a_guide_are_never_markup() -> None:
    told = {**ITEMS["LC-LN-077"], "conditions": ["<img src=file:///etc/passwd> 年满 80 周岁"]}
    assert "&lt;img" in guide_html(guide_of(unsaved(told)), Form.SHEET)


@pytest.mark.django_db
def test_a_print_for_a_station_names_it_and_its_centre() -> None:
    city = make.region("聊城市")
    unit = make.region("东昌府区", city, unit=1)
    town = make.region("河湾镇", unit)
    village = make.region("柳庄村", town)
    center, station = make.site(town), make.site(village, kind="station")
    guide = guide_of(make.version(), station)
    assert [door.name for door in guide.doors] == [station.name, center.name]
    assert guide.ways == ("村里帮您代办", "镇里受理", "由县级部门办结")
    assert "5–9月 08:30–12:00、14:00–17:30" in guide.doors[0].hours
    alone = guide_of(make.version(), center)
    assert [door.name for door in alone.doors] == [center.name]
    assert alone.site_name == ""


def test_a_print_is_drawn_once_and_the_shelf_stays_small(monkeypatch: Any, tmp_path: Path) -> None:
    drawn: list[int] = []

    def draw() -> bytes:
        drawn.append(1)
        return b"x" * 1000

    assert shelf.kept("one", draw) == shelf.kept("one", draw)
    assert len(drawn) == 1
    monkeypatch.setattr(shelf, "MOST_BYTES", 3000)
    monkeypatch.setattr(shelf, "LOOK_EVERY", 1)
    for n in range(9):
        shelf.kept(f"another {n}", draw)
    assert len(list((tmp_path / "guides").iterdir())) == 3
