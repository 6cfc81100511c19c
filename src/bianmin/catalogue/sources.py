"""事项来源的问题: what a source holds, what a file would change in it, what waits for us."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from bianmin.catalogue.models import ItemSource, SourceBatch, SourceItem
from bianmin.catalogue.tables import Style, Table
from bianmin.rules.item_codes import CodeFormat
from bianmin.rules.item_sets import NAME, Change, Comparison, Known, column_of, compare
from bianmin.rules.lint_sets import set_findings

SHOWN = 200  # of each kind in a report; the counts are whole


CHANGED = Q(changed_at__gt=F("seen_at")) | Q(gone_at__gt=F("seen_at"))
"""有变化: changed or ended by its source since we looked."""


@dataclass(frozen=True)
class Held:
    """来源一览: a source, what it holds, what waits for us, and the file that is being checked."""

    source: ItemSource
    items: int
    waiting: int
    newest: SourceBatch | None


def overview() -> list[Held]:
    """Every source by name, in as many statements for one as for many."""
    counted = SourceItem.objects.order_by().values_list("source")
    held = dict(counted.filter(gone_at__isnull=True).annotate(Count("id")))
    changed = dict(counted.filter(CHANGED, item__isnull=False).annotate(Count("id")))
    checked = SourceBatch.objects.filter(state="checked").order_by("source", "number")
    newest = {batch.source_id: batch for batch in checked.defer("table")}  # the last one stays
    return [
        Held(each, held.get(each.pk, 0), changed.get(each.pk, 0), newest.get(each.pk))
        for each in ItemSource.objects.order_by("name")
    ]


def items(source: ItemSource) -> QuerySet[SourceItem]:
    """What a source holds now, in its own order."""
    return SourceItem.objects.filter(source=source, gone_at__isnull=True).order_by("place", "id")


def found(source: ItemSource, words: str, *, item_type: str, show: str) -> QuerySet[SourceItem]:
    """Items of a source by words, type, and whether they stand in the catalogue."""
    rows = items(source).select_related("item")
    if show == "gone":
        rows = SourceItem.objects.filter(source=source, gone_at__isnull=False).order_by("place")
    elif show == "taken":
        rows = rows.filter(item__isnull=False)
    elif show == "changed":
        rows = waiting(source)
    if item_type:
        rows = rows.filter(item_type=item_type)
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(code__icontains=words) | Q(department__icontains=words)
        )
    return rows


def waiting(source: ItemSource) -> QuerySet[SourceItem]:
    """来源有变化: items in our catalogue that their source changed or ended since we looked."""
    return (
        SourceItem.objects.filter(source=source, item__isnull=False)
        .filter(CHANGED)
        .select_related("item")
        .order_by("place", "id")
    )


def held_against(source: ItemSource, table: Table, *, is_increment: bool) -> Comparison:
    """核对: what one file would change in a source; reads only."""
    known = {
        code: Known(values, gone_at is not None)
        for code, values, gone_at in SourceItem.objects.filter(source=source).values_list(
            "code", "values", "gone_at"
        )
    }
    return compare(
        table.rows,
        table.columns,
        known,
        source.columns,
        code_format=CodeFormat(source.code_format),
        is_increment=is_increment,
    )


def report_of(found: Comparison, table: Table) -> dict[str, Any]:
    """核对报告: counts of everything, and the first of each kind by name."""
    lint = [(row, one.code, str(one)) for row, one in set_findings(table.rows, table.columns)]
    return {
        "lint": [list(finding) for finding in lint[:SHOWN]],
        "findings": len(lint),
        "rows": found.rows,
        "added": len(found.of("I")),
        "changed": len(found.of("U")),
        "gone": len(found.of("D")),
        "unchanged": found.unchanged,
        "columns_new": found.columns_new,
        "columns_gone": found.columns_gone,
        "by_column": dict(Counter(name for c in found.of("U") for name, _, _ in c.fields)),
        "changes": [
            _shown(change) for operation in "UDI" for change in found.of(operation)[:SHOWN]
        ],
        "noted": [list(note) for note in found.noted[:SHOWN]],
        "notes": len(found.noted),
        "wrong": [list(fault) for fault in found.wrong[:SHOWN]],
        "faults": len(found.wrong),
    }


def _shown(change: Change) -> dict[str, Any]:
    return {
        "operation": change.operation,
        "code": change.code,
        "name": _name(change),
        "fields": [list(field) for field in change.fields],
    }


def _name(change: Change) -> str:
    return str(change.values.get(column_of(list(change.values), NAME), ""))


def table_of(source: ItemSource) -> Table:
    """导出: the whole set as its source wrote it."""
    rows = [row for (row,) in items(source).values_list("values")]
    return Table(tuple(source.columns), rows, Style(**source.style))


def newest_batch(source: ItemSource) -> SourceBatch | None:
    return source.batches.filter(state="checked").first()
