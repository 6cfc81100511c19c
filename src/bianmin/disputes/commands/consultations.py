"""约法律顾问: book a half-hour, cancel it, note what was advised, and count who did not come.

A half-hour is one visitor's: the unique key of the table decides between two who want the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.limits import CONSULTATIONS_A_DAY
from bianmin.accounts.models import Person
from bianmin.audit.commands import record
from bianmin.disputes import policies
from bianmin.disputes.models import Consultation, Counsel
from bianmin.disputes.queries.counsel import booked_between, counsel_at, is_free
from bianmin.ground.crypto import keyed_hash
from bianmin.messaging.commands import queue_sms
from bianmin.regions.queries import all_units
from bianmin.rules.booking import NOTICE, SLOT
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.counsel import ADVICE_LABELS, Advice, ConsultationState
from bianmin.rules.errors import Conflict, Invalid, NotAllowed, TooMany
from bianmin.rules.identity import parse_mobile
from bianmin.rules.mediation import DisputeKind
from bianmin.rules.retention import Record, erase_before
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

LONGEST = 1000
FULL = "这个时段刚刚被别人约走，请换一个"
TWICE = "这个手机号在这里已经约了一次，来过或取消了才能再约"
GONE = "这位顾问已经不来了"
OVER = "这次预约已经结束或取消了"
REMINDS_BEFORE, NOT_AT_ONCE = 40 * SLOT, 2 * SLOT


@dataclass(frozen=True)
class Visitor:
    """来咨询的人: as told; the telephone is what a change is told to."""

    name: str
    phone: str


def book_by_phone(
    counsel: Counsel,
    starts_at: datetime,
    person: Person,
    *,
    name: str,
    kind: DisputeKind,
    by: Actor,
    at: datetime,
) -> Consultation:
    """自己约: by the telephone one has signed in with; a few times a day."""
    phone = person.phone.clear()
    if not tallies.count(CONSULTATIONS_A_DAY, phone, at=at):
        raise TooMany("今天约的次数太多了，请明天再约，或打电话到中心")
    return _book(counsel, starts_at, Visitor(name, phone), kind, "net", by=by, at=at)


def book_at_desk(
    counsel: Counsel,
    starts_at: datetime,
    *,
    visitor: Visitor,
    kind: DisputeKind,
    by: Actor,
    at: datetime,
) -> Consultation:
    """帮来人约: at the desk, also the half-hour that runs now."""
    require(policies.may_receive(by, counsel.site))
    return _book(counsel, starts_at, visitor, kind, "desk", by=by, at=at)


@transaction.atomic
def _book(
    counsel: Counsel,
    starts_at: datetime,
    visitor: Visitor,
    kind: DisputeKind,
    channel: str,
    *,
    by: Actor,
    at: datetime,
) -> Consultation:
    phone = _checked(visitor)
    counsel = hold_counsel(counsel)
    notice = NOTICE if channel == "net" else -SLOT
    if not is_free(counsel, starts_at, at=at, notice=notice):
        raise Conflict("这个时段不能约，请换一个")
    talk = Consultation(
        unit=counsel.site.unit,
        site=counsel.site,
        counsel=counsel,
        starts_at=starts_at,
        visitor=visitor.name.strip(),
        phone=phone,
        phone_hash=keyed_hash("phone", phone),
        kind=kind.value,
        booked_at=at,
        booked_by=by.user_id,
    )
    try:
        with transaction.atomic():
            Consultation.objects.bulk_create([talk])
    except IntegrityError as clash:
        raise Conflict(TWICE if "one_to_come" in str(clash) else FULL) from None
    _tell(talk, "consult_booked", at=at)
    _trace(talk, "book_consultation", by=by, at=at, channel=channel, kind=kind.value)
    return talk


@transaction.atomic
def cancel_own(talk: Consultation, person: Person, *, by: Actor, at: datetime) -> None:
    """取消预约: by whoever booked it; the half-hour is free for others at once."""
    if not policies.is_own_talk(talk, person):
        raise NotAllowed("只能取消自己的预约")
    if at >= talk.starts_at:
        raise Conflict("已经到了约好的时间，不用取消")
    _end(talk, ConsultationState.CANCELLED, by=by, at=at)
    _trace(talk, "cancel_consultation", by=by, at=at)


@transaction.atomic
def cancel_at_desk(talk: Consultation, *, by: Actor, at: datetime) -> None:
    """窗口取消: counsel does not come or the visitor rang up; the visitor is told."""
    require(policies.may_receive(by, talk.site))
    call_off(talk, by=by, at=at)


@transaction.atomic
def note_consultation(
    talk: Consultation, *, outcome: Advice, advice: str, by: Actor, at: datetime
) -> None:
    """登记咨询: what counsel advised and what comes of it, once the half-hour has begun."""
    require(policies.may_receive(by, talk.site))
    said = advice.strip()
    if not said or len(said) > LONGEST:
        wrong = f"请写顾问怎么说的，最多 {LONGEST} 个字"
        raise Invalid(wrong, {"advice": wrong})
    if at < talk.starts_at:
        raise Conflict("还没到约好的时间")
    changes = {"outcome": outcome.value, "advice": said}
    _end(talk, ConsultationState.KEPT, by=by, at=at, **changes)
    _trace(talk, "note_consultation", by=by, at=at, outcome=ADVICE_LABELS[outcome])


def call_off(talk: Consultation, *, by: Actor, at: datetime) -> None:
    """取消并告知: the half-hour does not hold; the message leads to where others stand."""
    if not call_off_all([talk], by=by, at=at):
        raise Conflict(OVER)


def call_off_all(talks: Iterable[Consultation], *, by: Actor, at: datetime) -> int:
    """取消一批: those that were not ended meanwhile; return how many."""
    return sum(_call_off(talk, by=by, at=at) for talk in talks)


def hold_counsel(counsel: Counsel) -> Counsel:
    """Hold a counsel until the end of the transaction, and read again when they are on duty.

    Who books, and who takes duty or opening hours away, do so one after the other.
    """
    rows = counsel_at(counsel.site).select_for_update(of=("self",))
    found = rows.filter(pk=counsel.pk).first()
    if found is None:
        raise Conflict(GONE)
    return found


def _call_off(talk: Consultation, *, by: Actor, at: datetime) -> bool:
    if not _end_if_booked(talk, ConsultationState.CLOSED, by=by, at=at):
        return False
    _tell(talk, "consult_off", at=at)
    _trace(talk, "call_off_consultation", by=by, at=at)
    return True


def close_consultations(
    site: Site, starts_at: datetime, ends_at: datetime, *, by: Actor, at: datetime
) -> int:
    """停止办公: what is booked while the site is shut is called off; return how many."""
    list(Counsel.objects.select_for_update().filter(site=site).order_by("id"))
    return call_off_all(booked_between(site, starts_at, ends_at), by=by, at=at)


@transaction.atomic
def note_missed(unit: int, *, at: datetime) -> int:
    """没有来的: booked for days gone by and never noted; held against nobody."""
    today = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    over = Consultation.objects.filter(unit=unit, state="booked", starts_at__lt=today)
    missed = 0
    for talk in over.order_by("id"):
        if _end_if_booked(talk, ConsultationState.MISSED, by=SYSTEM, at=at):
            _trace(talk, "miss_consultation", by=SYSTEM, at=at)
            missed += 1
    return missed


@transaction.atomic
def remind_visitors(unit: int, *, at: datetime) -> int:
    """提醒: who comes within the next twenty hours, and booked more than an hour ago."""
    soon = Consultation.objects.filter(
        unit=unit,
        state="booked",
        reminded_at__isnull=True,
        starts_at__gt=at,
        starts_at__lte=at + REMINDS_BEFORE,
        booked_at__lt=at - NOT_AT_ONCE,
    )
    told = list(soon.select_related("site").order_by("id"))
    for talk in told:
        _tell(talk, "consult_soon", at=at)
    Consultation.objects.filter(unit=unit, pk__in=[t.pk for t in told]).update(reminded_at=at)
    return len(told)


def forget_consultations(*, at: datetime) -> int:
    """到期删除: who came and what was said; that there was a talk stays."""
    limit = erase_before(Record.CONSULTATION, at)
    assert limit is not None
    old = Consultation.objects.filter(unit__in=all_units(), ended_at__lt=limit)
    return old.exclude(phone_hash=None).update(visitor="", phone="", phone_hash=None, advice="")


def _checked(visitor: Visitor) -> str:
    """Return the telephone as it is kept; Invalid says what is missing."""
    wrong, phone = {}, ""
    if not visitor.name.strip():
        wrong["name"] = "请写姓名"
    try:
        phone = parse_mobile(visitor.phone)
    except Invalid as refusal:
        wrong["phone"] = str(refusal)
    if wrong:
        raise Invalid("还差几处没有写明", wrong)
    return phone


def _end(
    talk: Consultation, state: ConsultationState, *, by: Actor, at: datetime, **more: str
) -> None:
    if not _end_if_booked(talk, state, by=by, at=at, **more):
        raise Conflict(OVER)


def _end_if_booked(
    talk: Consultation, state: ConsultationState, *, by: Actor, at: datetime, **more: str
) -> bool:
    """Write how it ended, once; False when somebody ended it meanwhile."""
    here = Consultation.objects.filter(unit=talk.unit, pk=talk.pk, state="booked")
    return bool(here.update(state=state.value, ended_at=at, ended_by=by.user_id, **more))


def _tell(talk: Consultation, template: str, *, at: datetime) -> None:
    local = talk.starts_at.astimezone(SHANGHAI)
    queue_sms(
        unit=talk.unit,
        to=talk.phone,
        template=template,
        params={
            "site": talk.site.name,
            "slot": f"{local.month}月{local.day}日{local:%H:%M}",
            "link": f"/counsel/{talk.pk}/",
        },
        dedupe_key=f"consultation:{talk.pk}:{template}",
        at=at,
    )


def _trace(talk: Consultation, action: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    record(
        f"consultation:{talk.pk}",
        action,
        unit=talk.unit,
        by=by,
        at=at,
        site=talk.site_id,
        counsel=talk.counsel_id,
        starts_at=talk.starts_at.isoformat(),
        **facts,
    )
