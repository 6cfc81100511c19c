"""Every number of a board equals one counted again from the cases, by SQL of the tests' own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db import connection

from bianmin.reports import board, late
from bianmin.reports.board import Period, Scope
from bianmin.reports.indicators import BY_KEY, INDICATORS
from bianmin.reports.todo import Kind, todo
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import Path
from tests.make import MONDAY_9AM
from tests.reports import by_sql, histories
from tests.world import World

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
PERIOD = Period.ending(TODAY, 7)
Places = Callable[[by_sql.Key], bool]


@pytest.fixture
def lived(cast: World) -> World:
    """Sixteen cases in four townships over three weeks, from a fixed seed."""
    random = Random(4)
    paths = [Path(cast, town) for town in cast.townships.values()]
    draws = [(random.randrange(16), random.randrange(100), random.choice((0, 1, 4, 9)))
             for _ in range(150)]  # fmt: skip
    histories.live(paths, draws)
    return cast


def scopes(cast: World) -> list[tuple[Scope, Places]]:
    here, town = cast.units["东昌府区"], cast.townships["河湾镇"]
    return [
        (board.city_scope(cast.city), lambda key: True),
        (board.unit_scope(here), lambda key: key[0] == here.unit),
        (board.township_scope(town.region), lambda key: key[2] == town.region.pk),
        (board.site_scope(town.center), lambda key: key[3] == town.center.pk),
    ]


def again(period: Period, belongs: Places) -> Counter[str]:
    total: Counter[str] = Counter(dict.fromkeys(board.COUNTED, 0))
    for unit in (1, 2, 9):
        for key, counter in by_sql.counted(unit).items():
            if belongs(key) and period.first <= key[1] <= period.last:
                total.update(counter)
    return total


@pytest.mark.long
def test_every_figure_equals_a_recount_at_every_level(lived: World) -> None:
    fortnight = Period.ending(PERIOD.last, board.LEAST_LINE)
    for scope, belongs in scopes(lived):
        figures = board.figures(scope, PERIOD, BY_KEY)
        now, before = again(PERIOD, belongs), again(PERIOD.before(), belongs)
        assert now["submitted"] + before["submitted"] > 0
        for figure, indicator in zip(figures, INDICATORS, strict=True):
            assert figure.value == indicator.of(now), (scope.level, figure.key)
            assert figure.before == indicator.of(before), (scope.level, figure.key)
            assert (figure.name, figure.definition) == (indicator.name, indicator.definition)
            line = [indicator.of(again(Period(day, day), belongs)) for day in fortnight.days()]
            assert list(figure.line) == line


def test_the_parts_of_a_scope_are_its_sum(lived: World) -> None:
    for scope, belongs in scopes(lived)[:3]:
        rows = board.parts(scope, PERIOD)
        whole = again(PERIOD, belongs)
        assert {name: sum(row.counts[name] for row in rows) for name in whole} == dict(whole)
    units = {row.name: row for row in board.parts(board.city_scope(lived.city), PERIOD)}
    assert set(units) == {"东昌府区", "临清市", "开发区"}
    for name, row in units.items():
        unit = lived.units[name]
        assert row.id == unit.pk
        expected = again(PERIOD, lambda key, number=unit.unit: key[0] == number)
        assert row.counts == dict(expected)


def test_a_site_has_no_parts(lived: World) -> None:
    assert board.parts(board.site_scope(lived.townships["河湾镇"].center), PERIOD) == []


def test_a_change_is_the_difference_to_the_period_before() -> None:
    figure = board.Figure("on_time", "按时办结率", "%", "期内", 95.0, 96.24, ())
    assert figure.change == -1.2
    assert board.Figure("on_time", "", "%", "", None, 96.0, ()).change is None
    assert board.Figure("on_time", "", "%", "", 96.0, None, ()).change is None


def test_a_period_and_the_one_before_touch_and_are_equally_long() -> None:
    before = PERIOD.before()
    assert (PERIOD.first, PERIOD.last) == (date(2026, 3, 10), TODAY)
    assert before.last + timedelta(days=1) == PERIOD.first
    assert len(before.days()) == len(PERIOD.days()) == 7


def test_what_is_asked_for_most_comes_first(cast: World) -> None:
    town = cast.townships["河湾镇"]
    often, once = make.version(), cast.version
    for of in (often, once, often):
        make.submitted(town.center, town.village, of=of)
    found = board.top_items(board.unit_scope(cast.units["东昌府区"]), Period.ending(TODAY, 30))
    assert [row.submitted for row in found] == [2, 1]
    assert len(board.top_items(board.city_scope(cast.city), Period.ending(TODAY, 30), most=1)) == 1


def test_late_cases_are_those_past_their_day_and_not_paused(cast: World) -> None:
    path = Path(cast, cast.townships["河湾镇"])
    for state in (State.ACCEPTED, State.REVIEW, State.GRANTED, State.DELIVERED, State.RECEIVED):
        path.into(state)
    path.pause(path.into(State.REVIEW))
    Path(cast, cast.townships["先锋路街道"]).into(State.ACCEPTED)
    due, city = date(2026, 3, 9), board.city_scope(cast.city)
    assert late.late_now(city, due) == []

    found = late.late_now(city, due + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.name, c.unit, count(*), min(c.promise_due) FROM cases_case c"
            " JOIN regions_region r ON r.id = c.township_id WHERE c.unit IN (1, 2, 9)"
            " AND c.promise_due < '2026-03-10' AND NOT c.paused AND c.state IN"
            " ('accepted', 'review', 'review_correction', 'granted', 'denied', 'forwarded')"
            " GROUP BY 1, 2 ORDER BY 3 DESC"
        )
        expected = cursor.fetchall()
    assert [(row.township, row.unit, row.cases, row.oldest) for row in found] == expected
    assert expected == [("河湾镇", 1, 3, due), ("先锋路街道", 2, 1, due)]
    assert late.late_count(city, due + timedelta(days=1)) == 4
    assert late.late_now(city, due + timedelta(days=1), most=1) == found[:1]


def test_a_day_begins_at_midnight_in_the_city(cast: World) -> None:
    """16:00 UTC is the next day's first moment here."""
    town = cast.townships["河湾镇"]
    midnight = MONDAY_9AM.replace(hour=16)
    make.submitted(town.center, town.village, of=cast.version, at=midnight - timedelta(seconds=1))
    make.submitted(town.center, town.village, of=cast.version, at=midnight)
    days = board.daily(board.city_scope(cast.city).days(), Period.ending(date(2026, 3, 3), 2))
    assert [day["submitted"] for day in days.values()] == [1, 1]


def test_a_long_line_is_drawn_by_whole_weeks_up_to_the_last_day(cast: World) -> None:
    path = Path(cast, cast.townships["河湾镇"])
    path.into(State.ACCEPTED)
    scope = board.unit_scope(cast.units["东昌府区"])
    short = board.spans(board.daily(scope.days(), Period.ending(TODAY, board.MOST_DAYS)))
    assert [span.first for span in short] == Period.ending(TODAY, board.MOST_DAYS).days()
    year = board.spans(board.daily(scope.days(), Period.ending(TODAY, 365)))
    assert len(year) == 52
    assert {(b.first - a.first).days for a, b in pairwise(year)} == {7}
    assert year[-1].first + timedelta(days=6) == TODAY
    assert sum(span.counts["submitted"] for span in year) == 1


def test_what_waits_is_counted_by_kind_and_place(cast: World) -> None:
    path = Path(cast, cast.townships["河湾镇"])
    for state in (State.ACCEPTED, State.RECEIVED, State.DELIVERED):
        path.into(state)
    path.propose(path.into(State.REVIEW), Action.DENY, RoleKind.CENTER_HEAD)
    Path(cast, cast.townships["先锋路街道"]).into(State.RECEIVED)
    later = MONDAY_9AM + timedelta(days=8)
    found = todo(board.city_scope(cast.city), later)
    assert [(line.kind, line.township, line.cases) for line in found] == [
        (Kind.LATE, "东昌府区河湾镇", 2),
        (Kind.UNTOLD, "东昌府区河湾镇", 1),
        (Kind.UNTOLD, "临清市先锋路街道", 1),
        (Kind.REFUSAL, "东昌府区河湾镇", 1),
    ]
    heads = {name: town.staff[RoleKind.CENTER_HEAD] for name, town in cast.townships.items()}
    assert {line.owner for line in found} == {
        heads["河湾镇"].display_name,
        heads["先锋路街道"].display_name,
    }
    assert todo(board.unit_scope(cast.units["开发区"]), later) == []
    for place in (
        board.township_scope(cast.townships["先锋路街道"].region),
        board.site_scope(cast.townships["先锋路街道"].center),
    ):
        assert [(line.kind, line.cases) for line in todo(place, later)] == [(Kind.UNTOLD, 1)]
