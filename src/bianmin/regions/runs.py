"""时段: the vintages in which a thing was seen, and the periods of validity they make.

A thing is valid from the first vintage that shows it until the day before the next vintage that
does not. Whichever order the vintages come in, the periods are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Run:
    """时段: first and last valid day; no last day: still valid."""

    starts: date
    ends: date | None = None

    def covers(self, day: date) -> bool:
        """涵盖: tell whether the day lies in it."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


def seen_in(runs: Collection[Run], vintages: Iterable[date]) -> set[date]:
    """见于: the vintages that lie in these periods."""
    return {vintage for vintage in vintages if any(run.covers(vintage) for run in runs)}


def runs_of(seen: Collection[date], vintages: Iterable[date]) -> list[Run]:
    """成段: the periods that the vintages in which the thing was seen make."""
    runs: list[Run] = []
    starts: date | None = None
    for vintage in sorted(vintages):
        if vintage in seen:
            starts = starts or vintage
        elif starts:
            runs.append(Run(starts, vintage - _DAY))
            starts = None
    return [*runs, Run(starts)] if starts else runs


def hull(runs: Iterable[Run]) -> Run:
    """全程: from the first day of all to the last; of at least one period."""
    runs = list(runs)
    ends = [run.ends for run in runs if run.ends is not None]
    return Run(min(run.starts for run in runs), max(ends) if len(ends) == len(runs) else None)
