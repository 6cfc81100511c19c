"""到件: the day the papers reached us, and what was added to the limits once."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from bianmin.cases.models import Case
from bianmin.rules.limits import Limit, Unit


def arrival(case: Case) -> date:
    """到件日: the first papers, or the mended ones; the earlier of the claimed and the recorded."""
    return case.arrived_on or localdate(case.submitted_at)


def extension_of(case: Case) -> Limit | None:
    """Return what was added to both limits; None when nothing was."""
    workdays = case.extension_workdays
    return Limit(workdays, Unit.WORKDAY) if workdays else None
