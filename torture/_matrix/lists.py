"""The catalogue's papers that are somebody's: drafts of the city, lists and powers of a county."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests import make
from tests.make import DAY, MONDAY_9AM

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import (
    bundles,
    drafts,
    editions,
    elements,
    lists,
    site_offers,
    sources,
    words,
)
from bianmin.catalogue.models import Bundle, EmptySearch, ItemElements, LinkTask, Offering
from bianmin.rules.roles import RoleKind
from torture._matrix.planting import Home, Planted

EDITION = 2
"""The number of the edition that is being drafted; the first is published."""
BUNDLE = "matter"
"""A bundle whose first version is published, and whose second is drafted."""
SPLIT = "T-SPLIT"
"""An item whose questions lead to two scenarios."""
SET = (
    "name,item_code,task_type,dept_code\r\n"
    "孤儿认定,511G11012001-511602000000-000-11511301008778220W-1-00,7,11511301008778220W\r\n"
).encode()


def plant_lists(planted: Planted) -> None:
    """Draft an edition and a version, and give every county open work and every centre a power."""
    item = planted.cast.version.item
    by = {
        "by": make.actor(planted.cast.staff["聊城市", RoleKind.CITY_BUREAU]),
        "at": MONDAY_9AM,
    }
    editions.found_directory(by=SYSTEM, at=MONDAY_9AM - timedelta(days=30))
    edition = editions.draft_edition(**by)
    change = editions.record_change(edition, item, kind="pause", reason="依据调整", **by)
    draft = drafts.draft_version(item, **by)
    planted.drafted |= {"edition": edition.number, "change": change.pk, "draft": draft.pk}
    assert edition.number == EDITION
    _source(planted, by)
    planted.drafted["split"] = make.split_version(code=SPLIT).pk
    _bundle(planted, by)
    word = words.name_item("八旬老人的钱", item, **by)
    words.count_empty_search("谁也没搜到的", at=MONDAY_9AM)
    planted.drafted |= {"word": word.pk, "missed": EmptySearch.objects.get().pk}
    relinked = make.version(units=(1, 2, 9)).item
    for home in planted.homes.values():
        _county(home, relinked)
        power = site_offers.grant_to_site(
            home.town.center,
            item,
            delegation="entrusted",
            document="聊政办〔2026〕1号",
            valid_from=DAY,
            **home.steps.by(RoleKind.COUNTY_BUREAU),
        )
        home.listed |= {"power": power.pk, "item": item.pk}
        _elements(home, item)


def _source(planted: Planted, by: dict[str, Any]) -> None:
    """Take one item of another's set in, and let a second file wait to be applied."""
    source = sources.add_source("某省政务服务网", code_format="sc-zwfw", **by)
    told = {"file_name": "items.csv", "content": SET, "is_increment": False, **by}
    sources.apply_batch(sources.check_file(source, **told), **by)
    sources.check_file(source, **told)
    planted.drafted |= {"source": source.pk, "source item": source.items.get().pk}


def _county(home: Home, item: object) -> None:
    """The township's list changes its mode, so that the village's must answer."""
    unit = home.town.region.unit
    here = {"item": item, "unit": unit}
    if not LinkTask.objects.filter(**here).exists():
        by = home.steps.by(RoleKind.COUNTY_BUREAU)
        lists.enter_item(item, unit=unit, tier="township", mode="handle", **by)  # type: ignore[arg-type]
    home.listed["task"] = LinkTask.objects.get(**here).pk
    home.listed["entry"] = Offering.objects.get(**here, tier="village").pk


def _elements(home: Home, item: Any) -> None:
    """The county says where an item is handled, hands it out, and lets a file wait."""
    unit, by = home.town.region.unit, home.steps.by(RoleKind.COUNTY_BUREAU)
    home.listed["elements item"] = item.code
    if ItemElements.objects.filter(unit=unit).exists():
        return
    told = {"unit": unit, "code_format": "local", **by}
    elements.complete_elements(item, values={"transact_addr": "大厅一楼"}, **told)
    elements.hand_out(unit, **by)
    content = f"地方基本编码,办理地点\r\n{item.code},大厅二楼\r\n".encode()
    elements.check_elements(file_name="elements.csv", content=content, is_increment=False, **told)


def _bundle(planted: Planted, by: dict[str, Any]) -> None:
    """Two items put together, published, and drafted again."""
    codes = (planted.cast.version.item.code, SPLIT)
    content = {
        "code": BUNDLE, "name": "一件事", "plain_name": "一件事", "lead": "县审批局",
        "steps": [{"item": code} for code in codes],
    }  # fmt: skip
    bundles.load_bundles([content], by=SYSTEM, at=MONDAY_9AM)
    draft = bundles.draft_bundle(Bundle.objects.get(), **by)
    planted.drafted["bundle draft"] = draft.pk
