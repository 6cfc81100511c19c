"""环节时限: since when the present link has a case, and its last day where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from bianmin.calendars.queries import work_calendar
from bianmin.cases.arriving import extension_of
from bianmin.cases.models import Case, CasePause
from bianmin.catalogue.models import ItemVersion
from bianmin.rules import clock, links
from bianmin.rules.lifecycle import State
from bianmin.rules.limits import Limit
from bianmin.rules.links import LinkKind

NOWHERE: dict[str, Any] = {"link_from": None, "link_due": None}


def entering(case: Case, after: State, day: date) -> dict[str, Any]:
    """进入一环: the columns of a case that a link has from this day on; of none, both are blank."""
    link = links.at(after)
    if link is None:
        return NOWHERE
    return {"link_from": day, "link_due": due_of(case.version, link, day, stopped(case))}


def arriving(version: ItemVersion, state: State, day: date) -> dict[str, Any]:
    """立件: the same of a case that is being made."""
    link = links.at(state)
    return {"link_from": day, "link_due": due_of(version, link, day, ())} if link else NOWHERE


def staying(case: Case) -> dict[str, Any]:
    """重新算: the present link's last day, after a pause, more time, or a calendar that came."""
    link = links.at(State(case.state))
    if link is None or case.link_from is None:
        return {}
    more = None if link is LinkKind.ACCEPT else extension_of(case)
    return {"link_due": due_of(case.version, link, case.link_from, stopped(case), more)}


def due_of(
    version: ItemVersion,
    link: LinkKind,
    start: date,
    pauses: Iterable[clock.Pause],
    more: Limit | None = None,
) -> date | None:
    """最晚哪天: None where the item gives the link no days, or the calendar is not published."""
    limit = links.limit_of(version.guide, link)
    if limit is None:
        return None
    kept = clock.stopping(pauses, clock.Clock.PROMISED)
    return clock.due_or_pending(start, limit, work_calendar(), kept, more).on


def stopped(case: Case) -> tuple[clock.Pause, ...]:
    """停过的日子: the pauses of a case that are over."""
    rows = CasePause.objects.filter(unit=case.unit, case_id=case.pk, ended_at__isnull=False)
    return pauses_in(rows)


def pauses_in(rows: Iterable[CasePause]) -> tuple[clock.Pause, ...]:
    """Those of the rows that are over, as the rules count them."""
    return tuple(
        clock.Pause(localdate(row.started_at), localdate(row.ended_at), clock.PauseKind(row.kind))
        for row in rows
        if row.ended_at
    )


def is_slow(case: Case, today: date) -> bool:
    """环节超期: the present link has had it beyond its own day; a stopped one is not late."""
    return case.link_due is not None and case.link_due < today and not case.paused
