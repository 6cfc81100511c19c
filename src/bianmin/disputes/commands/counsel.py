"""法律顾问: who comes to a centre, when they are on duty, and until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.disputes import policies
from bianmin.disputes.commands.consultations import call_off_all, hold_counsel
from bianmin.disputes.models import Consultation, Counsel, CounselDuty
from bianmin.disputes.queries.counsel import as_duty
from bianmin.regions.models import Region
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.counsel import Duty, DutySeason, may_be_duty
from bianmin.rules.errors import Invalid, NotFound
from bianmin.rules.verdict import require
from bianmin.sites.models import Site


@dataclass(frozen=True)
class CounselTold:
    """顾问登记: what is written of a counsel; villages: none means all of the centre's."""

    name: str
    firm: str
    licence: str
    phone: str
    villages: Collection[Region] = ()


@transaction.atomic
def engage_counsel(site: Site, told: CounselTold, *, by: Actor, at: datetime) -> Counsel:
    """聘请法律顾问: who comes to the centre from today on."""
    require(policies.may_plan(by, site))
    _check(told)
    try:
        with transaction.atomic():
            made = Counsel.objects.create(site=site, starts_on=localdate(at), **_columns(told))
    except IntegrityError:
        wrong = "这位顾问已经在这里登记了"
        raise Invalid(wrong, {"licence": wrong}) from None
    made.villages.set(told.villages)
    _trace(made, "engage_counsel", by=by, at=at, licence=made.licence)
    return made


@transaction.atomic
def end_counsel(counsel: Counsel, *, by: Actor, at: datetime) -> int:
    """不再担任: bookings to come are called off and told; return how many."""
    require(policies.may_plan(by, counsel.site))
    counsel = hold_counsel(counsel)
    Counsel.objects.filter(pk=counsel.pk).update(ended_on=localdate(at))
    told = _call_off(counsel, at=at, by=by)
    _trace(counsel, "end_counsel", by=by, at=at, called_off=told)
    return told


@transaction.atomic
def set_duty(
    counsel: Counsel,
    *,
    season: DutySeason,
    weekday: int,
    opens: time,
    closes: time,
    by: Actor,
    at: datetime,
) -> CounselDuty:
    """排值班: one span of a weekday; holds from now on."""
    require(policies.may_plan(by, counsel.site))
    wanted = Duty(season, weekday, opens, closes)
    fits = may_be_duty(wanted, map(as_duty, CounselDuty.objects.filter(counsel=counsel)))
    if not fits:
        raise Invalid(fits.reason, {"closes": fits.reason})
    made = CounselDuty.objects.create(
        counsel=counsel, season=season.value, weekday=weekday, opens=opens, closes=closes
    )
    _trace(counsel, "set_duty", by=by, at=at, **_words(wanted))
    return made


@transaction.atomic
def drop_duty(counsel: Counsel, pk: int, *, by: Actor, at: datetime) -> int:
    """撤值班: the span is gone, and who booked in it is told; return how many."""
    require(policies.may_plan(by, counsel.site))
    counsel = hold_counsel(counsel)
    row = CounselDuty.objects.filter(counsel=counsel, pk=pk).first()
    if row is None:
        raise NotFound("没有这个值班时间")
    duty = as_duty(row)
    row.delete()
    told = _call_off(counsel, duty=duty, at=at, by=by)
    _trace(counsel, "drop_duty", by=by, at=at, called_off=told, **_words(duty))
    return told


def _call_off(counsel: Counsel, *, duty: Duty | None = None, by: Actor, at: datetime) -> int:
    talks = Consultation.objects.filter(
        unit=counsel.site.unit, counsel=counsel, state="booked", starts_at__gt=at
    )
    hit = [
        talk
        for talk in talks.select_related("site", "counsel").order_by("id")
        if duty is None or _is_in(talk, duty)
    ]
    return call_off_all(hit, by=by, at=at)


def _is_in(talk: Consultation, duty: Duty) -> bool:
    local = talk.starts_at.astimezone(SHANGHAI)
    return duty.falls_on(local.date()) and duty.opens <= local.time() < duty.closes


def _columns(told: CounselTold) -> dict[str, str]:
    return {name: getattr(told, name).strip() for name in ("name", "firm", "licence", "phone")}


def _check(told: CounselTold) -> None:
    labels = {"name": "姓名", "firm": "单位", "licence": "执业证号", "phone": "电话"}
    wrong = {name: f"请写{labels[name]}" for name, text in _columns(told).items() if not text}
    if wrong:
        raise Invalid("还差几处没有写明", wrong)


def _words(duty: Duty) -> dict[str, str | int]:
    return {
        "season": duty.season.value,
        "weekday": duty.weekday,
        "opens": f"{duty.opens:%H:%M}",
        "closes": f"{duty.closes:%H:%M}",
    }


def _trace(counsel: Counsel, action: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    record(
        f"counsel:{counsel.pk}",
        action,
        unit=counsel.site.unit,
        by=by,
        at=at,
        site=counsel.site_id,
        **facts,
    )
