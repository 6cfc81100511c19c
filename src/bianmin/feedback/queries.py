"""好差评的问题."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import Case
from bianmin.feedback.models import Rating
from bianmin.rules import ratings
from bianmin.rules.errors import CalendarNotPublished


def rating_of(case: Case) -> Rating | None:
    """The rating of a case's service act, or None while it is 未评价."""
    return Rating.objects.filter(unit=case.unit, case_id=case.pk).first()


def is_open(case: Case, today: date) -> bool:
    """Say whether the case may still be rated (现场 5 个工作日, 网上 30 天 from its end)."""
    ended = localdate(case.closed_at) if case.closed_at else today
    if case.channel == "online":
        return ratings.may_rate_online(ended, today)
    try:
        return ratings.may_rate_on_site(ended, today, work_calendar())
    except CalendarNotPublished:
        return True  # never refuse a resident for want of a calendar
