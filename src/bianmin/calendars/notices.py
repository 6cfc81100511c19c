"""放假通知: one year's notice as a value, in the files that ship with the product.

A file is JSON: year, published_by, sources, rest and makeup (day → name), and the digest of all
that, which catches a slip of the hand. What the database holds is signed besides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bianmin.rules.errors import Invalid
from bianmin.rules.workdays import WorkCalendar

SHIPPED = Path(__file__).parent / "data"
LONGEST_NAME = 20
LONGEST_SOURCE = 300
YEARS = range(1999, 2200)


@dataclass(frozen=True)
class Source:
    """出处: the title and the address of a notice."""

    title: str
    address: str = ""

    def __str__(self) -> str:
        return f"{self.title} {self.address}".strip()


@dataclass(frozen=True)
class Notice:
    """年度通知: the rest days and the make-up days that the notices for one year name.

    They may lie in the December before: 2005-12-31 is a working day by the notice for 2006.
    """

    year: int
    published_by: str
    sources: tuple[Source, ...]
    rest: Mapping[date, str]
    makeup: Mapping[date, str]

    @property
    def source(self) -> str:
        """All sources in one line."""
        return "；".join(map(str, self.sources))


def parse(text: str) -> Notice:
    """读取: read one file; Invalid when it is not a notice, or not as it was written."""
    try:
        given = json.loads(text)
        notice = Notice(
            year=int(given["year"]),
            published_by=str(given["published_by"]),
            sources=tuple(
                Source(str(s["title"]), str(s.get("address", ""))) for s in given["sources"]
            ),
            rest=_days(given["rest"]),
            makeup=_days(given["makeup"]),
        )
        stated = given.get("digest")
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise Invalid(f"不是放假安排文件：{where}看不懂（应为 JSON）") from error
    except KeyError as error:
        raise Invalid(f"不是放假安排文件：缺少 {error.args[0]}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise Invalid(f"不是放假安排文件：有一项的写法不对（{error}）") from error
    _check(notice)
    if stated is not None and stated != digest(notice):
        raise Invalid(f"{notice.year} 年放假安排文件与其校验码不符，请重新取得")
    return notice


def to_json(notice: Notice) -> str:
    """写出: the text of the notice's file."""
    content = _plain(notice) | {"digest": digest(notice)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def canonical(notice: Notice) -> bytes:
    """定本: the bytes that digest and signature cover."""
    return json.dumps(
        _plain(notice), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest(notice: Notice) -> str:
    """校验码: of the notice's content."""
    return hashlib.sha256(canonical(notice)).hexdigest()


def calendar_of(notices: Iterable[Notice]) -> WorkCalendar:
    """工作日历: put the years together."""
    notices = tuple(notices)
    return WorkCalendar(
        years=frozenset(notice.year for notice in notices),
        rest_days=frozenset(day for notice in notices for day in notice.rest),
        makeup_days=frozenset(day for notice in notices for day in notice.makeup),
    )


@cache
def shipped() -> Mapping[int, Notice]:
    """随附: the notices that ship with the product, by year."""
    notices = (parse(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.json")))
    return {notice.year: notice for notice in notices}


@cache
def shipped_calendar() -> WorkCalendar:
    """随附日历: what the command line counts by, without a database."""
    return calendar_of(shipped().values())


def _check(notice: Notice) -> None:
    if notice.year not in YEARS:
        raise Invalid(f"{notice.year} 不是可以安排放假的年份")
    first, last = date(notice.year - 1, 12, 1), date(notice.year, 12, 31)
    for day in (*notice.rest, *notice.makeup):
        if not first <= day <= last:
            raise Invalid(f"{day} 不属于 {notice.year} 年的放假安排")
    if not notice.rest:
        raise Invalid(f"{notice.year} 年的放假安排里没有放假日")
    if any(len(name) > LONGEST_NAME for name in (*notice.rest.values(), *notice.makeup.values())):
        raise Invalid(f"节日名称不能超过 {LONGEST_NAME} 个字")
    if len(notice.source) > LONGEST_SOURCE:
        raise Invalid(f"出处不能超过 {LONGEST_SOURCE} 个字")
    both = notice.rest.keys() & notice.makeup.keys()
    if both:
        raise Invalid(f"{min(both)} 不能既是放假日又是调休上班日")


def _days(given: Mapping[str, str]) -> dict[date, str]:
    return {_day(day): str(name) for day, name in sorted(given.items())}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"不是放假安排文件：“{text}”不是日期，应写成 2027-01-01") from None


def _plain(notice: Notice) -> dict[str, Any]:
    return {
        "year": notice.year,
        "published_by": notice.published_by,
        "sources": [{"title": s.title, "address": s.address} for s in notice.sources],
        "rest": {day.isoformat(): name for day, name in sorted(notice.rest.items())},
        "makeup": {day.isoformat(): name for day, name in sorted(notice.makeup.items())},
    }
