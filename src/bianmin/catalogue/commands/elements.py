"""上网实施要素的动作: a county completes its columns by hand or by file, and hands them out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.elementfile import SHEET
from bianmin.catalogue.elements import held_in, last_handed, offered_in, synced, told
from bianmin.catalogue.models import ElementBatch, ItemElements, ServiceItem
from bianmin.catalogue.tables import read_table
from bianmin.regions.models import Region
from bianmin.rules.element_files import ElementChange, FileFound, check_rows, cleaned
from bianmin.rules.elements import score_of
from bianmin.rules.errors import Conflict, NotFound
from bianmin.rules.item_codes import CodeFormat
from bianmin.rules.verdict import require

MOVED = "这个事项的要素刚被他人改过，请刷新后再改"
SETTLED = "这一批刚被他人处理，请刷新后再看"
NOT_OFFERED = "本县的进驻目录里没有这个事项"
SHOWN = 200  # of each kind in a report; the counts are whole
PIECE = 2_000


@transaction.atomic
def complete_elements(
    item: ServiceItem,
    *,
    unit: int,
    values: Mapping[str, str],
    code_format: str,
    by: Actor,
    at: datetime,
    last_seen: datetime | None = None,
) -> ItemElements:
    """填要素: write the county's columns of one item, complete or not; what is wrong is refused."""
    require(policies.may_edit_list(by, unit))
    follows = CodeFormat(code_format)
    own = cleaned(values, follows)
    if not offered_in(unit).filter(pk=item.pk).exists():
        raise NotFound(NOT_OFFERED)
    row = ItemElements.objects.select_for_update().filter(item=item, unit=unit).first()
    here = row is not None and row.gone_at is None
    if here and row is not None and row.changed_at != last_seen:
        raise Conflict(MOVED)
    score = score_of(told(item) | own, follows)
    row = row or ItemElements(item=item, unit=unit)
    _say(row, own, follows, is_new=not here, by=by, at=at)
    row.wanted, row.lacking, row.batch = score.wanted, score.lacking, None
    row.save()
    record(f"item:{item.pk}", "elements", unit=unit, by=by, at=at, lacking=score.lacking)
    return row


@transaction.atomic
def check_elements(
    unit: int,
    *,
    file_name: str,
    content: bytes,
    code_format: str,
    is_increment: bool,
    by: Actor,
    at: datetime,
) -> ElementBatch:
    """核对: say what a file would change, and let it wait; a file that waited before is dropped."""
    require(policies.may_edit_list(by, unit))
    table = read_table(file_name, content, sheet=SHEET)
    follows = CodeFormat(code_format)
    found = check_rows(
        table.rows, table.columns, held_in(unit), code_format=follows, is_increment=is_increment
    )
    number = _next_number(unit)
    ElementBatch.objects.filter(unit=unit, state="checked").update(
        state="dropped", table=None, settled_at=at, settled_by=by.user_id, settled_name=by.name[:40]
    )
    batch = ElementBatch.objects.create(
        unit=unit,
        number=number,
        file_name=file_name[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        code_format=follows.value,
        is_increment=is_increment,
        table={"columns": table.columns, "rows": table.rows},
        report=_report(found),
        checked_at=at,
        checked_by=by.user_id,
    )
    record(f"elements:{unit}", "check", unit=unit, by=by, at=at, batch=number)
    return batch


@transaction.atomic
def apply_elements(batch: ElementBatch, *, by: Actor, at: datetime) -> ElementBatch:
    """导入: write what was checked, if nothing is wrong and nothing else came between."""
    require(policies.may_edit_list(by, batch.unit))
    kept = ElementBatch.objects.select_for_update().get(pk=batch.pk, unit=batch.unit)
    if kept.state != "checked" or kept.table is None:
        raise Conflict(SETTLED)
    found = check_rows(
        kept.table["rows"],
        kept.table["columns"],
        held_in(batch.unit),
        code_format=CodeFormat(kept.code_format),
        is_increment=kept.is_increment,
    )
    if found.wrong:
        raise Conflict(f"文件有 {len(found.wrong)} 处错误，改好后重新核对")
    _write(kept, found, by=by, at=at)
    _settle(kept, "applied", by=by, at=at)
    record(
        f"elements:{batch.unit}", "apply", unit=batch.unit, by=by, at=at, batch=kept.number,
        added=len(found.of("I")), changed=len(found.of("U")), gone=len(found.of("D")),
    )  # fmt: skip
    return kept


@transaction.atomic
def drop_elements(batch: ElementBatch, *, by: Actor, at: datetime) -> ElementBatch:
    """不导入."""
    require(policies.may_edit_list(by, batch.unit))
    _settle(batch, "dropped", by=by, at=at)
    record(
        f"elements:{batch.unit}", "drop_batch", unit=batch.unit, by=by, at=at, batch=batch.number
    )
    return batch


@transaction.atomic
def hand_out(unit: int, *, by: Actor, at: datetime) -> ElementBatch:
    """报送增量: what changed since the last one, each row with its operation and this batch."""
    require(policies.may_edit_list(by, unit))
    number = _next_number(unit)
    since = last_handed(unit)
    _end_what_left(unit, by=by, at=at)
    rows = _changed_since(unit, since, number)
    if not rows:
        raise Conflict("上次报送以后没有变化")
    kinds = [row["cd_operation"] for row in rows]
    batch = ElementBatch.objects.create(
        unit=unit,
        number=number,
        is_outgoing=True,
        is_increment=True,
        code_format=CodeFormat.LOCAL.value,
        state="handed",
        table={"rows": rows},
        report={"added": kinds.count("I"), "changed": kinds.count("U"), "gone": kinds.count("D")},
        checked_at=at,
        checked_by=by.user_id,
        settled_at=at,
        settled_by=by.user_id,
        settled_name=by.name[:40],
    )
    record(f"elements:{unit}", "hand_out", unit=unit, by=by, at=at, batch=number, rows=len(rows))
    return batch


def _changed_since(unit: int, since: datetime | None, number: int) -> list[dict[str, str]]:
    rows = ItemElements.objects.filter(unit=unit).select_related("item__current").order_by("item")
    if since is not None:
        rows = rows.filter(changed_at__gt=since)
    told_rows = []
    for row in rows:
        is_new = since is None or row.added_at > since
        if row.gone_at and is_new:
            continue  # came and went between two batches
        operation = "D" if row.gone_at else "I" if is_new else "U"
        values = told(row.item) | row.values
        told_rows.append(
            synced(values, unit=unit, operation=operation, batch=number, at=row.changed_at)
        )
    return told_rows


def _end_what_left(unit: int, *, by: Actor, at: datetime) -> None:
    """What the county's lists no longer have is no longer online."""
    rows = ItemElements.objects.filter(unit=unit, gone_at__isnull=True)
    rows.exclude(item__in=offered_in(unit).order_by().values("pk")).update(
        gone_at=at, changed_at=at, changed_by=by.user_id
    )


def _say(
    row: ItemElements,
    own: Mapping[str, str],
    follows: CodeFormat,
    *,
    is_new: bool,
    by: Actor,
    at: datetime,
) -> None:
    row.values, row.code_format = dict(own), follows.value
    row.changed_at, row.changed_by, row.gone_at = at, by.user_id, None
    if is_new:
        row.added_at = at


def _write(batch: ElementBatch, found: FileFound, *, by: Actor, at: datetime) -> None:
    """Write each item's last change."""
    last = {change.code: change for change in found.changes}
    items = {item.code: item for item in ServiceItem.objects.filter(code__in=list(last))}
    there = {
        row.item_id: row
        for row in ItemElements.objects.filter(unit=batch.unit, item__in=items.values())
    }
    new: list[ItemElements] = []
    for code, change in last.items():
        row = there.get(items[code].pk)
        if row is None:
            row = ItemElements(item=items[code], unit=batch.unit, added_at=at)
            new.append(row)
        _take(row, change, found, batch, by=by, at=at)
    ItemElements.objects.bulk_create([row for row in new if row.gone_at is None], batch_size=PIECE)
    names = ["values", "code_format", "wanted", "lacking", "added_at", "changed_at", "changed_by"]
    ItemElements.objects.bulk_update(there.values(), [*names, "gone_at", "batch"], batch_size=PIECE)


def _take(
    row: ItemElements,
    change: ElementChange,
    found: FileFound,
    batch: ElementBatch,
    *,
    by: Actor,
    at: datetime,
) -> None:
    is_new = row.gone_at is not None or row.pk is None
    follows = CodeFormat(batch.code_format)
    _say(row, change.values, follows, is_new=is_new, by=by, at=at)
    score = found.scores[change.code]
    row.wanted, row.lacking, row.batch = score.wanted, score.lacking, batch
    if change.operation == "D":
        row.gone_at = at


def _report(found: FileFound) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "added": len(found.of("I")),
        "changed": len(found.of("U")),
        "gone": len(found.of("D")),
        "unchanged": found.unchanged,
        "complete": sum(not score.lacking for score in found.scores.values()),
        "changes": [
            {
                "operation": change.operation,
                "code": change.code,
                "name": change.name,
                "fields": [list(each) for each in change.fields],
                "lacking": found.scores[change.code].lacking,
            }
            for operation in "UDI"
            for change in found.of(operation)[:SHOWN]
        ],
        "noted": [list(note) for note in found.noted[:SHOWN]],
        "notes": len(found.noted),
        "wrong": [list(fault) for fault in found.wrong[:SHOWN]],
        "faults": len(found.wrong),
    }


def _next_number(unit: int) -> int:
    """The next batch of a county; two that count at once wait for one another."""
    Region.objects.select_for_update(no_key=True).filter(unit=unit, level="unit").first()
    return (ElementBatch.objects.filter(unit=unit).aggregate(n=Max("number"))["n"] or 0) + 1


def _settle(batch: ElementBatch, state: str, *, by: Actor, at: datetime) -> None:
    done = ElementBatch.objects.filter(pk=batch.pk, unit=batch.unit, state="checked").update(
        state=state, table=None, settled_at=at, settled_by=by.user_id, settled_name=by.name[:40]
    )
    if not done:
        raise Conflict(SETTLED)
    batch.refresh_from_db()
