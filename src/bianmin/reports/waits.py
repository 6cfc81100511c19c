"""等候: the queues of a scope, read from the days' counts (`WaitDay`), with what each figure means.

A hall of a county belongs to its unit and to no township.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from bianmin.counter.models import WaitDay
from bianmin.counter.tally import COUNTED
from bianmin.reports.board import Period, Scope
from bianmin.sites.models import Site

MINUTE = 60
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Indicator:
    """等候指标: name, unit and definition; `of` computes it from summed counts (None: no base)."""

    key: str
    name: str
    unit: str
    definition: str
    of: Callable[[Counts], float | None]


def _count(column: str) -> Callable[[Counts], float | None]:
    return lambda counts: float(counts[column])


def _minutes(seconds: str, people: str) -> Callable[[Counts], float | None]:
    def of(counts: Counts) -> float | None:
        base = counts[people]
        return round(counts[seconds] / base / MINUTE, 1) if base else None

    return of


INDICATORS: tuple[Indicator, ...] = (
    Indicator("taken", "取号", "个", "期内取的号，含预约签到取的", _count("taken")),
    Indicator(
        "mean_wait",
        "平均等候",
        "分钟",
        "期内叫到的号，从取号到第一次叫号的平均时间；没叫到的不计入",
        _minutes("wait_seconds", "called"),
    ),
    Indicator(
        "mean_service",
        "平均办理",
        "分钟",
        "期内登记了结果的号，从开始办理到结束的平均时间；超过两小时的按忘记结束，不计入",
        _minutes("service_seconds", "served"),
    ),
    Indicator("left_early", "没等到就走", "个", "取了号又自己退号的", _count("left_early")),
    Indicator("unended", "没有登记结果", "个", "办完却没有登记办成什么的号", _count("unended")),
    Indicator("no_shows", "约了没来", "个", "预约了、当天没有签到也没有取消的", _count("no_shows")),
)
BY_KEY: Mapping[str, Indicator] = {indicator.key: indicator for indicator in INDICATORS}


def counts(scope: Scope, period: Period) -> dict[str, int]:
    """Sum all counts of a scope and period."""
    sums = _days(scope, period).aggregate(**{f"total_{name}": Sum(name) for name in COUNTED})
    return {name: sums[f"total_{name}"] or 0 for name in COUNTED}


def by_part(scope: Scope, period: Period) -> dict[int, dict[str, int]]:
    """The counts of the next level down, by the key of each part (`board.Row.key`)."""
    rows = _days(scope, period).order_by()
    sums = [Sum(name) for name in COUNTED]
    if scope.level == "city":
        return {unit: _named(totals) for unit, *totals in rows.values_list("unit").annotate(*sums)}
    by_site = {pk: _named(totals) for pk, *totals in rows.values_list("site").annotate(*sums)}
    if scope.level != "unit":
        return by_site
    found: dict[int, dict[str, int]] = {}
    for pk, township in _townships(by_site):
        known = found.get(township, dict.fromkeys(COUNTED, 0))
        found[township] = {name: known[name] + by_site[pk][name] for name in COUNTED}
    return found


def _days(scope: Scope, period: Period) -> QuerySet[WaitDay]:
    rows = WaitDay.objects.filter(unit__in=scope.units, day__gte=period.first, day__lte=period.last)
    if scope.site is not None:
        return rows.filter(site=scope.site)
    if scope.level == "township" and scope.region is not None:
        return rows.filter(site__region__path__startswith=scope.region.path)
    return rows


def _named(totals: list[int]) -> dict[str, int]:
    return dict(zip(COUNTED, totals, strict=True))


def _townships(sites: Mapping[int, object]) -> list[tuple[int, int]]:
    """Each site with its township; a site of a whole county has none."""
    found = []
    for site in Site.objects.filter(pk__in=sites).select_related("region"):
        region = site.region
        township = region.pk if region.level == "township" else region.parent_id
        if region.level in ("township", "village") and township is not None:
            found.append((site.pk, township))
    return found
