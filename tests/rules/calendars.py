"""Calendars for the rule tests, built from the package ``chinesecalendar``."""

import chinese_calendar

from bianmin.rules.workdays import WorkCalendar

YEARS = frozenset(day.year for day in chinese_calendar.holidays)

OFFICIAL = WorkCalendar(
    years=YEARS,
    rest_days=frozenset(chinese_calendar.holidays),
    makeup_days=frozenset(chinese_calendar.workdays),
)
