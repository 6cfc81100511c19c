"""事项来源: sets of others come in after a dry run, go out as they came, and feed the catalogue."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bianmin.audit.models import Event
from bianmin.catalogue import sources
from bianmin.catalogue.commands.sources import (
    add_source,
    apply_batch,
    bind_item,
    check_file,
    drop_batch,
    follow_item,
    take_item,
)
from bianmin.catalogue.models import ItemSource, ServiceItem, SourceBatch, SourceItem, VersionDraft
from bianmin.catalogue.tables import write_table
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM

pytestmark = pytest.mark.django_db
GIVEN = Path(__file__).parents[3] / "shared" / "data"
REAL = GIVEN / "service_items_guangan_district_sczwfw.csv"
SET = """department,main_item,name,item_code,task_type,task_type_name,area_code,dept_code
区民政局,老年人福利,老年人福利补贴申领,511Z05001001-511602000000-000-11511301008778220W-1-00,5,行政给付,511602000000,11511301008778220W
区民政局,未分类,"对""孤儿""、困境儿童的认定",511G11012001-511602000000-000-11511301008778220W-1-00,7,行政确认,511602000000,11511301008778220W
区人社局,未分类,求职创业补贴申领,512C0151000001-511602000000-000-008779522-1-00,20,公共服务,511602000000,008779522
区税务局,未分类,编码不合格式的事项,E-000004-001-11511301008778386B,10,其他行政权力,511602000000,11511301008778386B
""".replace("\n", "\r\n").encode()  # the shape of a real district's set, made by hand


@pytest.fixture
def cast() -> world.World:
    return world.build()


@pytest.fixture
def city(cast: world.World) -> dict[str, Any]:
    return {"by": make.actor(cast.staff["聊城市", RoleKind.CITY_BUREAU]), "at": MONDAY_9AM}


@pytest.fixture
def source(city: dict[str, Any]) -> ItemSource:
    return add_source("某省政务服务网", code_format="sc-zwfw", **city)


def check(source: ItemSource, content: bytes, city: dict[str, Any], **more: Any) -> SourceBatch:
    given = {"file_name": "items.csv", "is_increment": False} | more
    return check_file(source, content=content, **given, **city)


def bring(source: ItemSource, content: bytes, city: dict[str, Any], **more: Any) -> SourceBatch:
    batch = apply_batch(check(source, content, city, **more), **city)
    source.refresh_from_db()
    return batch


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_set_goes_in_and_out_without_loss(
    source: ItemSource, city: dict[str, Any], kind: str
) -> None:
    bring(source, SET, city)
    again = write_table(sources.table_of(source), kind)

    batch = check(source, again, city, file_name=f"items.{kind}")
    assert batch.report["unchanged"] == 4
    assert [batch.report[each] for each in ("added", "changed", "gone", "faults")] == [0] * 4
    if kind == "csv":
        assert again == SET


@pytest.mark.skipif(not REAL.exists(), reason="the real set of a district is not at ../shared")
def test_a_real_set_goes_in_and_out_byte_for_byte(source: ItemSource, city: dict[str, Any]) -> None:
    content = REAL.read_bytes()
    batch = bring(source, content, city)

    assert (batch.report["added"], batch.report["faults"]) == (1135, 0)
    assert batch.report["notes"] == 4  # codes that do not follow their own province's form
    assert write_table(sources.table_of(source), "csv") == content
    for kind in ("xlsx", "json"):
        again = check(
            source,
            write_table(sources.table_of(source), kind),
            city,
            file_name=f"items.{kind}",
        )
        assert again.report["unchanged"] == 1135
    assert sources.found(source, "行政审批局", item_type="01", show="").exists()


def test_a_dry_run_tells_and_writes_nothing(source: ItemSource, city: dict[str, Any]) -> None:
    bring(source, SET, city)
    changed = SET.replace("求职创业补贴申领".encode(), "求职补贴申领".encode())
    lines = changed.split(b"\r\n")
    del lines[1]
    lines.insert(3, lines[1].replace(b"511G11012001", b"511G11012002"))

    report = check(source, b"\r\n".join(lines), city).report

    assert [report[each] for each in ("rows", "added", "changed", "gone", "unchanged")] == [
        4, 1, 1, 1, 2,
    ]  # fmt: skip
    assert report["by_column"] == {"name": 1}
    assert report["changes"][0]["fields"] == [["name", "求职创业补贴申领", "求职补贴申领"]]
    assert [row.name for row in sources.items(source)][2] == "求职创业补贴申领"


def test_a_file_with_a_fault_is_not_applied(source: ItemSource, city: dict[str, Any]) -> None:
    batch = check(source, SET + SET.split(b"\r\n")[1] + b"\r\n", city)

    assert batch.report["wrong"][0][2] == "这个编码在文件里出现了不止一次"
    with pytest.raises(Conflict, match="1 处错误"):
        apply_batch(batch, **city)
    assert not SourceItem.objects.exists()


def test_one_file_waits_at_a_time_and_is_applied_once(
    source: ItemSource, city: dict[str, Any]
) -> None:
    first = check(source, SET, city)
    second = check(source, SET, city)

    with pytest.raises(Conflict):
        apply_batch(first, **city)
    apply_batch(second, **city)
    with pytest.raises(Conflict):
        apply_batch(second, **city)
    with pytest.raises(Conflict):
        drop_batch(second, **city)
    assert list(SourceBatch.objects.order_by("number").values_list("state", flat=True)) == [
        "dropped",
        "applied",
    ]
    assert Event.objects.filter(action="apply").count() == 1


def test_an_increment_moves_single_items(source: ItemSource, city: dict[str, Any]) -> None:
    bring(source, SET, city)
    head, first, second, third, *_ = SET.decode().split("\r\n")
    increment = "\r\n".join(
        [
            f"{head},cd_operation,cd_batch",
            f"{first},D,7",
            f"{third.replace('申领', '发放')},U,7",
            f"{second.replace('511G11012001', '511G11012009')},I,7",
            "",
        ]
    ).encode()

    batch = bring(source, increment, city, is_increment=True)

    assert [batch.report[each] for each in ("added", "changed", "gone")] == [1, 1, 1]
    assert [row.name for row in sources.items(source)] == [
        '对"孤儿"、困境儿童的认定',
        "求职创业补贴发放",
        "编码不合格式的事项",
        '对"孤儿"、困境儿童的认定',
    ]
    assert "cd_batch" not in source.columns
    again = check(source, increment, city, is_increment=True)
    assert (again.report["unchanged"], again.report["faults"]) == (3, 0)


def test_an_item_is_taken_over_as_a_draft_and_followed(
    source: ItemSource, city: dict[str, Any]
) -> None:
    bring(source, SET, city)
    row = sources.items(source)[0]

    draft = take_item(row, area="老年人优待", plain_name="高龄津贴", **city)

    assert (draft.state, draft.guide["item_type"], draft.item.code) == ("draft", "05", row.code)
    assert draft.item.current is None  # nobody can ask for it before two persons publish it
    with pytest.raises(Conflict, match="已经在目录里"):
        take_item(row, area="老年人优待", plain_name="高龄津贴", **city)
    later = city | {"at": MONDAY_9AM + timedelta(days=1)}
    bring(source, SET.replace("补贴申领,511Z".encode(), "津贴申领,511Z".encode()), later)
    assert [each.code for each in sources.waiting(source)] == [row.code]
    follow_item(row, **(city | {"at": MONDAY_9AM + timedelta(days=2)}))
    assert not sources.waiting(source)


def test_a_known_item_is_bound_to_its_source(
    cast: world.World, source: ItemSource, city: dict[str, Any]
) -> None:
    bring(source, SET, city)
    row = sources.items(source)[0]

    bind_item(row, cast.version.item, **city)

    later = city | {"at": MONDAY_9AM + timedelta(days=1)}
    bring(source, b"\r\n".join(SET.split(b"\r\n")[:1] + SET.split(b"\r\n")[2:]), later)
    [waiting] = sources.waiting(source)
    assert waiting.gone_at and waiting.item == cast.version.item


def test_refusals(cast: world.World, source: ItemSource, city: dict[str, Any]) -> None:
    county = {"by": make.actor(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU]), "at": MONDAY_9AM}
    with pytest.raises(NotAllowed):
        add_source("县里的", code_format="local", **county)
    with pytest.raises(NotAllowed):
        check(source, SET, county)
    with pytest.raises(Invalid):
        add_source("某省政务服务网", code_format="local", **city)
    with pytest.raises(Invalid):
        add_source(" ", code_format="local", **city)
    batch = check(source, SET, city)
    with pytest.raises(NotAllowed):
        apply_batch(batch, **county)
    apply_batch(batch, **city)
    row = sources.items(source)[0]
    with pytest.raises(Invalid):
        take_item(row, area="没有的领域", plain_name="叫法", **city)
    with pytest.raises(Invalid):
        take_item(row, area="民政服务", plain_name=" ", **city)
    with pytest.raises(Conflict):
        follow_item(row, **city)
    assert not ServiceItem.objects.filter(code=row.code).exists()
    assert not VersionDraft.objects.exists()
