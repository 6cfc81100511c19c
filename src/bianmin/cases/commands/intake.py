"""收件: how a case comes in: online, at the counter, or by an agent; and how it is mended."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.cases import policies
from bianmin.cases.application import Application, Submitted
from bianmin.cases.arriving import arrived
from bianmin.cases.commands.asking import ask_countersign
from bianmin.cases.commands.clocks import end_pause
from bianmin.cases.commands.deferrals import keep_what_came
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.moving import move, tell, write
from bianmin.cases.commands.standing_in import brought_by, check_brought, in_their_name
from bianmin.cases.earlier import reused
from bianmin.cases.entrusted import acts_for
from bianmin.cases.linking import arriving
from bianmin.cases.models import BundleCase, Case, CaseMaterial
from bianmin.cases.tally import tally
from bianmin.catalogue.answers import check_answers
from bianmin.catalogue.queries import check_door, required_materials
from bianmin.catalogue.scenarios import check_scenario, form_in
from bianmin.ground.crypto import keyed_hash
from bianmin.regions.models import Region
from bianmin.rules import numbers
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.verdict import require

HANDED_IN = frozenset({"received", "missing"})  # what whoever brings papers may say of them
OLDEST_CLAIM = timedelta(days=366)
QUERY_CODE = "query_code"
"""查询码: kept sealed with the receipt of the window, so that a second print says it too."""


@transaction.atomic
def submit_case(application: Application, *, channel: str, by: Actor, at: datetime) -> Submitted:
    """提交: take an application online or from an agent; it waits for the pre-review."""
    require(policies.may_submit(by, application, channel))
    submitted = create_case(application, channel=channel, state=State.SUBMITTED, by=by, at=at)
    tell(submitted.case, "submitted", at=at, act="submit", code=submitted.query_code)
    return submitted


@transaction.atomic
def take_at_counter(application: Application, *, by: Actor, at: datetime) -> Submitted:
    """窗口收件: take an application at the window; the receipt starts the tell-once clock."""
    require(policies.may_take(by, application))
    _check_claim(application, at)
    check_brought(application, at=at)
    submitted = create_case(application, channel="counter", state=State.RECEIVED, by=by, at=at)
    known = [{"key": QUERY_CODE, "what": submitted.query_code}]
    issue(submitted.case, NoticeKind.RECEIPT, by=by, at=at, lines=known)
    tell(submitted.case, "received", at=at, act="receive", code=submitted.query_code)
    if application.claimed_at is not None:
        ask_countersign(submitted.case, reason=application.claim_reason, by=by, at=at)
    return submitted


@transaction.atomic
def receive_case(case: Case, *, by: Actor, at: datetime) -> Case:
    """收件: confirm an online or agent's application; the receipt carries the number."""
    move(case, Action.RECEIVE, by=by, at=at, received_at=at, handler_id=by.user_id)
    issue(case, NoticeKind.RECEIPT, by=by, at=at)
    tell(case, "received", at=at, act="receive")
    return case


@transaction.atomic
def resubmit_case(
    case: Case,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    materials: Mapping[str, str] | None = None,
) -> Case:
    """重新提交: hand in again what the pre-review gave back, with papers that were lacking."""
    check_answers(form_in(case.version, case.scenario), answers)
    move(case, Action.RESUBMIT, by=by, at=at, answers=dict(answers), **arrived(localdate(at)))
    set_materials(case, materials or {}, by=by, at=at)
    return case


@transaction.atomic
def correct_case(case: Case, materials: Mapping[str, str], *, by: Actor, at: datetime) -> Case:
    """补正: hand in what the tell-once list asked for; the case goes back to where it was."""
    action = Action.CORRECT_REVIEW if case.state == State.REVIEW_CORRECTION else Action.CORRECT
    require(policies.may_move(by, case, action))
    set_materials(case, materials, by=by, at=at)
    if action is Action.CORRECT:
        move(case, action, by=by, at=at, **arrived(localdate(at)))
    else:
        end_pause(case, result="已补正", by=by, at=at)
        move(case, action, by=by, at=at)
    return case


@transaction.atomic
def complete_answers(case: Case, answers: Mapping[str, Any], *, by: Actor, at: datetime) -> Case:
    """补填: what a quick intake left out, before the case can be accepted."""
    require(policies.may_move(by, case, Action.ACCEPT))
    if case.answers.clear():
        raise Conflict("这一件已经填过了")
    check_answers(form_in(case.version, case.scenario), answers)
    write(case, before=State(case.state), answers=dict(answers), moved_at=at)
    record(f"case:{case.pk}", "complete_answers", unit=case.unit, by=by, at=at)
    return case


def set_materials(case: Case, materials: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Set the state of listed materials; unknown keys are refused."""
    _check_materials(required_materials(case.version, case.scenario), materials)
    for key, status in materials.items():
        CaseMaterial.objects.filter(unit=case.unit, case_id=case.pk, key=key).update(
            status=status, received_at=at if status == "received" else None
        )
    came = [key for key, status in materials.items() if status == "received"]
    keep_what_came(case, came, by=by, at=at)


def _check_claim(application: Application, at: datetime) -> None:
    """A claim is of the past, of this year's memory, and says why it was not entered then."""
    claimed = application.claimed_at
    if claimed is None:
        return
    wrong = {}
    if claimed > at:
        wrong["claimed_at"] = "实际收件时间不能晚于现在"
    elif at - claimed > OLDEST_CLAIM:
        wrong["claimed_at"] = "实际收件时间太早了，请核对年份"
    if not application.claim_reason.strip():
        wrong["claim_reason"] = "请写明当时为什么没有录入"
    if wrong:
        raise Invalid("补录还差几处", wrong)


def create_case(
    application: Application,
    *,
    channel: str,
    state: State,
    by: Actor,
    at: datetime,
    bundle: BundleCase | None = None,
    waits: bool = False,
) -> Submitted:
    """立件: the case with its papers, its first event and its count.

    A part of a bundle that waits for an earlier one is not in yet: its five days begin with its
    turn. Only the ways in call this.
    """
    today = localdate(at)
    version, unit = application.version, application.site.unit
    check_door(version)
    check_scenario(version, application.scenario)
    if not (application.is_quick and not application.answers):
        check_answers(form_in(version, application.scenario), application.answers)
    number = numbers.case_number(unit, today, next_serial(unit, today))
    tracking = numbers.tracking_code(unit, secrets.randbits(128))
    code = numbers.query_code(secrets.randbits(64))
    day = min(today, localdate(application.claimed_at or at))
    came = {} if waits else arrived(day) | arriving(version, state, day)
    case = Case(
        unit=unit,
        number=number,
        version=version,
        item=version.item,
        township_id=_township(application.village),
        village=application.village if application.village.level == "village" else None,
        site=application.site,
        intake_site=application.intake_site,
        applicant=application.applicant,
        agent=application.agent,
        bundle=bundle,
        channel=channel,
        scenario=application.scenario,
        contact_phone=application.contact_phone,
        answers=dict(application.answers),
        tracking=tracking,
        tracking_hash=keyed_hash("tracking", tracking),
        query_code_hash=keyed_hash("query_code", f"{number}:{code}"),
        state=state.value,
        submitted_at=at,
        received_at=at if state is State.RECEIVED else None,
        claimed_at=application.claimed_at,
        warn_workdays=version.guide.get("warn_workdays"),
        **came,
        paused=waits,
        moved_at=at,
        handler_id=by.user_id if state is State.RECEIVED else None,
    )
    held, brought = acts_for(by, case), application.mandate
    case.mandate_id = brought.pk if brought else held.mandate_id if held else None
    Case.objects.bulk_create([case])
    CaseMaterial.objects.bulk_create(_materials(case, application.materials, at))
    action = Action.RECEIVE if state is State.RECEIVED else Action.SUBMIT
    record(
        f"case:{case.pk}",
        action.value,
        unit=unit,
        by=by,
        at=at,
        before=State.DRAFT.value,
        after=state.value,
        number=number,
        channel=channel,
        **(
            brought_by(case, by=by, at=at)
            if brought
            else in_their_name(case, action.value, by=by, at=at)
        ),
    )
    tally(
        case,
        today,
        submitted=1,
        by_agent=int(channel == "agent"),
        online=int(channel == "online"),
        received=int(state is State.RECEIVED),
    )
    return Submitted(case, tracking, code)


def _materials(case: Case, given: Mapping[str, str], at: datetime) -> Sequence[CaseMaterial]:
    listed = required_materials(case.version, case.scenario)
    _check_materials(listed, given)
    kept = reused(listed, case.applicant_id, case.unit, at=at)
    rows = []
    for material in listed:
        key = material["key"]
        source = kept.get(key, "") if given.get(key) != "received" else ""
        status = given.get(key, "shared" if material.get("shared") else "missing")
        if source:
            status = "shared"
        rows.append(
            CaseMaterial(
                unit=case.unit,
                case=case,
                key=material["key"],
                name=material["name"],
                status=status,
                note=source,
                received_at=at if status == "received" else None,
            )
        )
    return rows


def _check_materials(listed: Sequence[Mapping[str, Any]], given: Mapping[str, str]) -> None:
    """Raise Invalid for a paper the guide does not list, or one neither handed in nor missing."""
    unknown = set(given) - {m["key"] for m in listed}
    if unknown:
        raise Invalid("材料清单里没有这一项：" + "、".join(sorted(unknown)))
    odd = {key: "请选“已交”或“未交”" for key, status in given.items() if status not in HANDED_IN}
    if odd:
        raise Invalid("材料只能填已交或未交", odd)


def _township(place: Region) -> int:
    if place.level == "village" and place.parent_id:
        return place.parent_id
    return place.pk


def next_serial(unit: int, day: date) -> int:
    """Take the next running number of a unit and day; concurrent takers wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casenumber (unit, day, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (unit, day) DO UPDATE SET last = cases_casenumber.last + 1"
            " RETURNING last",
            [unit, day],
        )
        return int(cursor.fetchone()[0])
