"""人员配备: how many people a place of service needs, by the plan's standard and by its queue.

The queue is Erlang's: people come independently at an even rate, each is served as long as it
takes (exponentially spread about its mean), all windows take everybody, whoever comes waits. Real
service times spread less and rushes come in the morning, so ask it for the busiest hour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bianmin.rules.errors import Invalid
from bianmin.rules.naming import SiteKind
from bianmin.rules.roles import RoleKind

DEADLINE = date(2020, 7, 31)
"""三（七）: 7 月底前，完成窗口人员配备."""

STANDARD: Mapping[SiteKind, Mapping[RoleKind, int]] = MappingProxyType(
    {
        SiteKind.CENTER: MappingProxyType(
            {RoleKind.CENTER_HEAD: 1, RoleKind.CLERK: 2, RoleKind.REVIEWER: 2}
        ),
        SiteKind.STATION: MappingProxyType({RoleKind.STATION_CLERK: 2, RoleKind.AGENT: 1}),
        SiteKind.POINT: MappingProxyType({RoleKind.AGENT: 1}),
    }
)
"""起步配备: the least a site needs where no plan says more: an A and a B for every window."""

MOST_WINDOWS = 60


@dataclass(frozen=True)
class Need:
    """测算结果: windows for the busiest hour, and the people who keep them manned."""

    windows: int
    people: int
    busy: float  # share of the time each window is serving
    waits: float  # share of people who wait at all
    mean_wait: float  # minutes, over all people
    within: float  # share of people called within the time wished for
    manned: float  # chance that enough people are there on a day


def waiting_chance(windows: int, load: float) -> float:
    """等待概率 (Erlang C): the chance that whoever comes finds all windows busy.

    `load` is arrivals per hour times hours of service each: the windows kept busy on average.
    """
    if load >= windows:
        return 1.0
    blocked = 1.0
    for n in range(1, windows + 1):  # Erlang B, by its stable recursion
        blocked = load * blocked / (n + load * blocked)
    return windows * blocked / (windows - load * (1 - blocked))


def mean_wait(windows: int, arrivals: float, minutes: float) -> float:
    """平均等候: minutes before being called, over all who come; infinite when too few serve."""
    load = arrivals * minutes / 60
    if load >= windows:
        return math.inf
    return waiting_chance(windows, load) * minutes / (windows - load)


def called_within(windows: int, arrivals: float, minutes: float, wait: float) -> float:
    """按时叫号率: the share of people who wait at most so many minutes."""
    load = arrivals * minutes / 60
    if load >= windows:
        return 0.0
    return 1 - waiting_chance(windows, load) * math.exp(-(windows - load) * wait / minutes)


def windows_needed(arrivals: float, minutes: float, *, wait: float, share: float) -> int:
    """窗口数: the fewest windows that call this share of people within the wait."""
    _check(arrivals, minutes, wait, share)
    for windows in range(1, MOST_WINDOWS + 1):
        if called_within(windows, arrivals, minutes, wait) >= share:
            return windows
    raise Invalid(f"{MOST_WINDOWS} 个窗口也不够，请核对每小时人数和每件用时")


def manned_chance(people: int, windows: int, away: float) -> float:
    """到岗把握: the chance that at least `windows` of `people` are there, each away by itself."""
    return sum(
        math.comb(people, n) * (1 - away) ** n * away ** (people - n)
        for n in range(windows, people + 1)
    )


def people_needed(windows: int, *, away: float, sure: float) -> int:
    """A、B 岗人数: the fewest people who man all windows on this share of days; never without B."""
    if not 0 <= away < 0.5 or not 0 < sure < 1:
        raise Invalid("缺勤率填 0 到 50%，到岗把握填 50% 到 99.9%")
    people = windows + 1
    while manned_chance(people, windows, away) < sure:
        people += 1
    return people


def need(
    *, arrivals: float, minutes: float, wait: float, share: float, away: float, sure: float
) -> Need:
    """测算: windows and people for these arrivals an hour and minutes each."""
    windows = windows_needed(arrivals, minutes, wait=wait, share=share)
    people = people_needed(windows, away=away, sure=sure)
    load = arrivals * minutes / 60
    return Need(
        windows=windows,
        people=people,
        busy=load / windows,
        waits=waiting_chance(windows, load),
        mean_wait=mean_wait(windows, arrivals, minutes),
        within=called_within(windows, arrivals, minutes, wait),
        manned=manned_chance(people, windows, away),
    )


def _check(arrivals: float, minutes: float, wait: float, share: float) -> None:
    wrong = {
        name: sentence
        for name, passed, sentence in (
            ("arrivals", 0 < arrivals <= 1000, "每小时来办事的人数填 1 到 1000"),
            ("minutes", 0 < minutes <= 240, "每件用时填 1 到 240 分钟"),
            ("wait", 0 < wait <= 240, "最多等几分钟填 1 到 240"),
            ("share", 0 < share < 1, "按时叫号的比例填 1% 到 99%"),
        )
        if not passed
    }
    if wrong:
        raise Invalid("有几个数要改一改", wrong)
