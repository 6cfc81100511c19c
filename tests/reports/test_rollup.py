"""The rollup equals a recount, whatever happened to the cases."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bianmin.calendars import queries as calendars
from bianmin.cases.commands import clocks, intake
from bianmin.cases.models import Case, CaseDay
from bianmin.ground.snapshots import one_snapshot
from bianmin.reports import recount
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from bianmin.rules.workdays import WorkCalendar
from tests import make
from tests.cases.paths import STEPS, Path
from tests.make import MONDAY_9AM
from tests.reports import by_sql, histories
from tests.world import World

NO_CALENDAR = WorkCalendar(frozenset(), frozenset(), frozenset())
DRAWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 99), st.integers(0, 60)), min_size=36, max_size=48
)


@pytest.mark.long
@pytest.mark.django_db
def test_it_equals_two_recounts_after_any_history(cast: World) -> None:
    paths = [Path(cast, cast.townships[name]) for name in ("古楼街道", "河湾镇")]
    seen: Counter[str] = Counter()

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(DRAWS)
    def check(draws: list[tuple[int, int, int]]) -> None:
        with transaction.atomic():
            cases = histories.live(paths, draws)
            assert recount.differences(1) == []
            assert recount.stored(1) == by_sql.counted(1)
            for counter in recount.stored(1).values():
                seen.update(counter)
            seen.update(case.state for case in cases)
            transaction.set_rollback(True)

    check()
    assert {"completed", "corrections", "rated", "withdrawn", "closed", "by_agent"} <= set(seen)


@pytest.mark.django_db
def test_every_count_is_made_by_some_act(cast: World) -> None:
    """Every state by the shortest way, so that no column is forgotten by the random histories."""
    path = Path(cast, cast.townships["河湾镇"])
    for state in (
        State.COMPLETED,
        State.DELIVERED,
        State.NOT_ACCEPTED,
        State.CLOSED_INCOMPLETE,
        State.WITHDRAWN,
        State.VOID,
        State.DENIED,
    ):
        case = path.into(state)
        if state in (State.COMPLETED, State.DELIVERED):
            histories.rated(1 if state is State.COMPLETED else 5, path, case)
    late = path.into(State.GRANTED)
    Case.objects.filter(unit=1, pk=late.pk).update(promise_due=date(2026, 2, 27))
    late.promise_due = date(2026, 2, 27)
    path.complete(late)
    online = histories.begin(path, 1)
    for step in (*STEPS[State.COMPLETED], histories.open_result):
        step(path, online)
    histories.by_law(path, path.into(State.RECEIVED))
    path.tell_again()

    total: Counter[str] = sum(recount.stored(1).values(), Counter())
    assert set(total) == set(recount.COUNTED)
    assert total["completed_late"] == 1
    assert recount.stored(1) == by_sql.counted(1)


@pytest.mark.django_db
def test_a_case_completed_before_the_calendar_is_published_is_counted_when_it_is(
    cast: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(cast, cast.townships["河湾镇"])
    full = calendars.work_calendar()
    monkeypatch.setattr(clocks, "work_calendar", lambda: NO_CALENDAR)
    case = path.into(State.COMPLETED)
    assert (case.promise_due, case.date_pending) == (None, True)
    monkeypatch.setattr(clocks, "work_calendar", lambda: full)

    clocks.recount_dates(case, at=MONDAY_9AM)

    assert (case.promise_due, case.state) == (date(2026, 3, 9), State.COMPLETED)
    (counter,) = recount.stored(1).values()
    assert (counter["completed"], counter["completed_on_time"]) == (1, 1)
    assert recount.differences(1) == []


@pytest.mark.django_db
def test_a_damaged_rollup_is_found_and_rebuilt(cast: World) -> None:
    path = Path(cast, cast.townships["河湾镇"])
    path.into(State.DELIVERED)
    neighbour = Path(cast, cast.townships["东城街道"])
    neighbour.into(State.RECEIVED)
    right = recount.stored(1)
    CaseDay.objects.filter(unit=1).update(submitted=7, rated=2)
    CaseDay.objects.create(
        unit=1,
        day=date(2026, 1, 5),
        township=path.town.region,
        site=path.town.center,
        item=cast.version.item,
        online=1,
    )
    before = recount.stored(9)

    found = recount.differences(1)
    (kept,) = right.values()
    assert [(key[1], stored, again) for key, stored, again in found] == [
        (date(2026, 1, 5), Counter(online=1), Counter()),
        (date(2026, 3, 2), kept | Counter(submitted=7, rated=2), kept),
    ]
    assert recount.rebuild(1) == len(right)
    assert recount.differences(1) == []
    assert recount.stored(1) == right
    assert recount.stored(9) == before


@pytest.mark.django_db(transaction=True)
def test_a_rebuilding_loses_no_count_of_an_act_under_way(cast: World) -> None:
    """The act has counted but not committed when the rebuilding begins: it waits, then sees it."""
    path = Path(cast, cast.townships["河湾镇"])
    case = make.submitted(path.town.center, path.town.village, of=cast.version).case
    CaseDay.objects.filter(unit=1).update(submitted=5)
    begun = threading.Event()

    def rebuild() -> None:
        begun.set()
        recount.rebuild(1)
        connection.close()

    other = threading.Thread(target=rebuild)
    with transaction.atomic():
        intake.receive_case(case, **path.by(RoleKind.CLERK))
        other.start()
        begun.wait(5)
        wait_for_lock()
    other.join(10)

    assert recount.differences(1) == []
    (counter,) = recount.stored(1).values()
    assert (counter["submitted"], counter["received"]) == (1, 1)


def wait_for_lock() -> None:
    """Until somebody waits for the rollup's table, as a rebuilding does."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits: the rebuilding reads beside the act")


@pytest.mark.django_db(transaction=True)
def test_the_comparison_reads_one_snapshot(cast: World) -> None:
    """In a transaction of its own it may write nothing and sees one moment."""
    Path(cast, cast.townships["河湾镇"]).into(State.RECEIVED)
    with one_snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
    assert recount.differences(1) == []
