"""一链办理的动作: define a bundle, send it, and let another person publish it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.bundles import edition_now, findings_in, together
from bianmin.catalogue.models import Bundle, BundleDraft, BundleVersion
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lint_findings import errors_of
from bianmin.rules.lists import check_reason
from bianmin.rules.verdict import require

MOVED = "这份草稿刚被他人处理，请刷新后再看"
OPEN = ("draft", "proposed")
RESERVED = frozenset({"addition"})
"""Codes that are the console's own addresses."""


@transaction.atomic
def add_bundle(name: str, *, code: str, by: Actor, at: datetime) -> BundleDraft:
    """新设: a bundle with an empty draft; nobody sees it before it is published."""
    require(policies.may_draft(by))
    called, short = name.strip(), slugify(code)[:30]
    wrong = {}
    if not called:
        wrong["name"] = "请写一件事的名称"
    if not short:
        wrong["code"] = "代号用小写字母和短横线，如 birth"
    elif short in RESERVED or Bundle.objects.filter(code=short).exists():
        wrong["code"] = "已经有这个代号"
    if wrong:
        raise Invalid("还不能新设", wrong)
    place = (Bundle.objects.aggregate(n=Max("place"))["n"] or 0) + 1
    bundle = Bundle.objects.create(code=short, name=called[:80], place=place)
    record(f"bundle:{bundle.pk}", "add", unit=0, by=by, at=at, code=short)
    return _begin(bundle, {"name": called, "steps": []}, by=by, at=at)


@transaction.atomic
def draft_bundle(bundle: Bundle, *, by: Actor, at: datetime) -> BundleDraft:
    """起草新版: from the version in force."""
    require(policies.may_draft(by))
    if bundle.drafts.filter(state__in=OPEN).exists():
        raise Conflict("这件事已经有一份草稿，请接着改那一份")
    content = bundle.current.content if bundle.current else {"name": bundle.name, "steps": []}
    return _begin(bundle, content, by=by, at=at)


@transaction.atomic
def revise_bundle(
    draft: BundleDraft,
    *,
    content: Mapping[str, Any],
    by: Actor,
    at: datetime,
    last_seen: datetime | None = None,
) -> BundleDraft:
    """改草稿: keep what was typed, complete or not; another's later save is not lost."""
    require(policies.may_draft(by))
    rows = BundleDraft.objects.filter(pk=draft.pk, state="draft")
    seen = last_seen or draft.revised_at
    if not rows.filter(revised_at=seen).update(content=dict(content), revised_at=at):
        raise Conflict(MOVED)
    record(f"bundle:{draft.bundle_id}", "revise", unit=0, by=by, at=at, draft=draft.pk)
    draft.refresh_from_db()
    return draft


@transaction.atomic
def propose_bundle(draft: BundleDraft, *, note: str, by: Actor, at: datetime) -> BundleDraft:
    """送发: the first person says that it is complete, and why."""
    require(policies.may_draft(by))
    said = check_reason(note, why="请写明改了什么、为什么")
    _refuse_faults(draft.content)
    _move(
        draft,
        "draft",
        state="proposed",
        note=said,
        proposed_at=at,
        proposed_by=by.user_id,
        proposed_person=by.person_id,
        proposed_name=by.name[:40],
    )
    record(f"bundle:{draft.bundle_id}", "propose", unit=0, by=by, at=at, reason=said)
    return draft


@transaction.atomic
def return_bundle(draft: BundleDraft, *, reason: str, by: Actor, at: datetime) -> BundleDraft:
    """退回: back to be worked on."""
    require(policies.may_draft(by))
    said = check_reason(reason, why="请写明为什么退回")
    _move(
        draft,
        "proposed",
        state="draft",
        proposed_at=None,
        proposed_by=None,
        proposed_person=None,
        proposed_name="",
    )
    record(f"bundle:{draft.bundle_id}", "return", unit=0, by=by, at=at, reason=said)
    return draft


@transaction.atomic
def drop_bundle_draft(draft: BundleDraft, *, by: Actor, at: datetime) -> BundleDraft:
    """作废草稿."""
    require(policies.may_draft(by))
    _move(draft, "draft", state="withdrawn")
    record(f"bundle:{draft.bundle_id}", "drop_draft", unit=0, by=by, at=at, draft=draft.pk)
    return draft


@transaction.atomic
def publish_bundle(draft: BundleDraft, *, by: Actor, at: datetime) -> BundleVersion:
    """发布: the second person makes it a version, bound to the directory's edition of today."""
    require(policies.may_publish(by, sent_by=draft.proposed_person))
    _refuse_faults(draft.content)
    version = _add_version(draft.bundle, draft.content, by=by, at=at)
    _move(
        draft,
        "proposed",
        state="published",
        version=version,
        published_person=by.person_id,
    )
    return version


@transaction.atomic
def withdraw_bundle(
    bundle: Bundle, *, reason: str, by: Actor, at: datetime, back: bool = False
) -> Bundle:
    """停用, or (back) 恢复: the page says so; its versions stay readable."""
    require(policies.may_draft(by))
    said = check_reason(reason, why="请写明为什么")
    done = Bundle.objects.filter(pk=bundle.pk, is_withdrawn=back).update(is_withdrawn=not back)
    if not done:
        raise Conflict("刚被他人改过，请刷新后再看")
    act = "resume" if back else "withdraw"
    record(f"bundle:{bundle.pk}", act, unit=0, by=by, at=at, reason=said)
    bundle.refresh_from_db()
    return bundle


@transaction.atomic
def load_bundles(told: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime) -> int:
    """装入: bundles that ship with the product; one that is there as it is stays. How many came."""
    require(policies.may_load(by))
    came = 0
    for place, content in enumerate(told, start=1):
        kept = {key: value for key, value in content.items() if key != "code"}
        bundle, _ = Bundle.objects.get_or_create(
            code=content["code"], defaults={"name": content["name"], "place": place}
        )
        if bundle.current is None or bundle.current.content != kept:
            _add_version(bundle, kept, by=by, at=at, is_sample=True)
            came += 1
    return came


def _begin(bundle: Bundle, content: Mapping[str, Any], *, by: Actor, at: datetime) -> BundleDraft:
    draft = BundleDraft.objects.create(
        bundle=bundle,
        content=dict(content),
        drafted_at=at,
        drafted_by=by.user_id,
        revised_at=at,
    )
    record(f"bundle:{bundle.pk}", "draft", unit=0, by=by, at=at, draft=draft.pk)
    return draft


def _add_version(
    bundle: Bundle,
    content: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    is_sample: bool = False,
) -> BundleVersion:
    number = (bundle.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    version = BundleVersion.objects.create(
        bundle=bundle,
        number=number,
        content=dict(content),
        edition=edition_now(),
        pinned={part.step.code: part.version.number for part in together(content).parts},
        is_sample=is_sample,
        published_at=at,
        published_by=by.user_id,
    )
    Bundle.objects.filter(pk=bundle.pk).update(current=version, name=str(content["name"])[:80])
    record(f"bundle:{bundle.pk}", "publish", unit=0, by=by, at=at, number=number)
    return version


def _refuse_faults(content: Mapping[str, Any]) -> None:
    wrong = errors_of(findings_in(content))
    if wrong:
        told = {one.place: f"{one.sentence}（{one.rule.label}）" for one in reversed(wrong)}
        raise Invalid(f"有 {len(wrong)} 处错误，不能发布：{wrong[0]}", told)


def _move(draft: BundleDraft, before: str, **changes: Any) -> None:
    if not BundleDraft.objects.filter(pk=draft.pk, state=before).update(**changes):
        raise Conflict(MOVED)
    draft.refresh_from_db()
