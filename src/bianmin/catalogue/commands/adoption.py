"""采纳的动作: a county takes over what an edition changed, or says why it does not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.commands.lists import enter_item
from bianmin.catalogue.directory import adoption_gaps
from bianmin.catalogue.models import (
    AdoptionTask,
    DirectoryChange,
    DirectoryEntry,
    Offering,
    Omission,
)
from bianmin.rules.errors import Conflict
from bianmin.rules.lists import Tier, check_reason
from bianmin.rules.publishing import ChangeKind
from bianmin.rules.verdict import require

MOVED = "这项任务刚被他人办结，请刷新后再看"


@transaction.atomic
def adopt_edition(task: AdoptionTask, *, by: Actor, at: datetime) -> int:
    """采纳: take what the edition recommends where the county has not decided otherwise.

    A mode that the county had chosen for itself stays. Returns how many entries were written.
    """
    require(policies.may_answer_edition(by, task.unit))
    require(policies.may_edit_list(by, task.unit))
    changes = list(
        task.edition.changes.filter(kind__in=["add", "change", "resume"])
        .select_related("item__current")
        .order_by("id")
    )
    entered = _take_over(task, changes, by=by, at=at)
    _close(task, "adopted", by=by, at=at)
    gaps = adoption_gaps(task.unit, items=[change.item_id for change in changes])
    if gaps:
        names = "、".join(gap.name for gap in gaps[:5])
        raise Conflict(f"还有 {len(gaps)} 项没有列入，也没有写理由：{names}")
    record(f"edition:{task.edition_id}", "adopt", unit=task.unit, by=by, at=at, entered=entered)
    return entered


@transaction.atomic
def explain_edition(task: AdoptionTask, *, reason: str, by: Actor, at: datetime) -> AdoptionTask:
    """说明理由: the county does not adopt, and says why."""
    require(policies.may_answer_edition(by, task.unit))
    said = check_reason(reason, why="请写明不采纳的理由")
    _close(task, "explained", by=by, at=at, reason=said)
    record(f"edition:{task.edition_id}", "explain", unit=task.unit, by=by, at=at, reason=said)
    return task


def _take_over(
    task: AdoptionTask, changes: list[DirectoryChange], *, by: Actor, at: datetime
) -> int:
    items = [change.item_id for change in changes]
    present = {
        (row.tier, row.item_id): row.entry_mode
        for row in Offering.objects.filter(unit=task.unit, item_id__in=items, valid_to__isnull=True)
    }
    left_out = set(
        Omission.objects.filter(
            unit=task.unit, item_id__in=items, ended_at__isnull=True
        ).values_list("tier", "item_id")
    )
    before = {
        row.item_id: row
        for row in DirectoryEntry.objects.filter(item_id__in=items, until=task.edition.number)
    }
    entered = 0
    for tier in (Tier.TOWNSHIP, Tier.VILLAGE):
        for change in changes:
            mode = getattr(change, f"{tier.value}_mode")
            now = present.get((tier.value, change.item_id), "")
            was = getattr(before.get(change.item_id), f"{tier.value}_mode", "")
            if not mode or mode == now or (tier.value, change.item_id) in left_out:
                continue
            if now and (ChangeKind(change.kind) is not ChangeKind.CHANGE or now != was):
                continue  # the county's own choice
            enter_item(
                change.item,
                unit=task.unit,
                tier=tier.value,
                mode=mode,
                by=by,
                at=at,
                opens_work=False,
            )
            entered += 1
    return entered


def _close(task: AdoptionTask, state: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    done = AdoptionTask.objects.filter(
        pk=task.pk, unit=task.unit, state__in=["open", "explained"]
    ).update(state=state, reason=reason, done_at=at, done_by=by.user_id, done_name=by.name[:40])
    if not done:
        raise Conflict(MOVED)
    task.refresh_from_db()
