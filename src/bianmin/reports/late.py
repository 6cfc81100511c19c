"""超期在办: open cases past their promised day and not paused; where they are, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min, QuerySet

from bianmin.cases.models import Case
from bianmin.reports.board import PART_OF, Scope


def late_cases(scope: Scope, today: date) -> QuerySet[Case]:
    """The late cases of a scope; those whose day is not published yet are not among them."""
    return scope.open_cases().filter(promise_due__lt=today, paused=False)


@dataclass(frozen=True)
class Late:
    """超期在办: where cases are late now, with the oldest date."""

    township_id: int
    township: str
    unit: int
    cases: int
    oldest: date


def late_now(scope: Scope, today: date, *, most: int = 500) -> list[Late]:
    """Townships with open cases past their promised day, the most first."""
    rows = (
        late_cases(scope, today)
        .values("unit", "township", name=F("township__name"))
        .annotate(cases=Count("id"), oldest=Min("promise_due"))
        .order_by("-cases", "oldest")[:most]
    )
    return [
        Late(row["township"], row["name"], row["unit"], row["cases"], row["oldest"]) for row in rows
    ]


def late_by_part(scope: Scope, today: date) -> dict[int, int]:
    """How many open cases are past their promised day, by the key of each part (`Row.key`)."""
    column = PART_OF.get(scope.level, "site")
    rows = late_cases(scope, today).order_by()
    return dict(rows.values_list(column).annotate(Count("id")))


def late_count(scope: Scope, today: date) -> int:
    """How many open cases are past their promised day."""
    return late_cases(scope, today).count()
