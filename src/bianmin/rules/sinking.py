"""下沉规则: which items of the township should go down to the village stations, in open points.

对于乡镇（街道）办理简单、办件量大的事项，鼓励将受理、办理环节直接下沉到村（社区）便民服务站
（实施方案三（四）). Both are asked for: points for simplicity alone, or for numbers alone, are not
enough. The level of the village exists for public services only, and what the law gives a body to
license it does not hand on to a village: there only the intake goes down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bianmin.rules.lists import EntryMode

ENOUGH_SIMPLE, ENOUGH_WANTED = 30, 20
ENOUGH = 60  # of 100
REMEMBERED_DAYS = 365
CLEARLY_MORE = 10  # points above those that were declined
PUBLIC_SERVICE = "20"

PAPERS = ((2, 20), (3, 14), (4, 8))  # at most so many papers → points
STEPS = ((2, 15), (3, 10), (4, 5))
BY_TABLE = 25
VOLUME = ((10, 40), (5, 30), (2, 20), (1, 10))  # at least so many a township and month → points


@dataclass(frozen=True)
class Facts:
    """依据: what the advice on one item of one county is computed from."""

    papers: int  # to be handed in by everybody; what is shared is not counted
    steps: int
    item_type: str
    is_immediate: bool
    county_decides: bool
    is_police: bool
    cases: int  # of the past twelve months
    townships: int  # with an open centre
    township_mode: str
    village_mode: str

    @property
    def by_table(self) -> bool:
        """当场对照就能定: decided at once by the township alone, and no licence."""
        return self.is_immediate and not self.county_decides and self.item_type != "01"

    @property
    def monthly(self) -> float:
        """每镇每月: cases a township and month, to one decimal."""
        return round(self.cases / 12 / self.townships, 1) if self.townships else 0.0


@dataclass(frozen=True)
class Line:
    """算式的一行: what was looked at, what it is, the points it has of those it can have."""

    label: str
    said: str
    points: int
    most: int


@dataclass(frozen=True)
class Advice:
    """建议: the lines of the sum, the mode proposed (None: not proposed) and why not."""

    lines: tuple[Line, ...]
    mode: EntryMode | None
    why_not: str = ""

    @property
    def points(self) -> int:
        return sum(line.points for line in self.lines)


def advise(facts: Facts) -> Advice:
    """下沉建议: add up the points and say what the village should do, or why it should not."""
    lines = _lines(facts)
    simple, wanted = sum(line.points for line in lines[:3]), lines[3].points
    mode = _highest(facts)
    if why := _obstacle(facts):
        return Advice(lines, None, why)
    if _rank(facts.village_mode) >= _rank(mode):
        return Advice(lines, None, "村里已经这样办")
    if simple < ENOUGH_SIMPLE:
        return Advice(lines, None, f"不够简单：简单程度 {simple} 分，要 {ENOUGH_SIMPLE} 分")
    if wanted < ENOUGH_WANTED:
        return Advice(lines, None, f"办件量不够：{wanted} 分，要 {ENOUGH_WANTED} 分")
    if simple + wanted < ENOUGH:
        return Advice(lines, None, f"合计 {simple + wanted} 分，不到 {ENOUGH} 分")
    return Advice(lines, mode)


def is_put_off(*, points: int, declined_points: int, declined_on: date, today: date) -> bool:
    """已谢绝: a declined advice rests for a year, unless it has become clearly stronger."""
    rested = (today - declined_on).days >= REMEMBERED_DAYS
    return not rested and points < declined_points + CLEARLY_MORE


def _lines(facts: Facts) -> tuple[Line, ...]:
    volume = f"一年 {facts.cases} 件 ÷ 12 个月 ÷ {facts.townships} 个镇"
    table = "当场对照就能定" if facts.by_table else "要审核，不能当场定"
    return (
        Line("材料", f"{facts.papers} 份", _at_most(facts.papers, PAPERS), PAPERS[0][1]),
        Line(
            "环节",
            f"{facts.steps} 个" if facts.steps else "指南没有写",
            _at_most(facts.steps, STEPS) if facts.steps else 0,
            STEPS[0][1],
        ),
        Line("怎么定", table, BY_TABLE if facts.by_table else 0, BY_TABLE),
        Line(
            "办件量",
            f"{volume} ＝ 每镇每月 {facts.monthly} 件",
            _at_least(facts.monthly, VOLUME),
            VOLUME[0][1],
        ),
    )


def _obstacle(facts: Facts) -> str:
    if not facts.township_mode:
        return "镇目录里没有这个事项"
    if facts.is_police:
        return "由公安机关办理"
    return ""


def _highest(facts: Facts) -> EntryMode:
    """办到哪一步: handling only where the township handles a public service by itself."""
    alone = facts.township_mode == EntryMode.HANDLE and facts.by_table
    if alone and facts.item_type == PUBLIC_SERVICE:
        return EntryMode.HANDLE
    return EntryMode.ACCEPT


def _rank(mode: str) -> int:
    return ("", EntryMode.AGENT, EntryMode.ACCEPT, EntryMode.HANDLE).index(mode)


def _at_most(value: int, steps: tuple[tuple[int, int], ...]) -> int:
    return next((points for limit, points in steps if value <= limit), 0)


def _at_least(value: float, steps: tuple[tuple[int, int], ...]) -> int:
    return next((points for limit, points in steps if value >= limit), 0)
