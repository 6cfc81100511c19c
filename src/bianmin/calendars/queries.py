"""放假与调休的问题."""

from __future__ import annotations

from bianmin.calendars.models import CalendarDay, CalendarYear
from bianmin.rules.workdays import WorkCalendar


def work_calendar() -> WorkCalendar:
    """工作日历: every published year."""
    days = list(CalendarDay.objects.all())
    return WorkCalendar(
        years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        rest_days=frozenset(d.day for d in days if not d.is_workday),
        makeup_days=frozenset(d.day for d in days if d.is_workday),
    )
