"""暂存: an application being filled in, kept until it is submitted or expires."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.cases import policies
from bianmin.cases.models import Draft
from bianmin.catalogue.bundles import together
from bianmin.catalogue.models import BundleVersion, ItemVersion
from bianmin.catalogue.queries import check_door
from bianmin.catalogue.scenarios import check_scenario, scenarios_in
from bianmin.files.commands import erase_files
from bianmin.ground.crypto import keyed_hash
from bianmin.regions.models import Region
from bianmin.rules.chains import FEWEST
from bianmin.rules.errors import Conflict, Invalid, NotFound
from bianmin.rules.verdict import require

KEPT_DAYS = 30
SHOWN = ("version__item", "village", "bundle__bundle")
GONE = "这份草稿已经过期或已提交，请重新填写"


def begin_draft(
    version: ItemVersion,
    village: Region | None,
    *,
    unit: int,
    by: Actor,
    at: datetime,
    scenario: str = "",
) -> tuple[Draft, str]:
    """开始填写: return the draft and the secret that opens it again."""
    check_door(version)
    check_scenario(version, scenario)
    return _begin(version, village, unit=unit, by=by, at=at, scenario=scenario)


def begin_bundle_draft(
    bundle: BundleVersion,
    chosen: Mapping[str, str],
    village: Region | None,
    *,
    unit: int,
    by: Actor,
    at: datetime,
) -> tuple[Draft, str]:
    """开始填一链: `chosen` names the items by their codes, each with its scenario (blank: none)."""
    present = together(bundle.content)
    parts = [part for part in present.parts if part.step.code in chosen and part.is_open]
    if len(parts) < max(FEWEST, len(chosen)):
        raise Invalid("至少选两件，每件都要是现在能办的；只办一件，请直接申请那一件")
    for part in parts:
        check_scenario(part.version, chosen[part.step.code])
    told = {
        part.step.code: {"number": part.version.number, "leaf": chosen[part.step.code]}
        for part in parts
    }
    first = parts[0].version
    return _begin(first, village, unit=unit, by=by, at=at, bundle=bundle, chosen=told)


def _begin(
    version: ItemVersion,
    village: Region | None,
    *,
    unit: int,
    by: Actor,
    at: datetime,
    **more: Any,
) -> tuple[Draft, str]:
    secret = secrets.token_hex(16)
    draft = Draft(
        unit=unit,
        secret_hash=keyed_hash("draft", secret),
        version=version,
        village=village,
        user_id=by.user_id,
        created_at=at,
        saved_at=at,
        expires_at=at + timedelta(days=KEPT_DAYS),
        **more,
    )
    Draft.objects.bulk_create([draft])
    return draft, secret


def begin_carried(
    version: ItemVersion, *, unit: int, by: Actor, at: datetime, scenario: str = ""
) -> Draft:
    """开始代办: an agent begins for a resident what they were granted to carry."""
    require(policies.may_carry(by, version))
    draft, _ = begin_draft(version, None, unit=unit, by=by, at=at, scenario=scenario)
    return draft


def begin_carried_bundle(
    bundle: BundleVersion, chosen: Mapping[str, str], *, unit: int, by: Actor, at: datetime
) -> Draft:
    """开始代办一链: every item of it must be one that this agent may carry."""
    for part in together(bundle.content).parts:
        if part.step.code in chosen:
            require(policies.may_carry(by, part.version))
    draft, _ = begin_bundle_draft(bundle, chosen, None, unit=unit, by=by, at=at)
    return draft


def draft_of(unit: int, pk: int, secret: str, *, by: Actor, at: datetime) -> Draft:
    """续填: return the draft to whoever holds its secret or began it; NotFound otherwise."""
    draft = Draft.objects.filter(unit=unit, pk=pk, expires_at__gt=at).select_related(*SHOWN).first()
    if draft is None:
        raise NotFound(GONE)
    own = by.user_id is not None and draft.user_id == by.user_id
    if not own and bytes(draft.secret_hash) != keyed_hash("draft", secret):
        raise NotFound(GONE)
    return draft


@transaction.atomic
def save_draft(
    draft: Draft,
    *,
    by: Actor,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    applicant: Mapping[str, Any] | None = None,
    village: Region | None = None,
) -> Draft:
    """保存: merge what one page asked into the draft; nothing typed before is lost.

    An answer given as None was left empty this time and is forgotten.
    """
    changes: dict[str, Any] = {"saved_at": at, "expires_at": at + timedelta(days=KEPT_DAYS)}
    if answers is not None:
        changes["answers"] = _merged(draft.answers.clear(), answers)
    if applicant is not None:
        changes["applicant"] = _merged(draft.applicant.clear(), applicant)
    if village is not None:
        changes["village"] = village
    if by.user_id is not None:
        changes["user_id"] = by.user_id
    here = Draft.objects.filter(unit=draft.unit, pk=draft.pk)
    here.update(**changes)
    draft.refresh_from_db(from_queryset=here.select_related(*SHOWN))
    return draft


@transaction.atomic
def renew_draft(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    """换新表: go on with the item's present version; every answer that it still asks for stays."""
    if draft.bundle is not None:
        return _renew_bundle(draft, at=at)
    present = draft.version.item.current
    if present is None or draft.version.item.status != "active":
        raise Conflict("这件事现在不办了，请打 12345 问一问")
    if draft.scenario and draft.scenario not in scenarios_in(present):
        raise Conflict("这件事的情形改了，请从头回答问题，重新填写")
    check_scenario(present, draft.scenario)
    return _renewed(draft, at=at, version=present)


def _renew_bundle(draft: Draft, *, at: datetime) -> Draft:
    assert draft.bundle is not None
    chosen = {}
    for part in together(draft.bundle.content).parts:
        if part.step.code in draft.chosen:
            leaf = draft.chosen[part.step.code]["leaf"]
            check_scenario(part.version, leaf)
            chosen[part.step.code] = {"number": part.version.number, "leaf": leaf}
    if len(chosen) < len(draft.chosen):
        raise Conflict("选的事里有的现在不办了，请重新选")
    return _renewed(draft, at=at, chosen=chosen)


def _renewed(draft: Draft, *, at: datetime, **changes: Any) -> Draft:
    here = Draft.objects.filter(unit=draft.unit, pk=draft.pk)
    here.update(saved_at=at, expires_at=at + timedelta(days=KEPT_DAYS), **changes)
    draft.refresh_from_db(from_queryset=here.select_related(*SHOWN))
    return draft


def discard_draft(draft: Draft) -> None:
    """销毁草稿: forget it, as it is being submitted; NotFound when somebody was faster.

    Of two submissions of one draft the second waits here for the first, and finds nothing.
    """
    if not Draft.objects.filter(unit=draft.unit, pk=draft.pk).delete()[0]:
        raise NotFound(GONE)


@transaction.atomic
def drop_draft(draft: Draft, *, by: Actor, at: datetime) -> None:
    """删除草稿: forget it with its photographs, as the person asked."""
    discard_draft(draft)
    erase_files(draft.unit, f"draft:{draft.pk}", by=by, at=at, reason="草稿已删除")


@transaction.atomic
def forget_expired(unit: int, *, at: datetime) -> int:
    """清理草稿: forget the drafts of a unit whose time is over, photographs and all; how many."""
    over = Draft.objects.filter(unit=unit, expires_at__lte=at)
    ids = list(over.values_list("pk", flat=True))
    for pk in ids:
        erase_files(unit, f"draft:{pk}", by=SYSTEM, at=at, reason="草稿已过期")
    return over.filter(pk__in=ids).delete()[0]


def _merged(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    both = {**kept, **given}
    return {name: value for name, value in both.items() if value is not None}
