"""到哪一步、还有几天: how a case stands today, as every surface shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import Case
from bianmin.cases.waiting import is_waiting
from bianmin.regions.queries import unit_name
from bianmin.rules import lifecycle, lights
from bianmin.rules.clock import PENDING, STOPPED, DueDay
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.lifecycle import AT_APPLICANT, State
from bianmin.rules.lights import Light

STEPS: tuple[tuple[str, frozenset[State]], ...] = (
    ("提交", frozenset({State.SUBMITTED, State.RETURNED})),
    ("受理", frozenset({State.RECEIVED, State.CORRECTION})),
    (
        "审核",
        frozenset({State.ACCEPTED, State.REVIEW, State.REVIEW_CORRECTION, State.FORWARDED}),
    ),
    ("办结", frozenset({State.GRANTED, State.DENIED})),
)


WAITING = "等前一件办好，再办这一件"
"""百姓话: a part of a bundle whose turn has not come."""


@dataclass(frozen=True)
class Standing:
    """现状: state in both languages, the promised day, the light and the working days left."""

    state: State
    label: str
    words: str
    due: DueDay
    light: Light
    days_left: int | None
    is_open: bool
    is_running: bool

    @property
    def steps(self) -> list[dict[str, str]]:
        """The four steps with done, now or todo."""
        now = next((i for i, (_, states) in enumerate(STEPS) if self.state in states), len(STEPS))
        return [
            {"label": label, "state": "done" if i < now else "now" if i == now else "todo"}
            for i, (label, _) in enumerate(STEPS)
        ]


def standing(case: Case, today: date) -> Standing:
    """Return how the case stands on this day; a missing calendar leaves the light 未定."""
    state = State(case.state)
    is_open = state in lifecycle.OPEN_STATES
    due = _due(case)
    light, left = Light.UNDETERMINED, None
    if is_open and due.on is not None:
        calendar = work_calendar()
        start = case.clock_from or _began(case)
        light = lights.light(due, start, today, calendar, warn=case.warn_workdays)
        try:
            left = lights.days_left(due.on, today, calendar)
        except CalendarNotPublished:
            left = None
    return Standing(
        state=state,
        label=lifecycle.LABELS[state],
        words=WAITING if is_waiting(case) else lifecycle.CITIZEN_WORDS[state],
        due=due,
        light=light,
        days_left=left,
        is_open=is_open,
        is_running=state in lifecycle.RUNNING and not case.paused,
    )


def _began(case: Case) -> date:
    """The day it came in; of a part of a bundle, the day its turn came."""
    came = localdate(case.submitted_at)
    return case.arrived_on or came if case.bundle_id else came


def _due(case: Case) -> DueDay:
    """The day that matters now: to tell what is missing, or the promise."""
    if case.paused:
        return STOPPED
    day = case.promise_due if case.clock_from else case.tell_by
    return DueDay(day, day.isoformat()) if day else PENDING


def holder(case: Case) -> str:
    """谁在办: the office that has the case now; blank when nobody has to act."""
    state = State(case.state)
    if state in AT_APPLICANT:
        return "您这里，补好交上去就接着办"
    if state not in lifecycle.OPEN_STATES:
        return case.site.name if state is State.COMPLETED else ""
    return f"{unit_name(case.unit)}的部门" if state is State.FORWARDED else case.site.name
