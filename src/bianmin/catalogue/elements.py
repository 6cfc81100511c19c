"""上网实施要素的问题: how complete each item is in each county, what is missing, what goes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bianmin.catalogue.models import ElementBatch, ItemElements, Offering, ServiceItem
from bianmin.rules.element_files import Held
from bianmin.rules.element_guide import told_by
from bianmin.rules.element_template import GROUPS, TEMPLATE, Element
from bianmin.rules.elements import Gap, Score, gaps_in, in_words, score_of
from bianmin.rules.item_codes import CodeFormat

USUAL = CodeFormat.NATIONAL
"""编码格式: what a county's codes follow while it has said nothing else."""


def offered_in(unit: int) -> QuerySet[ServiceItem]:
    """本县上网事项: what either list of the county has today and a guide is published for."""
    there = Offering.objects.filter(unit=unit, valid_to__isnull=True)
    return (
        ServiceItem.objects.filter(current__isnull=False, pk__in=there.values("item_id"))
        .select_related("current")
        .order_by("area", "name", "id")
    )


def told(item: ServiceItem) -> dict[str, str]:
    """统一的要素: what the item's guide says, as columns."""
    if item.current is None:
        return {}
    version = item.current
    return told_by(version.guide, code=item.code, number=version.number, status=item.status)


@dataclass(frozen=True)
class Progress:
    """一县进度: how many items it offers online and how many of them lack nothing."""

    unit: int
    offered: int
    complete: int

    @property
    def percent(self) -> int:
        return 100 * self.complete // self.offered if self.offered else 0


def progress(units: Collection[int]) -> list[Progress]:
    """各县进度: at the same cost for any number of counties.

    A village entry counts only where the township list has none of its item: none counts twice.
    """
    rows = Offering.objects.filter(unit__in=units, valid_to__isnull=True)
    listed = _by_unit(rows.filter(tier="township"))
    only_village = _only_village(rows)
    said = ItemElements.objects.filter(unit__in=units, gone_at__isnull=True, lacking=0)
    complete = _by_unit(said)
    return [
        Progress(u, listed.get(u, 0) + only_village.get(u, 0), complete.get(u, 0))
        for u in sorted(units)
    ]


def _only_village(rows: QuerySet[Offering]) -> dict[int, int]:
    """Items of the village list alone: only what stands alone can be in no township list."""
    counted = (
        rows.filter(stands_alone=True)
        .order_by()
        .values_list("unit")
        .annotate(
            items=Count("item_id", distinct=True), there=Count("item_id", filter=Q(tier="township"))
        )
    )
    return {unit: items - there for unit, items, there in counted}


def _by_unit(rows: QuerySet[Any]) -> dict[int, int]:
    """Counting rows, not ids: an index that begins with the unit is enough."""
    return dict(rows.order_by().values_list("unit").annotate(n=Count("*")))


def shown_items(*, words: str, area: str) -> QuerySet[ServiceItem]:
    """查要素: items that a guide is published for; which county offers them, the cells say."""
    rows = ServiceItem.objects.filter(current__isnull=False).exclude(status="cancelled")
    return _narrowed(rows, words, area)


def shown_in(unit: int, *, words: str, area: str, lacking: bool) -> QuerySet[ServiceItem]:
    """查本县要素: the items that the county offers, or those that are not complete."""
    rows = offered_in(unit)
    if lacking:
        done = ItemElements.objects.filter(
            unit=unit, item_id=OuterRef("pk"), gone_at__isnull=True, lacking=0
        )
        rows = rows.filter(~Exists(done))
    return _narrowed(rows, words, area)


def _narrowed(rows: QuerySet[ServiceItem], words: str, area: str) -> QuerySet[ServiceItem]:
    if area:
        rows = rows.filter(area=area)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words))
    return rows.order_by("area", "name", "id")


@dataclass(frozen=True)
class Cell:
    """一格: one item in one county; without a score it is not offered there."""

    unit: int
    score: Score | None
    is_begun: bool = False


@dataclass(frozen=True)
class Line:
    """一行: one item in every county."""

    item: ServiceItem
    cells: tuple[Cell, ...]


def matrix(items: Iterable[ServiceItem], units: Collection[int]) -> list[Line]:
    """完整度表: a page of items × counties, in three statements."""
    shown = list(items)
    there = set(
        Offering.objects.filter(item__in=shown, unit__in=units, valid_to__isnull=True)
        .order_by()
        .values_list("item_id", "unit")
    )
    begun = {
        (item, unit): Score(wanted, lacking)
        for item, unit, wanted, lacking in ItemElements.objects.filter(
            item__in=shown, unit__in=units, gone_at__isnull=True
        ).values_list("item_id", "unit", "wanted", "lacking")
    }
    lines = []
    for item in shown:
        places = [(item.pk, unit) for unit in units]
        is_bare = any(place in there and place not in begun for place in places)
        blank = score_of(told(item), USUAL) if is_bare else None
        cells = (
            Cell(
                place[1],
                begun.get(place, blank) if place in there else None,
                place in begun,
            )
            for place in places
        )
        lines.append(Line(item, tuple(cells)))
    return lines


@dataclass(frozen=True)
class Told:
    """一项要素: the element, its value, the value in words, and what is wrong with it."""

    element: Element
    value: str
    words: str
    gap: Gap | None


@dataclass(frozen=True)
class Sheet:
    """要素表: every element of one item in one county by groups, and what is missing."""

    row: ItemElements | None
    code_format: CodeFormat
    score: Score
    gaps: tuple[Gap, ...]
    groups: tuple[tuple[str, tuple[Told, ...]], ...]

    @property
    def values(self) -> dict[str, str]:
        return dict(self.row.values) if self.row else {}


def row_of(item: ServiceItem, unit: int) -> ItemElements | None:
    """本县填的要素: None while nothing has been said."""
    return ItemElements.objects.filter(item=item, unit=unit, gone_at__isnull=True).first()


def sheet_of(item: ServiceItem, unit: int) -> Sheet:
    """要素表: the guide's columns and the county's, held against the template."""
    row = row_of(item, unit)
    code_format = CodeFormat(row.code_format) if row else usual_format(unit)
    values = told(item) | (row.values if row else {})
    gaps = gaps_in(values, code_format)
    by_key = {gap.key: gap for gap in gaps}
    groups = []
    for group in GROUPS:
        lines = (
            Told(one, value, in_words(one, value), by_key.get(one.key))
            for one in TEMPLATE
            if one.group == group
            for value in [values.get(one.key, "")]
        )
        groups.append((group, tuple(lines)))
    return Sheet(row, code_format, score_of(values, code_format), tuple(gaps), tuple(groups))


def usual_format(unit: int) -> CodeFormat:
    """编码格式: the one that the county used last."""
    newest = ItemElements.objects.filter(unit=unit).order_by("-changed_at")
    found = newest.values_list("code_format", flat=True).first()
    return CodeFormat(found) if found else USUAL


def held_in(unit: int) -> dict[str, Held]:
    """本县已有: code → what the guide says and what the county said, of every item it offers."""
    said = dict(
        ItemElements.objects.filter(unit=unit, gone_at__isnull=True).values_list(
            "item_id", "values"
        )
    )
    return {item.code: Held(told(item), said.get(item.pk)) for item in offered_in(unit)}


def waiting_batch(unit: int) -> ElementBatch | None:
    """The file that was checked and waits to be applied."""
    return ElementBatch.objects.filter(unit=unit, state="checked").defer("table").first()


def batches(unit: int) -> QuerySet[ElementBatch]:
    """The files that came in and went out, the newest first."""
    return ElementBatch.objects.filter(unit=unit).defer("table").order_by("-number")


def last_handed(unit: int) -> datetime | None:
    """When an increment was handed out last."""
    rows = ElementBatch.objects.filter(unit=unit, state="handed").order_by("-number")
    return rows.values_list("settled_at", flat=True).first()


def row_guid(unit: int, code: str) -> str:
    """记录唯一标识: the same for an item in a county for ever."""
    return uuid5(NAMESPACE_URL, f"bianmin:{unit}:{code}").hex.upper()


def synced(
    values: Mapping[str, str], *, unit: int, operation: str, batch: int | None, at: datetime | None
) -> dict[str, str]:
    """同步字段: a row with its identity, operation, batch and time before its columns."""
    return {
        "cd_operation": operation,
        "cd_batch": str(batch or ""),
        "cd_time": at.isoformat(sep=" ", timespec="seconds") if at else "",
        "row_guid": row_guid(unit, values.get("local_catalog_code", "")),
        **values,
    }


def whole_rows(unit: int) -> list[tuple[dict[str, str], Mapping[str, Any]]]:
    """全部要素: every item that the county offers, complete or not, with its guide."""
    said = {
        row.item_id: row for row in ItemElements.objects.filter(unit=unit, gone_at__isnull=True)
    }
    found = []
    for item in offered_in(unit):
        row = said.get(item.pk)
        values = told(item) | (row.values if row else {})
        at = row.changed_at if row else None
        guide = item.current.guide if item.current else {}
        found.append((synced(values, unit=unit, operation="I", batch=None, at=at), guide))
    return found
