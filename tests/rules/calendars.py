"""Calendars for the rule tests, built from the package ``chinesecalendar``."""

from datetime import date

import chinese_calendar
from hypothesis import settings
from hypothesis import strategies as st

from bianmin.rules.workdays import WorkCalendar

# 国办发明电〔2005〕35号 (on 2006) made this Saturday a working day; the package leaves it out.
FORGOTTEN_MAKEUP_DAY = date(2005, 12, 31)

YEARS = frozenset(range(2004, 2027))

OFFICIAL = WorkCalendar(
    years=YEARS,
    rest_days=frozenset(day for day in chinese_calendar.holidays if day.year in YEARS),
    makeup_days=frozenset(day for day in chinese_calendar.workdays if day.year in YEARS)
    | {FORGOTTEN_MAKEUP_DAY},
)

PLAIN_2020 = WorkCalendar(frozenset({2020}), frozenset(), frozenset())

SEEDED = settings(max_examples=150, derandomize=True, deadline=None, database=None)

days = st.dates(date(2004, 1, 1), date(2025, 6, 30))
