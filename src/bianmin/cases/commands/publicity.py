"""公示与核查: let the village read and speak before a decision; write down what was found there."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.limits import OBJECTIONS_FROM_ADDRESS
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.cases import village_policies
from bianmin.cases.commands.moving import tell
from bianmin.cases.models import Case, Inquiry, Objection, Publicity
from bianmin.rules import clock
from bianmin.rules.errors import CalendarNotPublished, Conflict, Invalid, TooMany
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.publicity import (
    LEAST_DAYS,
    LEAST_PRESENT,
    MOST_DAYS,
    InquiryKind,
    days_wanted,
)
from bianmin.rules.verdict import require

LONGEST = 500


@transaction.atomic
def start_publicity(case: Case, *, days: int, place: str, by: Actor, at: datetime) -> Publicity:
    """开始公示: hang it up for so many natural days, never fewer than the item wants."""
    require(village_policies.may_publicise(by, case))
    least = max(LEAST_DAYS, days_wanted(case.version.guide))
    wrong = {}
    if not least <= days <= MOST_DAYS:
        wrong["days"] = f"公示 {least} 到 {MOST_DAYS} 天"
    if not place.strip():
        wrong["place"] = "请写明张贴在哪里"
    if wrong:
        raise Invalid("还不能公示", wrong)
    _check_none_open(case)
    assert by.user_id is not None
    publicity = Publicity(
        unit=case.unit,
        case=case,
        township_id=case.township_id,
        place=place.strip(),
        started_at=at,
        started_by=by.user_id,
        until_on=_last_day(localdate(at), days),
    )
    Publicity.objects.bulk_create([publicity])
    record(
        f"case:{case.pk}",
        "start_publicity",
        unit=case.unit,
        by=by,
        at=at,
        reason=place.strip(),
        days=days,
        until=publicity.until_on.isoformat(),
    )
    day = f"{publicity.until_on.month}月{publicity.until_on.day}日"
    tell(case, "publicised", at=at, act="start_publicity", due=day)
    return publicity


@transaction.atomic
def object_to(
    publicity: Publicity, *, words: str, phone: str, address: str, by: Actor, at: datetime
) -> Objection:
    """提异议: anybody may, while it hangs; whoever leaves a telephone may be asked."""
    said = words.strip()
    if not said or len(said) > LONGEST:
        wrong = f"请写明有什么不对，最多 {LONGEST} 个字"
        raise Invalid(wrong, {"words": wrong})
    if publicity.ended_at is not None or localdate(at) > publicity.until_on:
        raise Conflict("公示已经结束，请打电话或到镇便民服务中心反映")
    if not tallies.count(OBJECTIONS_FROM_ADDRESS, address, at=at):
        raise TooMany("提得太频繁了，请一小时后再试，或直接打电话")
    objection = Objection(
        unit=publicity.unit, publicity=publicity, words=said, phone=phone, made_at=at
    )
    Objection.objects.bulk_create([objection])
    case = f"case:{publicity.case_id}"
    record(case, "object", unit=publicity.unit, by=by, at=at, objection=objection.pk)
    return objection


@transaction.atomic
def hear_objection(
    case: Case, objection: Objection, *, is_upheld: bool, finding: str, by: Actor, at: datetime
) -> None:
    """处理异议: look into it and write down what was found; each once."""
    require(village_policies.may_hear(by, case))
    if not finding.strip():
        raise Invalid("请写明核查的情况", {"finding": "请写明核查的情况"})
    here = Objection.objects.filter(unit=case.unit, pk=objection.pk, heard_at__isnull=True)
    heard = {"heard_at": at, "heard_by": by.user_id, "is_upheld": is_upheld}
    if not here.update(finding=finding.strip(), **heard):
        raise Conflict("这条异议刚刚已有人处理，请刷新后再看")
    record(
        f"case:{case.pk}",
        "hear_objection",
        unit=case.unit,
        by=by,
        at=at,
        objection=objection.pk,
        is_upheld=is_upheld,
    )


@transaction.atomic
def end_publicity(case: Case, *, by: Actor, at: datetime) -> None:
    """公示结束: after the last day, with every objection heard."""
    require(village_policies.may_publicise(by, case))
    open_rows = Publicity.objects.filter(unit=case.unit, case_id=case.pk, ended_at__isnull=True)
    publicity = open_rows.first()
    if publicity is None:
        raise Conflict("没有正在进行的公示")
    if localdate(at) <= publicity.until_on:
        raise Conflict(f"公示到 {publicity.until_on:%Y-%m-%d}，还没有期满")
    waiting = Objection.objects.filter(
        unit=case.unit, publicity_id=publicity.pk, heard_at__isnull=True
    ).count()
    if waiting:
        raise Conflict(f"还有 {waiting} 条异议没有处理")
    if not open_rows.update(ended_at=at, ended_by=by.user_id):
        raise Conflict("公示刚刚已经结束，请刷新后再看")
    record(f"case:{case.pk}", "end_publicity", unit=case.unit, by=by, at=at)


@transaction.atomic
def note_inquiry(
    case: Case,
    *,
    kind: InquiryKind,
    day: date,
    people: str,
    found: str,
    present: int,
    agreed: int | None,
    photos: int,
    by: Actor,
    at: datetime,
) -> Inquiry:
    """登记核查: a visit to the household, a meeting, a look at the place: by two at least."""
    require(village_policies.may_note_inquiry(by, case))
    _check_inquiry(kind, day, people, found, present, agreed, localdate(at))
    assert by.user_id is not None
    inquiry = Inquiry(
        unit=case.unit,
        case=case,
        kind=kind.value,
        day=day,
        people=people.strip(),
        found=found.strip(),
        present=present,
        agreed=agreed if kind is InquiryKind.MEETING else None,
        photos=photos,
        made_at=at,
        made_by=by.user_id,
    )
    Inquiry.objects.bulk_create([inquiry])
    record(
        f"case:{case.pk}",
        "note_inquiry",
        unit=case.unit,
        by=by,
        at=at,
        kind=kind.value,
        photos=photos,
    )
    return inquiry


def _check_inquiry(
    kind: InquiryKind,
    day: date,
    people: str,
    found: str,
    present: int,
    agreed: int | None,
    today: date,
) -> None:
    wrong = {}
    if day > today:
        wrong["day"] = "核查的日子不能晚于今天"
    if not people.strip() or len(people) > LONGEST:
        wrong["people"] = "请写明有谁在场"
    if not found.strip() or len(found) > LONGEST:
        wrong["found"] = f"请写明核查的情况，最多 {LONGEST} 个字"
    if present < LEAST_PRESENT:
        wrong["present"] = f"至少 {LEAST_PRESENT} 个人在场"
    if kind is InquiryKind.MEETING and (agreed is None or not 0 <= agreed <= present):
        wrong["agreed"] = "民主评议请写明几人同意，不多于到场人数"
    if wrong:
        raise Invalid("核查记录还差几处", wrong)


def _check_none_open(case: Case) -> None:
    open_rows = Publicity.objects.filter(unit=case.unit, case_id=case.pk, ended_at__isnull=True)
    if open_rows.exists():
        raise Conflict("已经在公示")


def _last_day(today: date, days: int) -> date:
    try:
        return clock.due_on(today, Limit(days, Unit.DAY), work_calendar())
    except CalendarNotPublished:
        told = "放假安排还没有公布，算不出公示期满的日子"
        raise Invalid(told, {"days": told}) from None
