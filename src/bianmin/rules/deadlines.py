"""方案期限: the days by which the plan wants each part of the catalogue (实施方案三（四）至（六）).

中旬 ends on the twentieth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Deadline:
    """一个期限: by which day, what, by whom, and where the plan says so."""

    day: date
    words: str
    what: str
    whose: str
    source: str

    def days_left(self, today: date) -> int:
        """还有几天: below zero when the day has passed."""
        return (self.day - today).days


DIRECTORY = Deadline(date(2020, 6, 20), "6 月中旬前", "指导目录", "市", "三（四）")
TOWNSHIP_LISTS = Deadline(date(2020, 6, 30), "6 月底前", "镇进驻事项目录", "县", "三（四）")
VILLAGE_LISTS = Deadline(date(2020, 7, 20), "7 月中旬前", "村进驻事项目录", "县", "三（四）")
GUIDES = Deadline(date(2020, 7, 31), "7 月底前", "服务指南模板", "市", "三（五）")
PRINTS = Deadline(date(2020, 8, 20), "8 月中旬前", "服务指南印制", "县", "三（五）")
ELEMENTS = Deadline(date(2020, 9, 20), "9 月中旬前", "上网实施要素", "县", "三（六）")
OF_THE_CATALOGUE = (DIRECTORY, TOWNSHIP_LISTS, VILLAGE_LISTS, GUIDES, PRINTS, ELEMENTS)
