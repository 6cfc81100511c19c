"""法律顾问的问题: who comes to a centre and when, which half-hours are free, who has booked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.calendars.queries import work_calendar
from bianmin.disputes.models import Consultation, Counsel, CounselDuty
from bianmin.disputes.policies import AT_CENTER
from bianmin.regions.queries import all_units
from bianmin.rules import counsel as rules
from bianmin.rules.booking import NOTICE, SLOT
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.counsel import DAYS_AHEAD, HELD, SEASON_LABELS, WEEKDAYS, Duty, DutySeason
from bianmin.rules.errors import NotFound
from bianmin.sites.models import Site
from bianmin.sites.queries import hours_today


@dataclass(frozen=True)
class FreeDay:
    """可约的一天: the half-hours of one counsel that nobody has."""

    day: date
    slots: tuple[datetime, ...]


def counsel_at(site: Site) -> QuerySet[Counsel]:
    """中心的法律顾问: who comes now, with duty and villages."""
    found = Counsel.objects.filter(site=site, ended_on__isnull=True)
    return (
        found.select_related("site__region")
        .prefetch_related("duties", "villages")
        .order_by("name", "id")
    )


def counsel_of(site: Site, pk: int) -> Counsel:
    """一位顾问: of this very site; NotFound for any other, and for who comes no more."""
    found = counsel_at(site).filter(pk=pk).first()
    if found is None:
        raise NotFound("这里没有这位法律顾问，或者已经不来了")
    return found


def as_duty(row: CounselDuty) -> Duty:
    return Duty(DutySeason(row.season), row.weekday, row.opens, row.closes)


def duty_order(row: CounselDuty) -> tuple[int, time, str]:
    return row.weekday, row.opens, row.season


def duty_words(counsel: Counsel) -> list[str]:
    """值班时间: a line for each duty, in the order of the week."""
    return [
        f"{'' if row.season == DutySeason.ALL else SEASON_LABELS[DutySeason(row.season)]}"
        f"{WEEKDAYS[row.weekday]} {row.opens:%H:%M}–{row.closes:%H:%M}"
        for row in sorted(counsel.duties.all(), key=duty_order)
    ]


def free_days(counsel: Counsel, *, at: datetime, notice: timedelta = NOTICE) -> list[FreeDay]:
    """可约的日子: of one counsel, as `free_of`."""
    return free_of([counsel], at=at, notice=notice)[counsel.pk]


def free_of(
    people: Collection[Counsel], *, at: datetime, notice: timedelta = NOTICE
) -> dict[int, list[FreeDay]]:
    """可约的日子: two weeks ahead, days of rest and closures minded, without what is taken.

    A year whose calendar is not published offers nothing: nobody is sent on a day of rest.
    """
    held = Consultation.objects.filter(
        unit__in={one.site.unit for one in people},
        counsel__in=people,
        state__in=HELD,
        starts_at__gte=at - SLOT,
    )
    taken = set(held.values_list("counsel_id", "starts_at"))
    today = at.astimezone(SHANGHAI).date()
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD + 1)]
    found: dict[int, list[FreeDay]] = {one.pk: [] for one in people}
    for one in people:
        duties = [as_duty(row) for row in one.duties.all()]
        for day in days:
            offered = _offered(one.site, day, duties)
            free = [s for s in offered if s >= at + notice and (one.pk, s) not in taken]
            if free:
                found[one.pk].append(FreeDay(day, tuple(free)))
    return found


def _offered(site: Site, day: date, duties: Collection[Duty]) -> list[datetime]:
    if day.year not in work_calendar().years or not any(d.falls_on(day) for d in duties):
        return []
    hours: list[tuple[time, time]] = [(s.opens, s.closes) for s in hours_today(site, day)]
    return list(rules.duty_slots(day, duties, hours))


def is_free(counsel: Counsel, starts_at: datetime, *, at: datetime, notice: timedelta) -> bool:
    """还能约: whether this half-hour is offered and nobody has it."""
    days = free_days(counsel, at=at, notice=notice)
    return any(starts_at in day.slots for day in days)


def talks_for(actor: Actor) -> QuerySet[Consultation]:
    """本中心的咨询: the talks at the actor's own centre, and no other."""
    roles = actor.holding(*AT_CENTER)
    here = Q(pk__in=[])
    for role in roles:
        place = Q(site_id=role.site_id) if role.site_id else Q(site__region_id=role.region_id)
        here |= Q(unit=role.unit) & place
    found = Consultation.objects.filter(here, unit__in={role.unit for role in roles})
    return found.select_related("site__region", "counsel")


def own_talks(person: Person) -> QuerySet[Consultation]:
    """我约的: by the telephone, the latest first."""
    mine = Q(phone_hash=person.phone_hash) if person.phone_hash else Q(pk__in=[])
    found = Consultation.objects.filter(mine, unit__in=all_units())
    return found.select_related("site__region", "counsel").order_by("-starts_at", "-id")


def own_talk(person: Person, pk: int) -> Consultation:
    """我约的一次: NotFound for anybody else's."""
    found = own_talks(person).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这次预约，请核对登录的手机号")
    return found


def booked_between(site: Site, starts_at: datetime, ends_at: datetime) -> QuerySet[Consultation]:
    """约好的: of a site, beginning in a time, and still to come."""
    found = Consultation.objects.filter(
        unit=site.unit, site=site, state="booked", starts_at__gt=starts_at - SLOT
    )
    return found.filter(starts_at__lt=ends_at).select_related("site", "counsel").order_by("id")
