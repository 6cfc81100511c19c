"""逐日计时: every clock of a case, day by day, each day with its reason, for clerk and citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from bianmin.calendars.queries import work_calendar
from bianmin.cases.arriving import arrival, extension_of
from bianmin.cases.models import Case, CasePause
from bianmin.cases.queries import Dossier
from bianmin.cases.waiting import is_waiting
from bianmin.catalogue.scenarios import promised_in
from bianmin.rules import clock
from bianmin.rules.clock import Clock, DayLine, Limit


@dataclass(frozen=True)
class Count:
    """逐日计时: one clock of a case, day by day, or why it cannot be counted now."""

    title: str
    limit: str
    lines: tuple[DayLine, ...] = ()
    why_not: str = ""


def counts(case: Case, dossier: Dossier) -> list[Count]:
    """Return the clocks that run for a case: the five days before acceptance, else both limits."""
    if is_waiting(case):
        not_yet = "等前一件办好，轮到这一件的那天才开始数"
        return [Count("一次性告知", str(clock.TELL_ONCE), why_not=not_yet)]
    if case.clock_from is None:
        return [_count(case, "一次性告知", clock.TELL_ONCE, arrival(case), (), case.tell_by)]
    pauses = tuple(_pause(row) for row in dossier.pauses)
    start, version, more = case.clock_from, case.version, extension_of(case)
    promised = promised_in(version, case.scenario)
    both = [("承诺时限", promised, Clock.PROMISED, case.promise_due)]
    if version.statutory_limit:
        law = Limit.parse(version.statutory_limit)
        both.append(("法定时限", law, Clock.STATUTORY, case.statutory_due))
    return [
        _count(case, title, limit, start, clock.stopping(pauses, which), due, more)
        for title, limit, which, due in both
    ]


def _count(
    case: Case,
    title: str,
    limit: Limit,
    start: date,
    pauses: tuple[clock.Pause, ...],
    due: date | None,
    more: Limit | None = None,
) -> Count:
    if any(pause.ends_on is None for pause in pauses):
        return Count(title, str(limit), why_not="计时已暂停，恢复后重新计算到期日")
    if due is None:
        return Count(title, str(limit), why_not="那一年的放假安排还没公布，公布后自动补算")
    words = f"{limit}，延长 {more}" if more else str(limit)
    return Count(title, words, clock.explain(start, limit, work_calendar(), pauses, more))


def _pause(row: CasePause) -> clock.Pause:
    ended = localdate(row.ended_at) if row.ended_at else None
    return clock.Pause(localdate(row.started_at), ended, clock.PauseKind(row.kind))
