"""进驻目录的动作: enter, change and drop entries; a change on one side opens work on the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.commands.element_scores import begin_again, end_elements
from bianmin.catalogue.models import LinkTask, Offering, Omission, ServiceItem
from bianmin.regions.queries import all_units
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lists import (
    MODES,
    MODES_OF,
    EntryMode,
    Tier,
    check_delegation,
    check_mode,
    check_reason,
)
from bianmin.rules.verdict import require

WHY_DROP = "请写明为什么不再列入"
OTHER = {Tier.TOWNSHIP: Tier.VILLAGE, Tier.VILLAGE: Tier.TOWNSHIP}


@transaction.atomic
def enter_item(
    item: ServiceItem,
    *,
    unit: int,
    tier: str,
    mode: str,
    by: Actor,
    at: datetime,
    delegation: str = "",
    document: str = "",
    opens_work: bool = True,
) -> Offering:
    """进驻: put an item into a county's list, or change how it stands there, from today on.

    A village entry answers to the township's present entry; without one it is refused, but for
    certificates and bills. Whatever changes the mode opens work on the other side, unless both
    sides change in one act.
    """
    require(policies.may_edit_list(by, unit))
    where = Tier(tier)
    check_mode(where, mode)
    check_delegation(where, delegation, document)
    before = current_entry(item, unit, where)
    if before and (before.entry_mode, before.delegation, before.document) == (
        mode,
        delegation,
        document.strip(),
    ):
        if where is Tier.VILLAGE:
            return _relinked(before, at=at, by=by)
        return before
    linked = current_entry(item, unit, Tier.TOWNSHIP) if where is Tier.VILLAGE else None
    if where is Tier.VILLAGE and linked is None and not item.stands_alone:
        raise Invalid(
            "村里的事项要对应镇里的事项",
            {"mode": f"镇目录里没有“{item.plain_name}”，请先让镇里进驻，再列入村目录"},
        )
    if before:
        _close(before, localdate(at), "进驻方式改变")
    else:
        begin_again(item, unit, at=at)
    entry = Offering.objects.create(
        item=item,
        unit=unit,
        tier=where.value,
        entry_mode=mode,
        linked=linked,
        stands_alone=item.stands_alone,
        delegation=delegation,
        document=document.strip(),
        valid_from=localdate(at),
    )
    Omission.objects.filter(unit=unit, tier=tier, item=item, ended_at__isnull=True).update(
        ended_at=at
    )
    record(f"item:{item.pk}", "offer", unit=unit, by=by, at=at, tier=tier, mode=mode)
    _tell_the_other_side(entry, before, at=at, by=by, opens_work=opens_work)
    return entry


@transaction.atomic
def drop_item(
    item: ServiceItem, *, unit: int, tier: str, reason: str, by: Actor, at: datetime
) -> Omission:
    """不再列入: close an entry, or say why an item of the city's directory is not taken."""
    require(policies.may_edit_list(by, unit))
    where = Tier(tier)
    said = check_reason(reason, why=WHY_DROP)
    entry = current_entry(item, unit, where)
    if entry:
        _close(entry, localdate(at), said)
        if where is Tier.VILLAGE:
            _done("village", item, unit, at=at, by=by, note="村里不再列入")
        _open_work(entry, f"{_side(where)}不再列入：{said}", at=at)
        end_elements([item.pk], [unit], at=at)
    omission, _ = Omission.objects.update_or_create(
        unit=unit,
        tier=where.value,
        item=item,
        ended_at=None,
        defaults={"reason": said, "said_at": at, "said_by": by.user_id},
    )
    record(f"item:{item.pk}", "drop", unit=unit, by=by, at=at, reason=said, tier=tier)
    return omission


@transaction.atomic
def confirm_link(entry: Offering, *, by: Actor, at: datetime) -> Offering:
    """确认联动: let a village entry answer to the township's present entry."""
    require(policies.may_edit_list(by, entry.unit))
    if entry.tier != Tier.VILLAGE or entry.valid_to is not None:
        raise Conflict("这一条已经变了，请刷新后再看")
    if current_entry(entry.item, entry.unit, Tier.TOWNSHIP) is None:
        raise Conflict("镇目录里没有这个事项，请先让镇里进驻，或者把村里的这一条撤下")
    return _relinked(entry, at=at, by=by)


@transaction.atomic
def answer_link_task(task: LinkTask, *, note: str, by: Actor, at: datetime) -> LinkTask:
    """办结联动事项: the other side says what it did about the change."""
    require(policies.may_edit_list(by, task.unit))
    said = check_reason(note, why="请写明怎么处理的")
    changed = LinkTask.objects.filter(pk=task.pk, unit=task.unit, done_at__isnull=True).update(
        done_at=at, done_by=by.user_id, note=said
    )
    if not changed:
        raise Conflict("这件事刚被他人办结")
    record(f"item:{task.item_id}", "answer_link", unit=task.unit, by=by, at=at, reason=said)
    task.refresh_from_db()
    return task


@transaction.atomic
def offer_by_path(*, units: Iterable[int], by: Actor, at: datetime, today: date) -> int:
    """按办理路径进驻: enter every item that a unit's lists lack, as its guide's path says."""
    units = tuple(units)
    for unit in units:
        require(policies.may_edit_list(by, unit))
    rows = Offering.objects.filter(unit__in=units, valid_to__isnull=True)
    there = {(row.unit, row.tier, row.item_id): row for row in rows}
    items = list(ServiceItem.objects.filter(current__isnull=False).select_related("current"))
    made = 0
    for tier in (Tier.TOWNSHIP, Tier.VILLAGE):
        new = [
            Offering(
                item=item,
                unit=unit,
                tier=tier.value,
                entry_mode=mode,
                stands_alone=item.stands_alone,
                linked=there.get((unit, "township", item.pk)) if tier is Tier.VILLAGE else None,
                valid_from=today,
            )
            for item in items
            if (mode := recommended(item, tier))
            for unit in units
            if (unit, tier.value, item.pk) not in there
        ]
        if tier is Tier.VILLAGE:
            new = [row for row in new if row.linked is not None or row.stands_alone]
        for row in Offering.objects.bulk_create(new, batch_size=2000):
            there[row.unit, row.tier, row.item_id] = row
        made += len(new)
    for unit in units:
        record(f"unit:{unit}", "offer_by_path", unit=unit, by=by, at=at, offered=made)
    return made


def recommended(item: ServiceItem, tier: Tier) -> str:
    """建议方式: how the item's guide would have a tier serve it; blank when not at all."""
    mode = item.current.guide.get("path", {}).get(tier.value) if item.current else ""
    return mode if mode in {m.value for m in MODES_OF[tier]} else ""


def current_entry(item: ServiceItem, unit: int, tier: Tier) -> Offering | None:
    return (
        Offering.objects.select_for_update(of=("self",))
        .filter(item=item, unit=unit, tier=tier.value, valid_to__isnull=True)
        .first()
    )


def close_everywhere(items: Collection[int], *, at: datetime, reason: str) -> int:
    """取消事项: end all entries of cancelled items, in every county at once."""
    rows = Offering.objects.filter(item_id__in=items, valid_to__isnull=True)
    closed = rows.update(valid_to=localdate(at), end_reason=reason)
    end_elements(items, all_units(), at=at)
    return closed


def _close(entry: Offering, today: date, reason: str) -> None:
    closed = Offering.objects.filter(pk=entry.pk, valid_to__isnull=True).update(
        valid_to=today, end_reason=reason[:200]
    )
    if not closed:
        raise Conflict("这一条刚被他人改过，请刷新后重试")


def _relinked(entry: Offering, *, by: Actor, at: datetime) -> Offering:
    township = current_entry(entry.item, entry.unit, Tier.TOWNSHIP)
    if township is not None and entry.linked_id != township.pk:
        Offering.objects.filter(pk=entry.pk).update(linked=township)
        record(f"item:{entry.item_id}", "link", unit=entry.unit, by=by, at=at)
        entry.refresh_from_db()
    _done("village", entry.item, entry.unit, at=at, by=by, note="已与镇目录重新对应")
    return entry


def _tell_the_other_side(
    entry: Offering, before: Offering | None, *, by: Actor, at: datetime, opens_work: bool
) -> None:
    """A new township entry in the old mode keeps its village; any other change is work."""
    where = Tier(entry.tier)
    if before is not None and before.entry_mode == entry.entry_mode:
        Offering.objects.filter(linked=before, valid_to__isnull=True).update(linked=entry)
        return
    if where is Tier.TOWNSHIP and before is None:
        back = current_entry(entry.item, entry.unit, Tier.VILLAGE)
        if back is not None and not back.stands_alone:
            _relinked(back, at=at, by=by)
        return
    if where is Tier.VILLAGE:
        _done("village", entry.item, entry.unit, at=at, by=by, note="村里已改进驻方式")
    now = MODES[EntryMode(entry.entry_mode)]
    was = MODES[EntryMode(before.entry_mode)] if before else "没有列入"
    if opens_work:
        _open_work(entry, f"{_side(where)}由“{was}”改为“{now}”", at=at)


def _open_work(entry: Offering, what: str, *, at: datetime) -> None:
    """One open task a side: a newer change takes the place of the one not answered yet."""
    side = OTHER[Tier(entry.tier)]
    other = current_entry(entry.item, entry.unit, side)
    if entry.stands_alone or other is None:
        return
    open_ones = LinkTask.objects.filter(
        unit=entry.unit, item=entry.item, side=side.value, done_at__isnull=True
    )
    if not open_ones.update(what=what[:120]):
        LinkTask.objects.create(
            unit=entry.unit, item=entry.item, side=side.value, what=what[:120], opened_at=at
        )


def _done(side: str, item: ServiceItem, unit: int, *, at: datetime, by: Actor, note: str) -> None:
    LinkTask.objects.filter(unit=unit, item=item, side=side, done_at__isnull=True).update(
        done_at=at, done_by=by.user_id, note=note
    )


def _side(tier: Tier) -> str:
    return "镇里" if tier is Tier.TOWNSHIP else "村里"
