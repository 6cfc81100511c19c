"""运行监测: the same board for the city, a unit, a township and a site, read from day counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from bianmin.cases.models import Case, CaseDay
from bianmin.cases.tally import COUNTED
from bianmin.catalogue.models import ServiceItem
from bianmin.regions.models import Region
from bianmin.regions.queries import all_units
from bianmin.reports.indicators import BY_KEY
from bianmin.sites.models import Site

LEAST_LINE = 14  # a line of fewer days says nothing
MOST_DAYS = 62
WEEK = 7
PART_OF: Mapping[str, str] = {"city": "unit", "unit": "township", "township": "site"}
NONE: dict[str, int] = dict.fromkeys(COUNTED, 0)


@dataclass(frozen=True)
class Scope:
    """范围: what one board covers; `level` is city, unit, township or site."""

    level: str
    name: str
    units: tuple[int, ...]
    region: Region | None = None
    site: Site | None = None

    def days(self) -> QuerySet[CaseDay]:
        return CaseDay.objects.filter(unit__in=self.units, **self.place())

    def open_cases(self) -> QuerySet[Case]:
        return Case.objects.filter(unit__in=self.units, closed_at__isnull=True, **self.place())

    def place(self, prefix: str = "") -> dict[str, object]:
        """What narrows the units' rows to the scope; `prefix` leads to the case."""
        if self.site:
            return {f"{prefix}site": self.site}
        if self.level == "township" and self.region:
            return {f"{prefix}township": self.region}
        return {}


@dataclass(frozen=True)
class Period:
    """期间: first and last day, both included."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, days: int) -> Period:
        return cls(last - timedelta(days=days - 1), last)

    def before(self) -> Period:
        """The period of the same length just before."""
        length = (self.last - self.first).days + 1
        return Period(self.first - timedelta(days=length), self.first - timedelta(days=1))

    def days(self) -> list[date]:
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=n) for n in range(count)]


@dataclass(frozen=True)
class Figure:
    """数字: one indicator's value now and in the period before, with its daily line."""

    key: str
    name: str
    unit: str
    definition: str
    value: float | None
    before: float | None
    line: tuple[float | None, ...]

    @property
    def change(self) -> float | None:
        if self.value is None or self.before is None:
            return None
        return round(self.value - self.before, 1)


@dataclass(frozen=True)
class Row:
    """行: one part of the scope with its counts; `key` is what rows are grouped by."""

    id: int
    name: str
    counts: dict[str, int]
    key: int

    def value(self, key: str) -> float | None:
        return BY_KEY[key].of(self.counts)


def city_scope(city: Region) -> Scope:
    return Scope("city", "全市", tuple(all_units()), region=city)


def unit_scope(unit: Region) -> Scope:
    return Scope("unit", unit.name, (unit.unit,), region=unit)


def township_scope(township: Region) -> Scope:
    return Scope("township", township.name, (township.unit,), region=township)


def site_scope(site: Site) -> Scope:
    return Scope("site", site.name, (site.unit,), region=site.region, site=site)


def counts(rows: QuerySet[CaseDay], period: Period) -> dict[str, int]:
    """Sum all counts of a period."""
    inside = rows.filter(day__gte=period.first, day__lte=period.last)
    sums = inside.aggregate(**{f"total_{name}": Sum(name) for name in COUNTED})
    return {name: sums[f"total_{name}"] or 0 for name in COUNTED}


def daily(rows: QuerySet[CaseDay], period: Period) -> dict[date, dict[str, int]]:
    """Sum all counts of each day of a period; days without any are zeros."""
    inside = rows.filter(day__gte=period.first, day__lte=period.last)
    sums = [Sum(name) for name in COUNTED]
    found = {
        row[0]: dict(zip(COUNTED, row[1:], strict=True))
        for row in inside.order_by("day").values_list("day").annotate(*sums)
    }
    return {day: found.get(day, NONE) for day in period.days()}


def figures(scope: Scope, period: Period, keys: Iterable[str]) -> list[Figure]:
    """The board's figures, each with its definition, the period before and its line."""
    longer = Period.ending(period.last, max((period.last - period.first).days + 1, LEAST_LINE))
    by_day = daily(scope.days(), longer)
    now = total(counted for day, counted in by_day.items() if day >= period.first)
    before = counts(scope.days(), period.before())
    line = spans(by_day)
    return [
        Figure(
            key=key,
            name=(known := BY_KEY[key]).name,
            unit=known.unit,
            definition=known.definition,
            value=known.of(now),
            before=known.of(before),
            line=tuple(known.of(span.counts) for span in line),
        )
        for key in keys
    ]


def total(several: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Add up counts."""
    rows = list(several)
    return {name: sum(row[name] for row in rows) for name in COUNTED}


@dataclass(frozen=True)
class Span:
    """一段: a day or a week of a line, with its counts."""

    first: date
    counts: dict[str, int]


def spans(by_day: Mapping[date, dict[str, int]]) -> list[Span]:
    """A line's points: days, or over two months whole weeks up to the last day."""
    days = sorted(by_day)
    step = 1 if len(days) <= MOST_DAYS else WEEK
    days = days[len(days) % step :]
    return [
        Span(days[n], total(by_day[day] for day in days[n : n + step]))
        for n in range(0, len(days), step)
    ]


def parts(scope: Scope, period: Period) -> list[Row]:
    """The next level down: units of the city, townships of a unit, sites of a township."""
    column = PART_OF.get(scope.level)
    if column is None:
        return []
    inside = scope.days().filter(day__gte=period.first, day__lte=period.last)
    sums = {
        row[column]: {name: row[f"total_{name}"] for name in COUNTED}
        for row in inside.values(column).annotate(**{f"total_{n}": Sum(n) for n in COUNTED})
    }
    return [Row(pk, name, sums.get(key, NONE), key) for key, pk, name in _named(scope, set(sums))]


def _named(scope: Scope, seen: set[int]) -> list[tuple[int, int, str]]:
    """(group key, id of the page, name) of every part, with and without figures."""
    if scope.level == "city":
        units = Region.objects.filter(level="unit", valid_to__isnull=True).order_by("unit")
        return [(unit.unit, unit.pk, _called(unit)) for unit in units]
    if scope.level == "unit" and scope.region:
        towns = Region.objects.filter(parent=scope.region).filter(
            Q(valid_to__isnull=True) | Q(pk__in=seen)
        )
        return [(town.pk, town.pk, town.name) for town in towns.order_by("pinyin", "id")]
    sites = Site.objects.filter(pk__in=seen).order_by("kind", "name")
    return [(site.pk, site.pk, site.name) for site in sites]


def _called(unit: Region) -> str:
    """A zone by its short name, a county by its own."""
    return unit.short_name if unit.kind == "开发区" else unit.name


@dataclass(frozen=True)
class ItemRow:
    """事项行: an item and how often it was asked for."""

    name: str
    submitted: int


def top_items(scope: Scope, period: Period, *, most: int = 6) -> list[ItemRow]:
    """What is asked for most."""
    rows = (
        scope.days()
        .filter(day__gte=period.first, day__lte=period.last)
        .values("item")
        .annotate(total=Sum("submitted"))
        .order_by("-total")[:most]
    )
    found = [(row["item"], row["total"]) for row in rows]
    names = dict(
        ServiceItem.objects.filter(pk__in=[pk for pk, _ in found]).values_list("pk", "plain_name")
    )
    return [ItemRow(names[pk], total) for pk, total in found]
