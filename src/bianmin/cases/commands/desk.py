"""受理台: what a clerk types is saved with its photographs until it is taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.cases.models import Case, DeskDraft
from bianmin.files.commands import erase_files, hand_over
from bianmin.ground.ids import new_id
from bianmin.rules.errors import Invalid, NotAllowed

KEPT = timedelta(days=7)
MOST_FIELDS, LONGEST = 300, 4000


def owner_of(draft: DeskDraft) -> str:
    """Return the name under which the photographs of a draft are kept."""
    return f"desk:{draft.pk}"


@transaction.atomic
def save_desk_draft(
    unit: int, fields: Mapping[str, Sequence[str]], *, by: Actor, at: datetime
) -> DeskDraft:
    """保存: keep what the clerk has typed so far; the last one wins."""
    if by.user_id is None:
        raise NotAllowed("请先登录")
    values = {name: list(given) for name, given in fields.items()}
    if len(values) > MOST_FIELDS or any(len(v) > LONGEST for vs in values.values() for v in vs):
        raise Invalid("填的内容太多，存不下")
    row = DeskDraft(id=new_id(), unit=unit, user_id=by.user_id, fields=values, saved_at=at)
    DeskDraft.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["unit", "user_id"],
        update_fields=["fields", "saved_at"],
    )
    return DeskDraft.objects.get(unit=unit, user_id=by.user_id)


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
