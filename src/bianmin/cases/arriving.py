"""到件: the day the papers reached us, and what was added to the limits once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localdate

from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import Case
from bianmin.rules import clock
from bianmin.rules.limits import Limit, Unit


def arrival(case: Case) -> date:
    """到件日: the first papers, or the mended ones; the earlier of the claimed and the recorded."""
    return case.arrived_on or localdate(case.submitted_at)


def tell_once_day(arrived_on: date) -> date | None:
    """Return the last day to tell everything that is missing; None is 待公布."""
    return clock.due_or_pending(arrived_on, clock.TELL_ONCE, work_calendar()).on


def arrived(day: date) -> dict[str, Any]:
    """The columns that begin with papers reaching us: five days to say what is missing."""
    tell_by = tell_once_day(day)
    return {"arrived_on": day, "tell_by": tell_by, "date_pending": tell_by is None}


def extension_of(case: Case) -> Limit | None:
    """Return what was added to both limits; None when nothing was."""
    workdays = case.extension_workdays
    return Limit(workdays, Unit.WORKDAY) if workdays else None
