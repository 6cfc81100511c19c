"""跑几趟: the steps that a case asked of its applicant, from how it came to how its result went."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from bianmin.audit.queries import history
from bianmin.cases.models import Case
from bianmin.rules.delivery import Mode
from bianmin.rules.footfall import Footfall, How, Step, brought, footfall
from bianmin.rules.naming import SiteKind
from bianmin.rules.pauses import PauseKind

HANDED_IN = frozenset({"resubmit", "correct", "correct_review"})
DEFERRED = "hand_in_deferred"
PAUSED = "pause"


def came_in(case: Case) -> Step:
    """收件: at a window, on the day it was brought and where."""
    day = localdate(case.claimed_at or case.submitted_at)
    how = How.WINDOW if case.channel == "counter" else How.AWAY
    return Step(how, day, case.intake_site_id)


def handed_in(
    case: Case, *, user: int | None, person: int | None, day: date, is_mandated: bool = False
) -> Step:
    """补交: by whoever it was noted; a relative acts on the net under their mandate."""
    how = brought(
        by_themselves=user is None or person == case.applicant_id or is_mandated,
        by_agent=person is not None and person == case.agent_id,
        is_carried=case.agent_id is not None,
    )
    return Step(how, day, _desk(case))


def handed_over(case: Case, mode: str, day: date) -> Step:
    """送达: fetched at a window, or come to them."""
    return Step(How.WINDOW if mode == Mode.PICKUP else How.AWAY, day, _desk(case))


def footfall_of(case: Case, mode: str, day: date) -> Footfall:
    """跑几趟: of a case whose result is given this way, on this day."""
    steps = [came_in(case), handed_over(case, mode, day)]
    wanted = [*HANDED_IN, DEFERRED, PAUSED]
    told = list(history(f"case:{case.pk}", unit=case.unit).filter(action__in=wanted))
    moments = {event.at for event in told if event.action in HANDED_IN}
    for event in told:
        if event.action == PAUSED:
            if event.facts.get("kind") == PauseKind.HEARING:  # nobody notes who came to it
                steps.append(Step(How.UNSAID))
        elif event.action in HANDED_IN or event.at not in moments:  # else part of that act
            steps.append(
                handed_in(
                    case,
                    user=event.by_user,
                    person=event.by_person,
                    day=localdate(event.at),
                    is_mandated="mandate" in event.facts,
                )
            )
    return footfall(steps, home_of(case))


def home_of(case: Case) -> int | None:
    """本村的站点: where it was taken in, if that is a place in a village."""
    kinds = (SiteKind.STATION.value, SiteKind.POINT.value)
    return case.intake_site_id if case.intake_site.kind in kinds else None


def _desk(case: Case) -> int | None:
    """Which window: said where the case was taken in at the place that handles it."""
    return case.site_id if case.intake_site_id == case.site_id else None
