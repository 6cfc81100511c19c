"""办过的人怎么说: what people of the visitor's unit said of one item, from the day counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bianmin.cases.models import CaseDay
from bianmin.catalogue.models import ServiceItem
from bianmin.reports.board import Period, counts
from bianmin.reports.indicators import BY_KEY
from bianmin.web.public.place import Place

DAYS = 90
FEWEST = 10
"""少于这么多不说: a share of a handful tells nothing and may tell who it was."""


@dataclass(frozen=True)
class Ratings:
    """评价: how many rated, the share that was content, and how many were not."""

    total: int
    share: float
    poor: int


def ratings_here(item: ServiceItem, place: Place | None, today: date) -> Ratings | None:
    """Return the ratings of the last 90 days in the visitor's unit, if there are enough."""
    if place is None:
        return None
    days = CaseDay.objects.filter(unit=place.unit, item=item)
    sums = counts(days, Period.ending(today, DAYS))
    share = BY_KEY["rated_well"].of(sums)
    if share is None or sums["rated"] < FEWEST:
        return None
    return Ratings(sums["rated"], share, sums["rated_poorly"])
