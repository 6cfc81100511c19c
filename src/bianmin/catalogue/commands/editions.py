"""指导目录的动作: draft an edition, record changes, send it, publish it, put it in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.commands.drafts import publish_with, put_in_force
from bianmin.catalogue.commands.lists import close_everywhere, recommended
from bianmin.catalogue.models import (
    AdoptionTask,
    DirectoryChange,
    DirectoryEntry,
    Edition,
    ServiceItem,
    VersionDraft,
)
from bianmin.regions.queries import all_units
from bianmin.rules import publishing
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lists import Tier, check_mode, check_reason
from bianmin.rules.publishing import ChangeKind, Standing
from bianmin.rules.verdict import require

TITLE = "基层依申请政务服务事项指导目录"
MOVED = "这一版刚被他人处理，请刷新后再看"
CARRIES_MODES = (ChangeKind.ADD, ChangeKind.CHANGE, ChangeKind.RESUME)


@transaction.atomic
def draft_edition(*, by: Actor, at: datetime) -> Edition:
    """起草新一版: one at a time, numbered after the last."""
    require(policies.may_draft(by))
    if Edition.objects.filter(state__in=["draft", "proposed"]).exists():
        raise Conflict("已经有一版正在起草，请接着改那一版")
    last = Edition.objects.aggregate(n=Max("number"))["n"] or 0
    edition = Edition.objects.create(
        number=last + 1, title=f"{TITLE}（第 {last + 1} 版）", drafted_at=at, drafted_by=by.user_id
    )
    record(f"edition:{edition.pk}", "draft", unit=0, by=by, at=at, number=edition.number)
    return edition


@transaction.atomic
def record_change(
    edition: Edition,
    item: ServiceItem,
    *,
    kind: str,
    reason: str,
    by: Actor,
    at: datetime,
    township_mode: str = "",
    village_mode: str = "",
    draft: VersionDraft | None = None,
) -> DirectoryChange:
    """变更记录: what the edition does to one item; a second record takes the first's place."""
    require(policies.may_draft(by))
    _in_hand(edition)
    what = ChangeKind(kind)
    said = check_reason(reason, why="请写明变更理由")
    publishing.after(standing_of(item), what)
    modes = {"township_mode": "", "village_mode": ""}
    if what in CARRIES_MODES:
        modes = _modes(item, township_mode, village_mode)
        if what is ChangeKind.ADD and item.current is None and draft is None:
            raise Invalid(
                "新增事项要有指南", {"item": "这个事项还没有服务指南，请先起草指南再新增"}
            )
        if draft is not None and (draft.item_id != item.pk or draft.state != "draft"):
            raise Invalid("草稿不对", {"draft": "这份指南草稿不能随这一版发布"})
        if what is ChangeKind.CHANGE and draft is None and _says_nothing_new(item, modes):
            raise Invalid("没有变化", {"kind": "进驻方式和指南都没有变，不用记这一条"})
    change, _ = DirectoryChange.objects.update_or_create(
        edition=edition,
        item=item,
        defaults={
            "kind": what.value,
            "reason": said,
            "draft": draft if what in CARRIES_MODES else None,
            "recorded_at": at,
            "recorded_by": by.user_id,
            **modes,
        },
    )
    record(f"edition:{edition.pk}", what, unit=0, by=by, at=at, reason=said, item=item.code)
    return change


@transaction.atomic
def remove_change(change: DirectoryChange, *, by: Actor, at: datetime) -> None:
    """删去变更记录, while the edition is still drafted."""
    require(policies.may_draft(by))
    _in_hand(change.edition)
    change.delete()
    record(f"edition:{change.edition_id}", "remove_change", unit=0, by=by, at=at)


@transaction.atomic
def propose_edition(
    edition: Edition, *, effective_on: date, adopt_by: date | None, by: Actor, at: datetime
) -> Edition:
    """送发: the first person names the day it takes effect and the counties' deadline."""
    require(policies.may_draft(by))
    publishing.check_has_changes(edition.changes.count())
    publishing.check_effective(effective_on, today=localdate(at), last=last_effective())
    until = adopt_by or publishing.adopt_by(effective_on)
    publishing.check_adopt_by(until, effective_on=effective_on)
    _move(
        edition,
        "draft",
        state="proposed",
        effective_on=effective_on,
        adopt_by=until,
        proposed_at=at,
        proposed_by=by.user_id,
        proposed_person=by.person_id,
        proposed_name=by.name[:40],
    )
    record(f"edition:{edition.pk}", "propose", unit=0, by=by, at=at)
    return edition


@transaction.atomic
def return_edition(edition: Edition, *, reason: str, by: Actor, at: datetime) -> Edition:
    """退回: back to drafting, with a reason."""
    require(policies.may_draft(by))
    said = check_reason(reason, why="请写明为什么退回")
    _move(
        edition,
        "proposed",
        state="draft",
        effective_on=None,
        adopt_by=None,
        proposed_at=None,
        proposed_by=None,
        proposed_person=None,
        proposed_name="",
    )
    record(f"edition:{edition.pk}", "return", unit=0, by=by, at=at, reason=said)
    return edition


@transaction.atomic
def publish_edition(edition: Edition, *, by: Actor, at: datetime) -> Edition:
    """发布: the second person fixes what the edition holds and gives every county its task."""
    require(policies.may_publish(by, sent_by=edition.proposed_person))
    if edition.effective_on is None or edition.adopt_by is None:
        raise Conflict("还没有送发，请先送发")
    publishing.check_effective(edition.effective_on, today=localdate(at), last=last_effective())
    _move(
        edition,
        "proposed",
        state="published",
        published_at=at,
        published_by=by.user_id,
        published_person=by.person_id,
        published_name=by.name[:40],
    )
    _fix_contents(edition, by=by, at=at)
    AdoptionTask.objects.bulk_create(
        AdoptionTask(edition=edition, unit=unit, due_on=edition.adopt_by) for unit in all_units()
    )
    record(f"edition:{edition.pk}", "publish", unit=0, by=by, at=at, number=edition.number)
    if edition.effective_on <= localdate(at):
        put_edition_in_force(edition, by=by, at=at)
    return edition


@transaction.atomic
def put_edition_in_force(edition: Edition, *, by: Actor, at: datetime) -> bool:
    """生效: items are paused, resumed and cancelled on the day; False when it was done before."""
    done = Edition.objects.filter(
        pk=edition.pk, state="published", in_force_at__isnull=True
    ).update(in_force_at=at)
    if not done:
        return False
    changes = list(edition.changes.select_related("draft__version", "draft__item"))
    for change in changes:
        if change.draft is not None:
            put_in_force(change.draft, by=by, at=at)
    statuses: dict[str, list[int]] = {}
    for change in changes:
        statuses.setdefault(STATUS_AFTER[ChangeKind(change.kind)], []).append(change.item_id)
    for status, items in statuses.items():
        ServiceItem.objects.filter(pk__in=items).update(status=status)
    cancelled = statuses.get("cancelled", [])
    if cancelled:
        close_everywhere(cancelled, at=at, reason=f"指导目录第 {edition.number} 版取消")
    record(f"edition:{edition.pk}", "in_force", unit=0, by=by, at=at, number=edition.number)
    edition.refresh_from_db()
    return True


@transaction.atomic
def found_directory(*, by: Actor, at: datetime) -> Edition:
    """立目录: the items loaded at the installation become the first edition, in force at once."""
    require(policies.may_load(by))
    if Edition.objects.exists():
        raise Conflict("指导目录已经建立，请起草新一版")
    items = list(
        ServiceItem.objects.filter(current__isnull=False, status="active")
        .select_related("current")
        .order_by("id")
    )
    today = localdate(at)
    edition = Edition.objects.create(
        number=1,
        title=f"{TITLE}（第 1 版）",
        state="published",
        drafted_at=at,
        effective_on=today,
        adopt_by=publishing.adopt_by(today),
        proposed_at=at,
        proposed_name=by.name,
        published_at=at,
        published_name=by.name,
        in_force_at=at,
    )
    DirectoryChange.objects.bulk_create(
        DirectoryChange(
            edition=edition,
            item=item,
            kind=ChangeKind.ADD.value,
            reason="随产品装入的示例事项",
            township_mode=recommended(item, Tier.TOWNSHIP),
            village_mode=recommended(item, Tier.VILLAGE),
            recorded_at=at,
        )
        for item in items
    )
    _fix_contents(edition, by=by, at=at)
    AdoptionTask.objects.bulk_create(
        AdoptionTask(edition=edition, unit=unit, due_on=publishing.adopt_by(today))
        for unit in all_units()
    )
    record(f"edition:{edition.pk}", "found", unit=0, by=by, at=at, items=len(items))
    return edition


STATUS_AFTER = {
    ChangeKind.ADD: "active",
    ChangeKind.CHANGE: "active",
    ChangeKind.RESUME: "active",
    ChangeKind.PAUSE: "paused",
    ChangeKind.CANCEL: "cancelled",
}


def standing_of(item: ServiceItem) -> Standing:
    """How the item stands in the newest published edition."""
    row = DirectoryEntry.objects.filter(item=item, until__isnull=True).first()
    if row is not None:
        return Standing(row.standing)
    return Standing.CANCELLED if item.entries.exists() else Standing.ABSENT


def last_effective() -> date | None:
    found: date | None = Edition.objects.filter(state="published").aggregate(
        day=Max("effective_on")
    )["day"]
    return found


def _fix_contents(edition: Edition, *, by: Actor, at: datetime) -> None:
    """Close the rows that change and write those that hold from this edition on."""
    assert edition.effective_on is not None
    changes = list(edition.changes.select_related("item__current", "draft__item"))
    ids = [change.item_id for change in changes]
    before = {
        row.item_id: row
        for row in DirectoryEntry.objects.filter(item_id__in=ids, until__isnull=True)
    }
    DirectoryEntry.objects.filter(item_id__in=ids, until__isnull=True).update(until=edition.number)
    rows: list[DirectoryEntry] = []
    for change in changes:
        kind, old = ChangeKind(change.kind), before.get(change.item_id)
        standing = publishing.after(Standing(old.standing) if old else Standing.ABSENT, kind)
        if change.draft is not None:
            publish_with(
                change.draft, effective_on=edition.effective_on, by=by, at=at, state="draft"
            )
        if standing is not Standing.CANCELLED:
            rows.append(_entry(edition, change, old, standing))
    DirectoryEntry.objects.bulk_create(rows, batch_size=2000)


def _entry(
    edition: Edition, change: DirectoryChange, old: DirectoryEntry | None, standing: Standing
) -> DirectoryEntry:
    carries = ChangeKind(change.kind) in CARRIES_MODES
    version = change.draft.version if change.draft else change.item.current
    guide: dict[str, Any] = version.guide if version else {}
    return DirectoryEntry(
        item=change.item,
        since=edition.number,
        standing=standing.value,
        name=guide.get("name", change.item.name),
        area=guide.get("area", change.item.area),
        township_mode=change.township_mode if carries or not old else old.township_mode,
        village_mode=change.village_mode if carries or not old else old.village_mode,
        version=version,
    )


def _modes(item: ServiceItem, township: str, village: str) -> dict[str, str]:
    for tier, mode in ((Tier.TOWNSHIP, township), (Tier.VILLAGE, village)):
        if mode:
            check_mode(tier, mode)
    if village and not township and not item.stands_alone:
        raise Invalid("村里的事项要对应镇里的事项", {"township_mode": "村里进驻的，镇里也要进驻"})
    if not village and not township:
        raise Invalid("没有进驻方式", {"township_mode": "镇里、村里至少有一处进驻"})
    return {"township_mode": township, "village_mode": village}


def _says_nothing_new(item: ServiceItem, modes: dict[str, str]) -> bool:
    now = DirectoryEntry.objects.filter(item=item, until__isnull=True).first()
    return now is not None and (now.township_mode, now.village_mode) == tuple(modes.values())


def _in_hand(edition: Edition) -> None:
    edition.refresh_from_db()
    if edition.state != "draft":
        raise Conflict("这一版已经送发，不能再改；需要改的，请先退回")


def _move(edition: Edition, before: str, **changes: Any) -> None:
    if not Edition.objects.filter(pk=edition.pk, state=before).update(**changes):
        raise Conflict(MOVED)
    edition.refresh_from_db()


def due(today: date) -> tuple[Iterable[Edition], Iterable[VersionDraft]]:
    """What was published and whose day has come, in the order in which it takes effect."""
    editions = Edition.objects.filter(
        state="published", in_force_at__isnull=True, effective_on__lte=today
    ).order_by("number")
    drafts = (
        VersionDraft.objects.filter(
            state="published", in_force_at__isnull=True, effective_on__lte=today
        )
        .select_related("version", "item")
        .order_by("version__number", "id")
    )
    return editions, drafts
