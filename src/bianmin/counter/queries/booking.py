"""可约的时段: what a site offers from today on, and what is booked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from bianmin.calendars.queries import work_calendar
from bianmin.counter.models import Appointment, BookingPlan, BookingSlot
from bianmin.counter.queries.line import windows_of
from bianmin.ground.crypto import keyed_hash
from bianmin.regions.queries import all_units
from bianmin.rules import booking as rules
from bianmin.rules.booking import EARLY, NOTICE
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import NotFound
from bianmin.rules.numbers import unit_of_tracking
from bianmin.rules.rota import AFTERNOON, PostKind
from bianmin.sites.models import Site
from bianmin.sites.queries import hours_today
from bianmin.workforce.queries import watches

PENDING = "这一天的放假安排待公布，公布后再来预约"
RESTING = "休息"


@dataclass(frozen=True)
class Offer:
    """一个时段: when it begins, and how many may still book."""

    starts_at: datetime
    capacity: int
    booked: int

    @property
    def left(self) -> int:
        return max(self.capacity - self.booked, 0)


@dataclass(frozen=True)
class OfferedDay:
    """可约的一天: its half-hours, or why there are none."""

    day: date
    offers: tuple[Offer, ...]
    reason: str = ""

    @property
    def left(self) -> int:
        return sum(offer.left for offer in self.offers)


def plan_of(site: Site) -> BookingPlan | None:
    """预约安排: None where the site has never been opened to bookings."""
    return BookingPlan.objects.filter(site=site, is_open=True).first()


def offered(site: Site, *, at: datetime) -> list[OfferedDay]:
    """可约的日子: from today as far as the site plans; empty where it takes no bookings."""
    plan = plan_of(site)
    if plan is None or site.status != "open":
        return []
    today = at.astimezone(SHANGHAI).date()
    days = [today + timedelta(days=n) for n in range(plan.days_ahead + 1)]
    windows = manned_on(site, days, at=at)
    kept = {
        slot.starts_at: slot
        for slot in BookingSlot.objects.filter(
            unit=site.unit, site=site, starts_at__gte=at, starts_at__lt=at + timedelta(days=16)
        )
    }
    return [_day(site, day, plan, windows[day], kept, at) for day in days]


def capacity_at(site: Site, starts_at: datetime, *, at: datetime) -> int:
    """可约人数: of one half-hour now; 0 where it is not offered."""
    found = (
        offer.capacity
        for day in offered(site, at=at)
        for offer in day.offers
        if offer.starts_at == starts_at
    )
    return next(found, 0)


def manned_on(site: Site, days: Collection[date], *, at: datetime) -> dict[date, tuple[int, int]]:
    """值班的窗口: how many windows are manned in the morning and the afternoon of each day by the
    rota, absences minded; where no rota is published, all of them."""
    posts = [post.pk for post in windows_of(site)]
    where = Q(post__site=site, post__kind=PostKind.WINDOW.value)
    planned = watches.plans(where, (site.unit,), min(days), max(days), at=at)
    found = {}
    for day in days:
        plan, counts = planned[day], [0, 0]
        for half in watches.half_days(site, day):
            if not plan.rotas:
                counts[half.part] = len(posts)
                continue
            away = plan.away_at(half.starts_at, half.ends_at)
            covers = plan.covers(half, away)
            counts[half.part] = sum(covers.get(post) is not None for post in posts)
        found[day] = (counts[0], counts[1])
    return found


def appointment_behind(code: str) -> Appointment:
    """The appointment of a link; NotFound for any other text."""
    unit = unit_of_tracking(code)
    found = Appointment.objects.filter(unit=unit, code_hash=keyed_hash("appointment", code))
    appointment = found.select_related("site__region").first()
    if appointment is None:
        raise NotFound("链接不完整或已失效，请从短信里重新打开")
    return appointment


def appointment_by_pin(site: Site, day: date, pin: str) -> Appointment | None:
    """预约码: the appointment of a site and day with these six digits."""
    found = Appointment.objects.filter(
        unit=site.unit, site=site, day=day, pin_hash=keyed_hash("appointment_pin", pin)
    )
    return found.select_related("site__region").first()


def own_bookings(person_id: int, *, at: datetime) -> QuerySet[Appointment]:
    """我的预约: what a person has booked and can still come to, the next first."""
    to_come = Appointment.objects.filter(
        unit__in=all_units(), state="booked", starts_at__gt=at - EARLY, person_id=person_id
    )
    return to_come.select_related("site").order_by("starts_at", "id")


def booked_at(site: Site, starts_at: datetime, ends_at: datetime) -> QuerySet[Appointment]:
    """约好的: appointments of a site that begin in a time and still hold."""
    found = Appointment.objects.filter(
        unit=site.unit,
        site=site,
        state="booked",
        starts_at__lt=ends_at,
        starts_at__gt=starts_at - rules.SLOT,
    )
    return found.select_related("site__region").order_by("starts_at", "id")


def _day(
    site: Site,
    day: date,
    plan: BookingPlan,
    windows: tuple[int, int],
    kept: dict[datetime, BookingSlot],
    at: datetime,
) -> OfferedDay:
    if day.year not in work_calendar().years:
        return OfferedDay(day, (), PENDING)
    spans = hours_today(site, day)
    if not spans:
        return OfferedDay(day, (), RESTING)
    offers = []
    for starts_at in rules.slots(day, [(span.opens, span.closes) for span in spans]):
        manned = windows[int(starts_at.time() >= AFTERNOON)]
        slot = kept.get(starts_at)
        fits = rules.capacity(manned, plan.per_window)
        booked = slot.booked if slot else 0
        if starts_at >= at + NOTICE and max(fits, booked):
            offers.append(Offer(starts_at, max(fits, booked), booked))
    return OfferedDay(day, tuple(offers), "" if offers else "约满了或今天来不及约了")
