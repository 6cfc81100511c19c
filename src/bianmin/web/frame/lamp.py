"""红黄灯: which light a case shows today, and how many working days with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import Case
from bianmin.cases.standing import Standing, standing
from bianmin.rules.lights import Light


@dataclass(frozen=True)
class Lamp:
    """灯: how a case stands, the name for `light_tag`, and the days left, or over when red."""

    standing: Standing
    tag: str
    days: int | None


def lamp(case: Case, today: date) -> Lamp:
    """Return how a case stands today and what its light says."""
    now = standing(case, today)
    if not now.is_open:
        return Lamp(now, "done", None)
    if case.paused:
        return Lamp(now, "paused", None)
    if now.light is Light.RED and now.due.on is not None:
        return Lamp(now, now.light.value, len(work_calendar().workdays_in(now.due.on, today)))
    return Lamp(now, now.light.value, now.days_left)
