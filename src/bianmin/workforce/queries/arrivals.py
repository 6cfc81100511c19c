"""来人: how many applications a window took in, hour by hour, for the queue's reckoning."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import ExtractHour, TruncDate

from bianmin.cases.models import Case
from bianmin.rules.clock import SHANGHAI
from bianmin.sites.models import Site

LOOKED_BACK = timedelta(days=42)


@dataclass(frozen=True)
class Arrivals:
    """收件: what came to the windows of a site lately, and in its busiest hour of the day."""

    name: str
    days: int  # days on which anything came
    cases: int
    busiest: float  # applications in the busiest hour of the day, on average


def arrivals(site: Site, *, at: datetime) -> Arrivals | None:
    """近来收件: of six weeks; None when nothing came. Who only asked is not counted here."""
    rows = (
        Case.objects.filter(
            unit=site.unit, intake_site=site, channel="counter", submitted_at__gt=at - LOOKED_BACK
        )
        .annotate(day=TruncDate("submitted_at"), hour=ExtractHour("submitted_at", tzinfo=SHANGHAI))
        .order_by()
        .values_list("day", "hour")
        .annotate(n=Count("id"))
    )
    by_hour: Counter[int] = Counter()
    days = set()
    for day, hour, count in rows:
        days.add(day)
        by_hour[hour] += count
    if not days:
        return None
    return Arrivals(site.name, len(days), by_hour.total(), max(by_hour.values()) / len(days))
