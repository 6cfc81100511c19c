"""一链办理: one application opens a case for each item of a bundle; they are given up together."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.cases import policies
from bianmin.cases.application import Application, Submitted
from bianmin.cases.bundles import chain_of, order_of
from bianmin.cases.commands.closing import withdraw_case
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.intake import QUERY_CODE, create_case, next_serial
from bianmin.cases.commands.moving import hold
from bianmin.cases.models import BundleCase, Case, CasePause
from bianmin.catalogue.bundles import plain_name
from bianmin.catalogue.models import BundleVersion
from bianmin.ground.crypto import keyed_hash
from bianmin.messaging.commands import queue_sms
from bianmin.rules import numbers
from bianmin.rules.bundles import steps_of
from bianmin.rules.chains import FEWEST
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.pauses import PauseKind
from bianmin.rules.verdict import require


@dataclass(frozen=True)
class SubmittedBundle:
    """已提交的一链: the whole, its cases by the codes of their items, and the link's secret."""

    bundle: BundleCase
    cases: Mapping[str, Case]
    tracking: str


@transaction.atomic
def submit_bundle(
    version: BundleVersion,
    applications: Sequence[Application],
    *,
    channel: str,
    by: Actor,
    at: datetime,
) -> SubmittedBundle:
    """一链申请: take the applications of one person for several items of a bundle, all or none."""
    _check(version, applications)
    for one in applications:
        require(policies.may_submit(by, one, channel))
    return _begin(version, applications, channel, State.SUBMITTED, by=by, at=at)


@transaction.atomic
def take_bundle_at_counter(
    version: BundleVersion, applications: Sequence[Application], *, by: Actor, at: datetime
) -> SubmittedBundle:
    """窗口收一链: all or none; what waits for nothing is received at once, with its receipt."""
    _check(version, applications)
    for one in applications:
        require(policies.may_take(by, one))
    return _begin(version, applications, "counter", State.RECEIVED, by=by, at=at)


def _begin(
    version: BundleVersion,
    applications: Sequence[Application],
    channel: str,
    first: State,
    *,
    by: Actor,
    at: datetime,
) -> SubmittedBundle:
    """立链: a case for each item; what comes after others is not in before its turn."""
    asked = {one.version.item.code: one for one in applications}
    bundle, tracking = _open(version, applications[0], at=at)
    before = order_of(bundle, list(asked))
    made: dict[str, Submitted] = {}
    # Counts are written in the order of their items, so that no two of us wait for each other.
    for code in sorted(asked, key=lambda one: asked[one].version.item_id):
        made[code] = create_case(
            asked[code],
            channel=channel,
            state=State.SUBMITTED if before[code] else first,
            by=by,
            at=at,
            bundle=bundle,
            waits=bool(before[code]),
        )
    cases = {code: made[code].case for code in before}
    _let_wait(bundle, cases, before, by=by, at=at)
    for code, case in cases.items():
        if case.state == State.RECEIVED:
            known = [{"key": QUERY_CODE, "what": made[code].query_code}]
            issue(case, NoticeKind.RECEIPT, by=by, at=at, lines=known)
    items = {code: case.number for code, case in cases.items()}
    record(
        f"bundle_case:{bundle.pk}",
        "submit",
        unit=bundle.unit,
        by=by,
        at=at,
        items=items,
        channel=channel,
    )
    _tell(bundle, len(cases), at=at)
    return SubmittedBundle(bundle, cases, tracking)


@transaction.atomic
def withdraw_from_bundle(
    bundle: BundleCase, numbers: Collection[str], *, reason: str, by: Actor, at: datetime
) -> list[Case]:
    """撤回: the named cases, the last of the order first, so that none begins for a moment."""
    if not numbers:
        raise Invalid("请选要撤回哪几件", {"numbers": "请选要撤回哪几件"})
    cases = chain_of(bundle).cases
    if cases:
        hold(cases[0])
        cases = chain_of(bundle).cases
    chosen = [case for case in reversed(cases) if case.number in numbers]
    if not any(policies.may_move(by, case, Action.WITHDRAW) for case in chosen):
        raise Conflict("选的几件都不能撤回了，请看看办到哪一步了")
    return [withdraw_case(case, reason=reason, by=by, at=at) for case in chosen]


def _check(version: BundleVersion, applications: Sequence[Application]) -> None:
    codes = [one.version.item.code for one in applications]
    if len(codes) < FEWEST:
        raise Invalid("一链办理至少选两件；只办一件，请直接申请那一件")
    if len(set(codes)) != len(codes) or set(codes) - {
        step.code for step in steps_of(version.content)
    }:
        raise Invalid("选的事不在这一链里，请重新选")
    if len({(one.applicant.pk, one.site.pk, one.village.pk) for one in applications}) != 1:
        raise Invalid("一链办理只能为一个人、在一个地方申请")


def _open(version: BundleVersion, first: Application, *, at: datetime) -> tuple[BundleCase, str]:
    unit, today = first.site.unit, localdate(at)
    tracking = numbers.tracking_code(unit, secrets.randbits(128))
    bundle = BundleCase(
        unit=unit,
        number=numbers.bundle_number(unit, today, next_serial(unit, today)),
        version=version,
        applicant=first.applicant,
        contact_phone=first.contact_phone,
        tracking=tracking,
        tracking_hash=keyed_hash("tracking", tracking),
        submitted_at=at,
    )
    BundleCase.objects.bulk_create([bundle])
    return bundle, tracking


def _let_wait(
    bundle: BundleCase,
    cases: Mapping[str, Case],
    before: Mapping[str, Sequence[str]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """等前件: a pause of each case that comes after others, in words that say after which."""
    CasePause.objects.bulk_create(
        CasePause(
            unit=bundle.unit,
            case=cases[code],
            kind=PauseKind.EARLIER_ITEM.value,
            basis=f"等{_named([cases[one] for one in earlier])}办好"[:200],
            started_at=at,
            started_by=by.user_id,
        )
        for code, earlier in before.items()
        if earlier
    )


def _named(cases: Sequence[Case]) -> str:
    return "、".join(f"“{case.item.plain_name}”" for case in cases)


def _tell(bundle: BundleCase, count: int, *, at: datetime) -> None:
    if not bundle.contact_phone:
        return
    queue_sms(
        unit=bundle.unit,
        to=bundle.contact_phone,
        template="bundle_submitted",
        params={
            "number": bundle.number,
            "item": plain_name(bundle.version),
            "count": count,
            "link": f"/y/{bundle.tracking.clear()}/",
        },
        dedupe_key=f"bundle_case:{bundle.pk}:submit",
        at=at,
    )
