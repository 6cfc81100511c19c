"""重新计数: the counts of each site's day made again from the tickets and bookings themselves.

Written apart from `tally` on purpose: the two must agree. Both run beside work that goes on: the
comparison reads one snapshot, the rebuilding holds new counts back until it has committed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime

from django.db import connection, transaction

from bianmin.counter.models import Appointment, QueueTicket, WaitDay
from bianmin.counter.tally import COUNTED
from bianmin.ground.snapshots import one_snapshot

LONGEST_TIMED = 7200  # seconds; a longer service was forgotten
Counted = dict[tuple[date, int], Counter[str]]  # by day and site
EVER = (date(2000, 1, 1), date(2999, 12, 31))


def recount(unit: int, first: date = EVER[0], last: date = EVER[1]) -> Counted:
    """Count every day of a unit's sites, from a day to another."""
    found: Counted = defaultdict(Counter)
    rows = QueueTicket.objects.filter(unit=unit, day__gte=first, day__lte=last)
    for one in rows.iterator(chunk_size=2000):
        _count(found[one.day, one.site_id], one)
    missed = Appointment.objects.filter(
        unit=unit, state="missed", day__gte=first, day__lte=last
    ).values_list("day", "site_id")
    for day, site in missed:
        found[day, site]["no_shows"] += 1
    return dict(found)


def differences(
    unit: int, first: date = EVER[0], last: date = EVER[1]
) -> dict[tuple[date, int], tuple[Counter[str], Counter[str]]]:
    """不一致: where the kept counts are not those of the tickets; both of them."""
    with one_snapshot():
        kept, again = stored(unit, first, last), recount(unit, first, last)
    return {
        key: (kept.get(key, Counter()), again.get(key, Counter()))
        for key in kept.keys() | again.keys()
        if kept.get(key, Counter()) != +again.get(key, Counter())
    }


def stored(unit: int, first: date, last: date) -> Counted:
    """The counts as they are kept, without zeros."""
    rows = WaitDay.objects.filter(unit=unit, day__gte=first, day__lte=last)
    return {
        (row.day, row.site_id): Counter({n: getattr(row, n) for n in COUNTED if getattr(row, n)})
        for row in rows
    }


@transaction.atomic
def rebuild(unit: int, first: date = EVER[0], last: date = EVER[1]) -> int:
    """重建: write the counts anew where they differ; return how many days of sites."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE counter_waitday IN SHARE ROW EXCLUSIVE MODE")
    wrong = differences(unit, first, last)
    for (day, site), (_, again) in wrong.items():
        values = {name: again.get(name, 0) for name in COUNTED}
        here = WaitDay.objects.filter(unit=unit, day=day, site_id=site)
        if not here.update(**values):
            WaitDay.objects.create(unit=unit, day=day, site_id=site, **values)
    return len(wrong)


def _count(day: Counter[str], one: QueueTicket) -> None:
    day["taken"] += 1
    day["claimed"] += bool(one.claim)
    day["booked"] += one.line == "Y"
    day["missed"] += one.misses
    if one.first_called_at is not None:
        day["called"] += 1
        day["wait_seconds"] += _seconds(one.taken_at, one.first_called_at)
    day["left_early"] += one.state == "left"
    day["lapsed"] += one.state == "lapsed"
    if one.state == "ended":
        day["ended"] += 1
        day["unended"] += not one.outcome
        began = one.served_at or one.called_at
        took = _seconds(began, one.ended_at) if began and one.ended_at else 0
        if one.outcome and 0 < took <= LONGEST_TIMED:
            day["served"] += 1
            day["service_seconds"] += took
            day["service_squares"] += took**2


def _seconds(start: datetime, end: datetime) -> int:
    return max(int((end - start).total_seconds()), 0)
