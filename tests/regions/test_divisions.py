"""Reading the package's tables, for any city, and the extract that ships."""

from __future__ import annotations

import tarfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bianmin.regions import divisions
from bianmin.regions.divisions import Division
from bianmin.regions.units import SHIPPED, units_of
from bianmin.rules.errors import Invalid
from tests.regions import tables

EXTRACT = SHIPPED / "liaocheng-2020-06-30.csv"
PACKAGE = {
    "provinces.csv": 'code,name\n11,"北京市"\n37,"山东省"\n44,"广东省"\n',
    "cities.csv": 'code,name,provinceCode\n1101,"市辖区",11\n3715,"聊城市",37\n4419,"东莞市",44\n',
    "areas.csv": "code,name,cityCode,provinceCode\n"
    '110101,"东城区",1101,11\n371502,"东昌府区",3715,37\n441900,"东莞市",4419,44\n',
    "streets.csv": "code,name,areaCode,provinceCode,cityCode\n"
    '110101001,"东华门街道",110101,11,1101\n371502001,"古楼街道",371502,37,3715\n'
    '441900003,"东城街道",441900,44,4419\n',
    "villages.csv": "code,name,streetCode,provinceCode,cityCode,areaCode\n"
    '110101001001,"多福巷社区居委会",110101001,11,1101,110101\n'
    '371502001001,"古楼社区居委会",371502001,37,3715,371502\n'
    '441900003001,"岗贝社区居委会",441900003,44,4419,441900\n',
}


@pytest.fixture(params=["folder", "dist", "tgz"])
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / ("package/dist" if request.param != "folder" else "csv")
    folder.mkdir(parents=True)
    for name, text in PACKAGE.items():
        (folder / name).write_text(text, encoding="utf-8")
    if request.param == "folder":
        return folder
    if request.param == "dist":
        return tmp_path
    archive = tmp_path / "china-division-0.0.0.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "package", "package")
    return archive


@pytest.mark.parametrize("city", ["3715", "371500", "371500000000", "聊城市"])
def test_one_city_is_read_from_the_package(package: Path, city: str) -> None:
    assert divisions.read_package(package, city) == (
        Division("3715", "city", "聊城市"),
        Division("371502", "county", "东昌府区"),
        Division("371502001", "township", "古楼街道"),
        Division("371502001001", "village", "古楼社区居委会"),
    )


def test_a_municipality_takes_its_provinces_name(package: Path) -> None:
    rows = divisions.read_package(package, "北京市")
    assert divisions.city_of(rows) == Division("1101", "city", "北京市")
    assert divisions.read_package(package, "1101") == rows


def test_a_city_without_counties_is_read_too(package: Path) -> None:
    rows = divisions.read_package(package, "东莞市")
    assert [row.code for row in rows] == ["4419", "441900", "441900003", "441900003001"]


def test_an_unknown_city_and_a_wrong_file_are_refused(package: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="没有“无此市”"):
        divisions.read_package(package, "无此市")
    with pytest.raises(Invalid, match="应正好有一行 city"):
        divisions.read_package(package, "9999")
    wrong = tmp_path / "wrong.tgz"
    wrong.write_text("不是压缩包")
    with pytest.raises(Invalid, match=r"wrong\.tgz 不是 china-division 的包"):
        divisions.read_package(wrong, "3715")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Invalid, match=r"没有 cities\.csv"):
        divisions.read_package(tmp_path / "empty", "聊城市")


def test_the_extract_is_the_city_of_2020() -> None:
    rows = divisions.read_table(EXTRACT)
    assert Counter(row.level for row in rows) == {
        "city": 1,
        "county": 8,
        "township": 136,
        "village": 5_897,
    }
    assert divisions.vintage_in(EXTRACT.name) == date(2020, 6, 30)


@pytest.mark.skipif(not tables.GIVEN.exists(), reason="the trial data is not here")
def test_the_extract_equals_the_trial_data() -> None:
    assert divisions.read_table(EXTRACT) == tables.given(date(2020, 6, 30))


def test_a_table_is_written_as_it_is_read(tmp_path: Path) -> None:
    rows = tables.table("371502 东昌府区", "371502001 古楼街道", "371502001001 古楼社区居委会")
    divisions.write_table(rows, tmp_path / "t.csv")
    again = divisions.read_table(tmp_path / "t.csv")
    assert again == rows
    assert divisions.digest(again) == divisions.digest(reversed(rows))


CITY = {"level": "city", "code": "3715", "name": "聊城市"}


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([{"code": "3715", "name": "聊城市"}], "应有 level、code、name 三列"),
        ([CITY | {"level": "省"}], "不认识的级别“省”"),
        ([CITY | {"code": "37"}], "不是 city 的代码和名称"),
        ([CITY | {"name": " "}], "不是 city 的代码和名称"),
        ([CITY, CITY | {"name": "水城"}], "重复的代码"),
        ([CITY, CITY | {"code": "3716", "name": "滨州市"}], "一次导入一个市"),
        ([CITY, {"level": "county", "code": "371602", "name": "滨城区"}], "的上级 3716 不在表里"),
        ([], "一次导入一个市"),
    ],
)
def test_a_wrong_table_is_refused(rows: list[dict[str, str]], complaint: str) -> None:
    with pytest.raises(Invalid, match=complaint):
        divisions.read_rows(rows)


@pytest.mark.parametrize(
    ("code", "normal"),
    [
        ("371502000000", "371502"),
        ("371502001000", "371502001"),
        ("371502001001", "371502001001"),
        ("371502001", "371502001"),
    ],
)
def test_filling_zeros_are_dropped(code: str, normal: str) -> None:
    assert divisions.normal_code(code) == normal


def test_a_name_without_a_day_has_no_vintage() -> None:
    assert divisions.vintage_in("villages.csv") is None


def test_the_eleven_units_have_fixed_numbers() -> None:
    units = units_of("3715")
    numbers = {*units.numbers.values(), *(zone.number for zone in units.zones)}
    assert numbers == set(range(1, 12))
    assert units.numbers["371523"] == units.numbers["371503"] == 2
    assert units_of("3701").numbers == {}


def test_every_zone_names_townships_that_are_there() -> None:
    names = {row.name for row in divisions.read_table(EXTRACT) if row.level == "township"}
    for zone in units_of("3715").zones:
        assert len(zone.townships & names) >= 3, zone.name
    assert "推定" in (SHIPPED / "liaocheng-units.json").read_text(encoding="utf-8")
