"""重新计数: the day counts made again from the cases themselves, to check or rebuild the rollup.

Written apart from `cases.tally` on purpose: the two must agree. Both run beside work that goes on:
the comparison reads one snapshot, the rebuilding holds new counts back until it has committed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.timezone import localdate

from bianmin.cases.models import Approval, Case, CaseDay, Delivery, Notice
from bianmin.cases.tally import COUNTED
from bianmin.feedback.models import Rating
from bianmin.ground.copying import Blank, copy
from bianmin.ground.snapshots import one_snapshot
from bianmin.rules.lifecycle import State

Key = tuple[int, date, int, int, int]  # unit, day, township, site, item
Counted = dict[Key, Counter[str]]
Difference = tuple[Key, Counter[str], Counter[str]]

NEW_DAY = Blank(CaseDay)
BY_STATE = {
    State.NOT_ACCEPTED.value: "not_accepted",
    State.WITHDRAWN.value: "withdrawn",
    State.CLOSED_INCOMPLETE.value: "closed",
    State.VOID.value: "closed",
    State.LAPSED.value: "closed",
}
CASE_COLUMNS = (
    "id",
    "unit",
    "township_id",
    "site_id",
    "item_id",
    "channel",
    "state",
    "submitted_at",
    "received_at",
    "accepted_at",
    "decided_at",
    "completed_at",
    "delivered_at",
    "closed_at",
    "promise_due",
)


def recount(unit: int) -> Counted:
    """Count every day of a unit from its cases, notices and ratings."""
    found: Counted = defaultdict(Counter)
    places: dict[int, tuple[int, int, int]] = {}
    for case in Case.objects.filter(unit=unit).only(*CASE_COLUMNS).iterator(chunk_size=2000):
        place = (case.township_id, case.site_id, case.item_id)
        places[case.pk] = place
        for name, moment in _of_case(case):
            found[unit, localdate(moment), *place][name] += 1
    told = Notice.objects.filter(unit=unit, kind__in=["tell_once", "correction"])
    for case_id, issued in told.values_list("case_id", "issued_at"):
        found[unit, localdate(issued), *places[case_id]]["corrections"] += 1
    deemed = Notice.objects.filter(unit=unit, kind="deemed_accepted")
    for case_id, issued in deemed.values_list("case_id", "issued_at"):
        found[unit, localdate(issued), *places[case_id]]["deemed_accepted"] += 1
    again = Approval.objects.filter(unit=unit, kind="second_slip", approved=True)
    for case_id, decided in again.values_list("case_id", "decided_at"):
        found[unit, localdate(decided), *places[case_id]]["second_slips"] += 1
    for given in Delivery.objects.filter(unit=unit, case__unit=unit).values_list(
        "case_id", "delivered_at", "case__channel", "visits", "places", "stayed"
    ):
        case_id, at, channel, visits, reached, stayed = given
        how = _of_visits(channel, visits, reached, stayed)
        found[unit, localdate(at), *places[case_id]].update(how)
    for case_id, rated, level in Rating.objects.filter(unit=unit).values_list(
        "case_id", "rated_at", "level"
    ):
        key = (unit, localdate(rated), *places[case_id])
        found[key]["rated"] += 1
        found[key]["rated_poorly" if level >= 4 else "rated_well"] += 1
    return dict(found)


def _of_case(case: Case) -> Iterator[tuple[str, datetime]]:
    yield "submitted", case.submitted_at
    if case.channel in ("agent", "online"):
        yield {"agent": "by_agent", "online": "online"}[case.channel], case.submitted_at
    for name, moment in (
        ("received", case.received_at),
        ("accepted", case.accepted_at),
        ("decided", case.decided_at),
        ("completed", case.completed_at),
        ("delivered", case.delivered_at),
    ):
        if moment is not None:
            yield name, moment
    if case.completed_at and case.promise_due:
        decided = localdate(case.decided_at or case.completed_at)
        on_time = decided <= case.promise_due
        yield ("completed_on_time" if on_time else "completed_late"), case.completed_at
    if case.closed_at and case.state in BY_STATE:
        yield BY_STATE[case.state], case.closed_at


def _of_visits(
    channel: str, visits: int | None, places: int | None, stayed: bool | None
) -> Iterator[str]:
    if visits is not None:
        yield "visits_told"
        if visits == 0:
            yield "no_visit"
            if channel == "online":
                yield "on_net"
        if visits < 2:
            yield "one_visit"
    if places is not None:
        yield "places_told"
        if places < 2:
            yield "one_place"
    if stayed is not None:
        yield "village_told"
        if stayed:
            yield "in_village"


def stored(unit: int) -> Counted:
    """The rollup as it stands, without rows of zeros."""
    rows = CaseDay.objects.filter(unit=unit).values_list(
        "unit", "day", "township_id", "site_id", "item_id", *COUNTED
    )
    found = {
        (row[0], row[1], row[2], row[3], row[4]): Counter(
            {name: value for name, value in zip(COUNTED, row[5:], strict=True) if value}
        )
        for row in rows
    }
    return {key: counter for key, counter in found.items() if counter}


def differences(unit: int) -> list[Difference]:
    """Every key on which the rollup and a recount differ: (key, stored, recounted)."""
    with one_snapshot():
        now, again = stored(unit), recount(unit)
    keys: Iterable[Key] = sorted(set(now) | set(again))
    empty: Counter[str] = Counter()
    return [
        (key, now.get(key, empty), again.get(key, empty))
        for key in keys
        if now.get(key, empty) != again.get(key, empty)
    ]


@transaction.atomic
def rebuild(unit: int) -> int:
    """Write the rollup of a unit again from its cases; return the number of rows.

    Whoever counts meanwhile waits: what has committed is in the cases that are read here, what has
    not is added to the new rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_caseday IN SHARE ROW EXCLUSIVE MODE")
    rows = [
        NEW_DAY(
            unit=key[0],
            day=key[1],
            township_id=key[2],
            site_id=key[3],
            item_id=key[4],
            **counter,
        )
        for key, counter in recount(unit).items()
    ]
    CaseDay.objects.filter(unit=unit).delete()
    return copy(rows, CaseDay)
