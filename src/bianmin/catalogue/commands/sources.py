"""事项来源的动作: check a file against a source, apply it or drop it, take items over from it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.commands.drafts import draft_version
from bianmin.catalogue.models import (
    ItemSource,
    ServiceItem,
    SourceBatch,
    SourceItem,
    VersionDraft,
)
from bianmin.catalogue.sources import held_against, report_of
from bianmin.catalogue.tables import Style, Table, read_table
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.item_codes import CodeFormat
from bianmin.rules.item_sets import DEPARTMENT, NAME, SYNC, TYPE, Comparison, column_of, type_code
from bianmin.rules.lists import AREAS, stands_alone
from bianmin.rules.verdict import require

MOVED = "这一批刚被他人处理，请刷新后再看"
PIECE = 2_000


@transaction.atomic
def add_source(name: str, *, code_format: str, by: Actor, at: datetime) -> ItemSource:
    """登记来源: whose set it is, and which format its codes follow."""
    require(policies.may_draft(by))
    called = name.strip()
    if not called:
        raise Invalid("来源要有名称", {"name": "请写明这是谁的事项库"})
    if ItemSource.objects.filter(name=called).exists():
        raise Invalid("已有这个来源", {"name": "已经有同名的来源"})
    source = ItemSource.objects.create(
        name=called, code_format=CodeFormat(code_format).value, added_at=at, added_by=by.user_id
    )
    record(f"source:{source.pk}", "add", unit=0, by=by, at=at, name=called)
    return source


@transaction.atomic
def check_file(
    source: ItemSource,
    *,
    file_name: str,
    content: bytes,
    is_increment: bool,
    by: Actor,
    at: datetime,
) -> SourceBatch:
    """核对: say what a file would change, and let it wait; a file that waited before is dropped."""
    require(policies.may_draft(by))
    table = read_table(file_name, content)
    found = held_against(source, table, is_increment=is_increment)
    ItemSource.objects.select_for_update().get(pk=source.pk)
    source.batches.filter(state="checked").update(
        state="dropped", table=None, settled_at=at, settled_by=by.user_id, settled_name=by.name[:40]
    )
    last = source.batches.aggregate(n=Max("number"))["n"] or 0
    batch = SourceBatch.objects.create(
        source=source,
        number=last + 1,
        file_name=file_name[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        is_increment=is_increment,
        table={
            "columns": table.columns,
            "rows": table.rows,
            "style": {"bom": table.style.bom, "newline": table.style.newline},
        },
        report=report_of(found, table),
        checked_at=at,
        checked_by=by.user_id,
    )
    record(f"source:{source.pk}", "check", unit=0, by=by, at=at, batch=batch.number)
    return batch


@transaction.atomic
def apply_batch(batch: SourceBatch, *, by: Actor, at: datetime) -> SourceBatch:
    """导入: write what was checked, if nothing is wrong and nothing else came between."""
    require(policies.may_draft(by))
    source = ItemSource.objects.select_for_update().get(pk=batch.source_id)
    batch.refresh_from_db()
    if batch.state != "checked" or batch.table is None:
        raise Conflict(MOVED)
    kept = batch.table
    table = Table(tuple(kept["columns"]), kept["rows"], Style(**kept["style"]))
    found = held_against(source, table, is_increment=batch.is_increment)
    if found.wrong:
        raise Conflict(f"文件有 {len(found.wrong)} 处错误，改好后重新核对")
    _write(source, batch, found, at=at)
    _keep_columns(source, table, found, is_increment=batch.is_increment)
    _settle(batch, "applied", by=by, at=at)
    record(
        f"source:{source.pk}", "apply", unit=0, by=by, at=at, batch=batch.number,
        added=len(found.of("I")), changed=len(found.of("U")), gone=len(found.of("D")),
    )  # fmt: skip
    return batch


@transaction.atomic
def drop_batch(batch: SourceBatch, *, by: Actor, at: datetime) -> SourceBatch:
    """不导入."""
    require(policies.may_draft(by))
    _settle(batch, "dropped", by=by, at=at)
    record(f"source:{batch.source_id}", "drop_batch", unit=0, by=by, at=at, batch=batch.number)
    return batch


@transaction.atomic
def take_item(
    row: SourceItem, *, area: str, plain_name: str, by: Actor, at: datetime
) -> VersionDraft:
    """纳入: begin an item from a source's; its guide is a draft until two persons publish it."""
    require(policies.may_draft(by))
    if area not in AREAS:
        raise Invalid("领域不对", {"area": "请选择领域"})
    called = plain_name.strip()
    if not called:
        raise Invalid("缺少叫法", {"plain_name": "请写大家平常怎么叫它"})
    if row.item_id is not None or ServiceItem.objects.filter(code=row.code).exists():
        raise Conflict("这个事项已经在目录里")
    item = ServiceItem.objects.create(
        code=row.code,
        area=area,
        name=row.name[:120],
        plain_name=called[:60],
        stands_alone=stands_alone(area),
    )
    guide = {
        "name": row.name,
        "plain_name": called,
        "area": area,
        "item_type": row.item_type or "20",
    }
    draft = draft_version(item, guide=guide, by=by, at=at, note=f"由“{row.source.name}”纳入"[:300])
    _bind(row, item, at=at)
    record(f"source:{row.source_id}", "take", unit=0, by=by, at=at, item=item.code)
    return draft


@transaction.atomic
def bind_item(row: SourceItem, item: ServiceItem, *, by: Actor, at: datetime) -> SourceItem:
    """挂接: an item that the catalogue has already is this one of the source."""
    require(policies.may_draft(by))
    _bind(row, item, at=at)
    record(f"source:{row.source_id}", "bind", unit=0, by=by, at=at, item=item.code)
    return row


@transaction.atomic
def follow_item(row: SourceItem, *, by: Actor, at: datetime) -> SourceItem:
    """已跟进: what the source changed has been looked at."""
    require(policies.may_draft(by))
    if not SourceItem.objects.filter(pk=row.pk, item__isnull=False).update(seen_at=at):
        raise Conflict("这个事项没有纳入目录")
    record(f"source:{row.source_id}", "follow", unit=0, by=by, at=at, code=row.code)
    row.refresh_from_db()
    return row


def _bind(row: SourceItem, item: ServiceItem, *, at: datetime) -> None:
    if not SourceItem.objects.filter(pk=row.pk, item__isnull=True).update(item=item, seen_at=at):
        raise Conflict("这个事项已经在目录里")
    row.refresh_from_db()


def _write(source: ItemSource, batch: SourceBatch, found: Comparison, *, at: datetime) -> None:
    """Write each code's last change; a whole set brings its own order."""
    last = {change.code: change for change in found.changes}
    there = {row.code: row for row in SourceItem.objects.filter(source=source)}
    places = {code: place for place, code in enumerate(found.order, start=1)}
    after = max((row.place for row in there.values()), default=0)
    new: list[SourceItem] = []
    old: list[SourceItem] = []
    for code, change in last.items():
        row = there.get(code)
        if change.operation == "D":
            if row is not None:
                row.gone_at, row.batch = at, batch
                old.append(row)
            continue
        told = _told(change.values)
        if row is None:
            after += 1
            new.append(SourceItem(source=source, code=code, place=after, **told))
        else:
            for name, value in told.items():
                setattr(row, name, value)
            row.gone_at = None
            old.append(row)
    for row in [*new, *old]:
        row.batch, row.changed_at = batch, at
    SourceItem.objects.bulk_create(new, batch_size=PIECE)
    names = ["name", "department", "item_type", "values", "batch", "changed_at", "gone_at"]
    SourceItem.objects.bulk_update(old, names, batch_size=PIECE)
    _reorder(source, places)


def _reorder(source: ItemSource, places: dict[str, int]) -> None:
    moved = []
    for row in SourceItem.objects.filter(source=source).only("id", "code", "place"):
        if row.code in places and places[row.code] != row.place:
            row.place = places[row.code]
            moved.append(row)
    SourceItem.objects.bulk_update(moved, ["place"], batch_size=PIECE)


def _told(values: Any) -> dict[str, Any]:
    columns = list(values)
    return {
        "name": str(values[column_of(columns, NAME)]).strip(),
        "department": str(values.get(column_of(columns, DEPARTMENT)) or "")[:80],
        "item_type": type_code(values.get(column_of(columns, TYPE))),
        "values": dict(values),
    }


def _keep_columns(
    source: ItemSource, table: Table, found: Comparison, *, is_increment: bool
) -> None:
    if is_increment:
        source.columns = (
            [*source.columns, *found.columns_new]
            if source.columns
            else [name for name in table.columns if name not in SYNC]
        )
    else:
        source.columns = list(table.columns)
        source.style = {"bom": table.style.bom, "newline": table.style.newline}
    source.save(update_fields=["columns", "style"])


def _settle(batch: SourceBatch, state: str, *, by: Actor, at: datetime) -> None:
    done = SourceBatch.objects.filter(pk=batch.pk, state="checked").update(
        state=state, table=None, settled_at=at, settled_by=by.user_id, settled_name=by.name[:40]
    )
    if not done:
        raise Conflict(MOVED)
    batch.refresh_from_db()
