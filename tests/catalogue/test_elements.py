"""上网实施要素: a county completes them by hand and by file, and hands out what changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.audit.models import Event
from bianmin.catalogue import elements
from bianmin.catalogue.commands.elements import (
    apply_elements,
    check_elements,
    complete_elements,
    drop_elements,
    hand_out,
)
from bianmin.catalogue.commands.items import publish_version
from bianmin.catalogue.commands.lists import drop_item, enter_item
from bianmin.catalogue.elementfile import write_elements
from bianmin.catalogue.models import ElementBatch, ItemElements, ServiceItem
from bianmin.catalogue.tables import read_table
from bianmin.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM
from tests.rules.test_elements import FULL

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=1)
MUCH_LATER = MONDAY_9AM + timedelta(hours=2)


@pytest.fixture
def cast() -> world.World:
    return world.build()


@pytest.fixture
def item(cast: world.World) -> ServiceItem:
    return cast.version.item


@pytest.fixture
def county(cast: world.World) -> dict[str, Any]:
    bureau = cast.staff["东昌府区", RoleKind.COUNTY_BUREAU]
    return {"by": make.actor(bureau), "at": MONDAY_9AM}


def fill(item: ServiceItem, by: dict[str, Any], **more: Any) -> ItemElements:
    told = {"unit": 1, "values": FULL, "code_format": "c0109-2018"} | more
    return complete_elements(item, **told, **by)


def check(content: bytes, by: dict[str, Any], **more: Any) -> ElementBatch:
    told = {"file_name": "x.csv", "code_format": "c0109-2018", "is_increment": False} | more
    return check_elements(1, content=content, **told, **by)


def test_a_county_completes_an_item(item: ServiceItem, county: dict[str, Any]) -> None:
    before = elements.sheet_of(item, 1)
    assert before.row is None
    assert [gap.words for gap in before.gaps][:2] == ["没有填“基本编码”", "没有填“实施编码”"]

    row = fill(item, county, values=FULL | {"power_source": "法定本级行使"})

    after = elements.sheet_of(item, 1)
    assert row.values["power_source"] == "1"
    assert after.score.lacking == row.lacking < before.score.lacking
    assert {gap.key for gap in after.gaps} <= {one.key for one in elements.TEMPLATE if not one.own}
    assert Event.objects.filter(subject=f"item:{item.pk}", action="elements", unit=1).count() == 1


def test_who_may_and_what_is_refused(
    cast: world.World, item: ServiceItem, county: dict[str, Any]
) -> None:
    city = {"by": make.actor(cast.staff["聊城市", RoleKind.CITY_BUREAU]), "at": MONDAY_9AM}
    with pytest.raises(NotAllowed):
        fill(item, city)
    with pytest.raises(NotAllowed):
        fill(item, county, unit=2)
    with pytest.raises(Invalid) as wrong:
        fill(item, county, values={"task_code": "123"})
    assert list(wrong.value.fields) == ["task_code"]
    elsewhere = make.version(units=(2,)).item
    with pytest.raises(NotFound):
        fill(elsewhere, county)
    row = fill(item, county)
    with pytest.raises(Conflict, match="刚被他人改过"):
        fill(item, county)
    assert fill(item, county | {"at": LATER}, last_seen=row.changed_at).changed_at == LATER


def test_a_table_goes_out_and_in_without_loss(item: ServiceItem, county: dict[str, Any]) -> None:
    fill(item, county)
    for kind in ("xlsx", "csv", "json"):
        content = write_elements(elements.whole_rows(1), kind)
        report = check(content, county, file_name=f"要素.{kind}").report
        assert [report[key] for key in ("rows", "unchanged", "faults", "notes")] == [1, 1, 0, 0]
    told = json.loads(write_elements(elements.whole_rows(1), "json"))["rows"][0]
    assert told["cd_operation"] == "I"
    assert told["materials"][0]["name"] == item.current.guide["materials"][0]["name"]  # type: ignore[union-attr]
    sheets = write_elements(elements.whole_rows(1), "xlsx")
    codes = read_table("x.xlsx", sheets, sheet="代码表")
    assert {"要素": "权力来源", "代码": "5", "含义": "上级委托"} in codes.rows
    assert read_table("x.xlsx", sheets, sheet="申请材料").rows


def test_a_file_is_only_checked_until_it_is_applied(
    item: ServiceItem, county: dict[str, Any]
) -> None:
    content = f"地方基本编码,办理地点,权力来源\n{item.code},大厅,上级委托\n".encode()
    batch = check(content, county)
    assert batch.report["changes"][0]["fields"] == [
        ["权力来源", "", "5"],
        ["办理地点", "", "大厅"],
    ]
    assert not ItemElements.objects.exists()
    apply_elements(batch, **county)
    row = ItemElements.objects.get()
    assert row.values == {"transact_addr": "大厅", "power_source": "5"}
    assert row.batch_id == batch.pk
    with pytest.raises(Conflict):
        apply_elements(batch, **county)
    with pytest.raises(Conflict):
        drop_elements(batch, **county)
    dropped = drop_elements(check(content, county), **county)
    assert dropped.state == "dropped"


def test_a_file_with_a_fault_is_not_applied_and_a_newer_one_takes_its_place(
    item: ServiceItem, county: dict[str, Any]
) -> None:
    wrong = check(f"地方基本编码,权力来源\n{item.code},8\n".encode(), county)
    assert wrong.report["wrong"] == [[2, item.code, "权力来源“8”不在代码表里"]]
    with pytest.raises(Conflict, match="1 处错误"):
        apply_elements(wrong, **county)
    check(f"地方基本编码\n{item.code}\n".encode(), county)
    wrong.refresh_from_db()
    assert wrong.state == "dropped"


def test_increments_carry_what_changed_since_the_last(
    item: ServiceItem, county: dict[str, Any]
) -> None:
    other = make.version().item
    with pytest.raises(Conflict, match="没有变化"):
        hand_out(1, **county)
    row = fill(item, county)
    first = hand_out(1, **county)
    assert first.report == {"added": 1, "changed": 0, "gone": 0}
    told = first.table["rows"][0]  # type: ignore[index]
    assert (told["cd_operation"], told["cd_batch"]) == ("I", str(first.number))
    assert told["row_guid"] == elements.row_guid(1, item.code)

    later = county | {"at": LATER}
    fill(item, later, values=FULL | {"window_name": "3 号窗"}, last_seen=row.changed_at)
    fill(other, later)
    second = hand_out(1, **later)
    assert second.report == {"added": 1, "changed": 1, "gone": 0}

    last = county | {"at": MUCH_LATER}
    for tier in ("village", "township"):
        drop_item(item, unit=1, tier=tier, reason="依据调整", **last)
    third = hand_out(1, **last)
    assert third.report == {"added": 0, "changed": 0, "gone": 1}
    again = county | {"at": MUCH_LATER + timedelta(hours=1)}
    enter_item(item, unit=1, tier="township", mode="accept", **again)
    assert elements.sheet_of(item, 1).values["window_name"] == "3 号窗"
    assert hand_out(1, **again).report == {"added": 1, "changed": 0, "gone": 0}


def test_an_increment_of_another_ends_and_begins_again(
    item: ServiceItem, county: dict[str, Any]
) -> None:
    fill(item, county)
    end = f"操作,地方基本编码\nD,{item.code}\n".encode()
    later = county | {"at": LATER}
    apply_elements(check(end, later, is_increment=True), **later)
    assert elements.row_of(item, 1) is None
    begin = f"操作,地方基本编码,办理地点\nI,{item.code},大厅\n".encode()
    last = county | {"at": MUCH_LATER}
    apply_elements(check(begin, last, is_increment=True), **last)
    row = elements.row_of(item, 1)
    assert row is not None
    assert (row.values, row.added_at) == ({"transact_addr": "大厅"}, MUCH_LATER)
    never = f"操作,地方基本编码,办理地点\nI,{make.version().item.code},大厅\n".encode()
    batch = check(never + never.split(b"\n")[1].replace(b"I,", b"D,", 1) + b"\n", last,
                  is_increment=True)  # fmt: skip
    apply_elements(batch, **last)
    assert ItemElements.objects.count() == 1


def test_a_new_guide_counts_again(item: ServiceItem, county: dict[str, Any]) -> None:
    row = fill(item, county)
    guide = item.current.guide | {"fee": {"charged": True, "text": "", "basis": ""}}  # type: ignore[union-attr]
    publish_version(item, guide=guide, form=item.current.form, by=SYSTEM, at=LATER)  # type: ignore[union-attr]
    after = ItemElements.objects.get(pk=row.pk)
    assert after.lacking == row.lacking + 3  # the fee's text, its basis, and paying online
    assert after.changed_at == LATER


def test_the_matrix_shows_each_county_at_the_same_cost(
    cast: world.World,
    item: ServiceItem,
    county: dict[str, Any],
    django_assert_num_queries: Any,
) -> None:
    fill(item, county)
    lone = make.version(units=(2,)).item
    ServiceItem.objects.filter(pk=lone.pk).update(name="只在临清办的事")
    with django_assert_num_queries(3):
        rows = elements.shown_items(words="", area="")
        lines = elements.matrix(rows.select_related("current"), [1, 2])
    assert len(lines) == 2
    by_item = {line.item.pk: line.cells for line in lines}
    assert by_item[item.pk][0].is_begun
    assert not by_item[item.pk][1].is_begun
    assert by_item[lone.pk][0].score is None
    found = elements.shown_items(words="只在", area="")
    assert [one.pk for one in found] == [lone.pk]
    ItemElements.objects.update(lacking=0)
    assert not elements.shown_in(1, words="", area=item.area, lacking=True).exists()
    assert elements.shown_in(1, words="", area=item.area, lacking=False).count() == 1
    assert elements.shown_in(2, words="", area="", lacking=True).count() == 2
    assert [(one.offered, one.complete, one.percent) for one in elements.progress([1, 2])] == [
        (1, 1, 100), (2, 0, 0),
    ]  # fmt: skip
