"""装载: make the yearly files from the package `chinesecalendar` and the notices' addresses.

    python -c "from bianmin.calendars import loader; loader.write_files()"

Run once a year, after the package has taken in the new notice; add its address below first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from chinese_calendar import constants

from bianmin.calendars.notices import SHIPPED, Notice, Source, to_json

PUBLISHER = "国务院办公厅"
GAZETTE = "https://www.gov.cn/gongbao/"
LIBRARY = "https://zh.wikisource.org/wiki/"

ADDRESSES: Mapping[int, str] = {
    2004: f"{LIBRARY}国务院办公厅关于2004年部分节假日安排的通知",
    2005: f"{LIBRARY}国务院办公厅关于2005年部分节假日安排的通知",
    2006: f"{LIBRARY}国务院办公厅关于2006年部分节假日安排的通知",
    2007: f"{GAZETTE}content/2007/content_503397.htm",
    2008: f"{GAZETTE}content/2008/content_859870.htm",
    2009: f"{GAZETTE}content/2008/content_1175823.htm",
    2010: f"{GAZETTE}content/2009/content_1487011.htm",
    2011: f"{GAZETTE}content/2010/content_1765282.htm",
    2012: f"{GAZETTE}content/2011/content_2020918.htm",
    2013: f"{GAZETTE}content/2012/content_2292057.htm",
    2014: f"{GAZETTE}content/2014/content_2561299.htm",
    2015: f"{GAZETTE}content/2015/content_2799019.htm",
    2016: f"{GAZETTE}content/2016/content_2979719.htm",
    2017: f"{GAZETTE}content/2016/content_5148793.htm",
    2018: f"{GAZETTE}content/2017/content_5248221.htm",
    2019: f"{GAZETTE}content/2018/content_5350046.htm",
    2020: f"{GAZETTE}content/2019/content_5459138.htm",
    2021: f"{GAZETTE}content/2020/content_5567750.htm",
    2022: f"{GAZETTE}content/2021/content_5651728.htm",
    2023: f"{GAZETTE}content/2023/content_5736714.htm",
    2024: f"{GAZETTE}2023/issue_10806/202311/content_6913823.html",
    2025: f"{GAZETTE}2024/issue_11726/202411/content_6989767.html",
    2026: f"{GAZETTE}2025/issue_12406/202511/content_7048922.html",
}

FURTHER: Mapping[int, Source] = {
    2015: Source("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知"),
    2019: Source(
        "国务院办公厅关于调整2019年劳动节假期安排的通知",
        f"{GAZETTE}content/2019/content_5380356.htm",
    ),
    2020: Source(
        "国务院办公厅关于延长2020年春节假期的通知", f"{GAZETTE}content/2020/content_5477297.htm"
    ),
}
"""后来的通知: what changed a year after its first notice."""

FORGOTTEN_MAKEUP_DAYS: Mapping[int, Mapping[date, str]] = {
    2006: {date(2005, 12, 31): "元旦"},
}
"""漏掉的调休: the notice for 2006 makes this Saturday a working day; the package leaves it out."""


def notice_for(year: int) -> Notice:
    """一年的通知: what the package knows of the notice for one year."""
    return Notice(
        year=year,
        published_by=PUBLISHER,
        sources=_sources(year),
        rest=_of_year(constants.holidays, year),
        makeup={
            **_of_year(constants.workdays, year),
            **FORGOTTEN_MAKEUP_DAYS.get(year, {}),
        },
    )


def write_files(folder: Path = SHIPPED) -> None:
    """写出: one file for each year whose notice has an address above."""
    for year in ADDRESSES:
        (folder / f"{year}.json").write_text(to_json(notice_for(year)), encoding="utf-8")


def _sources(year: int) -> tuple[Source, ...]:
    first = Source(f"国务院办公厅关于{year}年部分节假日安排的通知", ADDRESSES[year])
    return (first, FURTHER[year]) if year in FURTHER else (first,)


def _of_year(days: Mapping[date, str], year: int) -> dict[date, str]:
    """Choose the days of one notice: New Year's days of December belong to the next year's."""
    return {
        day: constants.Holiday(name).chinese[:20]
        for day, name in days.items()
        if _year_of_notice(day, name) == year
    }


def _year_of_notice(day: date, name: str) -> int:
    is_eve = day.month == 12 and name == constants.Holiday.new_years_day.value
    return day.year + 1 if is_eve else day.year
