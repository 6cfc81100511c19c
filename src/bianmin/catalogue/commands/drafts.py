"""事项草稿的动作: draft a version, send it, and let another person publish it from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.commands.items import add_version, check_guide, make_current
from bianmin.catalogue.linting import draft_findings
from bianmin.catalogue.models import ServiceItem, VersionDraft
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.forms import keep_order
from bianmin.rules.lint_findings import errors_of
from bianmin.rules.lists import check_reason
from bianmin.rules.publishing import check_effective
from bianmin.rules.verdict import require

MOVED = "这份草稿刚被他人处理，请刷新后再看"
OPEN = ("draft", "proposed")


@transaction.atomic
def draft_version(
    item: ServiceItem,
    *,
    by: Actor,
    at: datetime,
    guide: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
    note: str = "",
) -> VersionDraft:
    """起草: begin the next version of an item, from its present one unless another is given."""
    require(policies.may_draft(by))
    if VersionDraft.objects.filter(item=item, state__in=OPEN).exists():
        raise Conflict("这个事项已经有一份草稿，请接着改那一份")
    present = item.current
    if guide is None:
        guide = present.guide if present else {"name": item.name, "plain_name": item.plain_name}
    draft = VersionDraft.objects.create(
        item=item,
        guide=dict(guide),
        form=keep_order(form if form is not None else (present.form if present else _no_form())),
        note=note,
        is_sample=bool(present and present.is_sample),
        drafted_at=at,
        drafted_by=by.user_id,
        revised_at=at,
    )
    record(f"item:{item.pk}", "draft", unit=0, by=by, at=at, draft=draft.pk)
    return draft


@transaction.atomic
def revise_draft(
    draft: VersionDraft,
    *,
    by: Actor,
    at: datetime,
    guide: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
    note: str | None = None,
    last_seen: datetime | None = None,
) -> VersionDraft:
    """改草稿: keep what was typed, complete or not; a later save of another person is not lost."""
    require(policies.may_draft(by))
    changes: dict[str, Any] = {"revised_at": at}
    if guide is not None:
        changes["guide"] = dict(guide)
    if form is not None:
        changes["form"] = keep_order(form)
    if note is not None:
        changes["note"] = note
    rows = VersionDraft.objects.filter(pk=draft.pk, state="draft")
    if not rows.filter(revised_at=last_seen or draft.revised_at).update(**changes):
        raise Conflict(MOVED)
    record(f"item:{draft.item_id}", "revise", unit=0, by=by, at=at, draft=draft.pk)
    draft.refresh_from_db()
    return draft


@transaction.atomic
def propose_draft(
    draft: VersionDraft, *, effective_on: date, note: str, by: Actor, at: datetime
) -> VersionDraft:
    """送发: the first person says that it is complete, from which day it holds, and why."""
    require(policies.may_draft(by))
    check_effective(effective_on, today=localdate(at))
    said = check_reason(note, why="请写明改了什么、为什么")
    check_guide(draft.guide, draft.form)
    _refuse_faults(draft)
    _move(
        draft,
        "draft",
        state="proposed",
        effective_on=effective_on,
        note=said,
        proposed_at=at,
        proposed_by=by.user_id,
        proposed_person=by.person_id,
        proposed_name=by.name[:40],
    )
    record(f"item:{draft.item_id}", "propose", unit=0, by=by, at=at, reason=said)
    return draft


@transaction.atomic
def return_draft(draft: VersionDraft, *, reason: str, by: Actor, at: datetime) -> VersionDraft:
    """退回: the second person, or the sender, takes it back to be worked on."""
    require(policies.may_draft(by))
    said = check_reason(reason, why="请写明为什么退回")
    _move(draft, "proposed", state="draft", **NOT_PROPOSED)
    record(f"item:{draft.item_id}", "return", unit=0, by=by, at=at, reason=said)
    return draft


@transaction.atomic
def withdraw_draft(draft: VersionDraft, *, by: Actor, at: datetime) -> VersionDraft:
    """作废草稿."""
    require(policies.may_draft(by))
    _move(draft, "draft", state="withdrawn")
    record(f"item:{draft.item_id}", "withdraw", unit=0, by=by, at=at, draft=draft.pk)
    return draft


@transaction.atomic
def publish_draft(draft: VersionDraft, *, by: Actor, at: datetime) -> VersionDraft:
    """发布: the second person makes it an immutable version; it holds from its day on."""
    require(policies.may_publish(by, sent_by=draft.proposed_person))
    if draft.effective_on is None:
        raise Conflict("还没有送发，请先送发")
    today = localdate(at)
    check_effective(draft.effective_on, today=today)
    return publish_with(draft, effective_on=draft.effective_on, by=by, at=at)


def publish_with(
    draft: VersionDraft, *, effective_on: date, by: Actor, at: datetime, state: str = "proposed"
) -> VersionDraft:
    """Make the version of a draft, alone or together with the edition that carries it."""
    _refuse_faults(draft)
    version = add_version(
        draft.item,
        guide=draft.guide,
        form=draft.form,
        by=by,
        at=at,
        is_sample=draft.is_sample,
    )
    _move(
        draft,
        state,
        state="published",
        version=version,
        effective_on=effective_on,
        published_at=at,
        published_by=by.user_id,
        published_person=by.person_id,
    )
    if effective_on <= localdate(at):
        put_in_force(draft, by=by, at=at)
    return draft


def put_in_force(draft: VersionDraft, *, by: Actor, at: datetime) -> bool:
    """生效: make the version the item's current one; False when that was done before."""
    done = VersionDraft.objects.filter(
        pk=draft.pk, state="published", in_force_at__isnull=True
    ).update(in_force_at=at)
    if not done or draft.version is None:
        return False
    current = ServiceItem.objects.filter(pk=draft.item_id).values_list("current__number").first()
    if current is None or (current[0] or 0) < draft.version.number:
        make_current(draft.version, by=by, at=at)
    draft.refresh_from_db()
    return True


NOT_PROPOSED = {
    "effective_on": None,
    "proposed_at": None,
    "proposed_by": None,
    "proposed_person": None,
    "proposed_name": "",
}


def _move(draft: VersionDraft, before: str, **changes: Any) -> None:
    if not VersionDraft.objects.filter(pk=draft.pk, state=before).update(**changes):
        raise Conflict(MOVED)
    draft.refresh_from_db()


def _no_form() -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": {}}


def check_draft(draft: VersionDraft) -> Mapping[str, str]:
    """Return what is still missing before it can be sent: field → sentence; empty when complete."""
    try:
        check_guide(draft.guide, draft.form)
        _refuse_faults(draft)
    except Invalid as wrong:
        return wrong.fields
    return {}


def _refuse_faults(draft: VersionDraft) -> None:
    """Refuse a guide that the lint finds an error in; the sentence names the first."""
    wrong = errors_of(draft_findings(draft.item, draft.guide, draft.form))
    if wrong:
        told = {one.place: f"{one.sentence}（{one.rule.label}）" for one in reversed(wrong)}
        name = draft.guide.get("name", "")
        raise Invalid(f"事项“{name}”的指南有 {len(wrong)} 处错误，不能发布：{wrong[0]}", told)
