"""日汇总: how the counts of one day move with the act that causes them.

Called by commands inside their transaction; boards read the rows and never count cases.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from bianmin.cases.models import Case

COUNTED = (
    "submitted",
    "by_agent",
    "online",
    "received",
    "corrections",
    "second_slips",
    "accepted",
    "deemed_accepted",
    "not_accepted",
    "decided",
    "completed",
    "completed_on_time",
    "completed_late",
    "delivered",
    "visits_told",
    "no_visit",
    "on_net",
    "one_visit",
    "places_told",
    "one_place",
    "village_told",
    "in_village",
    "withdrawn",
    "closed",
    "rated",
    "rated_well",
    "rated_poorly",
)


def tally(case: Case, day: date, **more: int) -> None:
    """Add to the counts of the case's unit, township, site and item on `day`."""
    unknown = set(more) - set(COUNTED)
    if unknown:
        raise ValueError(f"not counted: {sorted(unknown)}")
    if not more:
        return
    names = sorted(more)
    zeros = [name for name in COUNTED if name not in more]
    columns = ", ".join([*names, *zeros])
    changes = ", ".join(f"{name} = cases_caseday.{name} + EXCLUDED.{name}" for name in names)
    marks = ", ".join(["%s"] * len(names) + ["0"] * len(zeros))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_caseday (unit, township_id, site_id, item_id, day, {columns})"
            f" VALUES (%s, %s, %s, %s, %s, {marks})"
            f" ON CONFLICT (unit, day, township_id, site_id, item_id) DO UPDATE SET {changes}",
            [
                case.unit,
                case.township_id,
                case.site_id,
                case.item_id,
                day,
                *(more[name] for name in names),
            ],
        )
