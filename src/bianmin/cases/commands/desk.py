"""受理台: what a clerk types is saved with its photographs until it is taken in.

Each tab has a draft of its own. Where two tabs show the same one, the second to write goes on in a
new one, so that neither writes over the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.cases.models import Case, DeskDraft
from bianmin.files.commands import erase_files, hand_over
from bianmin.ground.ids import new_id
from bianmin.rules.errors import Conflict, Invalid, NotAllowed

KEPT = timedelta(days=7)
MOST_FIELDS, LONGEST = 300, 4000
MOST_PARKED = 20


@dataclass(frozen=True)
class Place:
    """存在哪里: the tab, this opening of it, and who had written last when it was opened."""

    tab: UUID
    page: UUID
    seen: UUID | None = None


def owner_of(draft: DeskDraft) -> str:
    """Return the name under which the photographs of a draft are kept."""
    return f"desk:{draft.pk}"


@transaction.atomic
def save_desk_draft(
    unit: int, fields: Mapping[str, Sequence[str]], place: Place, *, by: Actor, at: datetime
) -> DeskDraft:
    """保存: keep what the clerk has typed so far; in a new draft when another page wrote here."""
    if by.user_id is None:
        raise NotAllowed("请先登录")
    values = {name: list(given) for name, given in fields.items()}
    if len(values) > MOST_FIELDS or any(len(v) > LONGEST for vs in values.values() for v in vs):
        raise Invalid("填的内容太多，存不下")
    own = DeskDraft.objects.filter(unit=unit, user_id=by.user_id)
    kept = own.filter(tab=place.tab).first()
    is_theirs = kept is not None and kept.page not in (place.page, place.seen)
    if (kept is None or is_theirs) and own.count() >= MOST_PARKED:
        raise Conflict(f"挂起的已有 {MOST_PARKED} 份，先办完或清空几份，再接着填")
    tab = uuid4() if is_theirs else place.tab
    row = DeskDraft(unit=unit, user_id=by.user_id, tab=tab, page=place.page)
    row.id, row.fields, row.saved_at = new_id(), values, at
    DeskDraft.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["unit", "user_id", "tab"],
        update_fields=["fields", "page", "saved_at"],
    )
    return own.get(tab=tab)


@transaction.atomic
def drop_desk_draft(draft: DeskDraft, *, by: Actor, at: datetime) -> None:
    """不要了: forget what was typed, photographs and all."""
    DeskDraft.objects.filter(unit=draft.unit, pk=draft.pk).delete()
    erase_files(draft.unit, owner_of(draft), by=by, at=at, reason="受理台暂存已清空")


@transaction.atomic
def use_desk_draft(draft: DeskDraft, case: Case, *, by: Actor, at: datetime) -> None:
    """收进办件: the photographs belong to the case from now on; what was typed is in it."""
    hand_over(draft.unit, owner_of(draft), to=f"case:{case.pk}", by=by, at=at)
    DeskDraft.objects.filter(unit=draft.unit, pk=draft.pk).delete()


def forget_desk_drafts(unit: int, *, at: datetime) -> int:
    """清理: what was left on a desk for a week."""
    old = list(DeskDraft.objects.filter(unit=unit, saved_at__lt=at - KEPT))
    for draft in old:
        drop_desk_draft(draft, by=SYSTEM, at=at)
    return len(old)
