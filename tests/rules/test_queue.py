"""排队的规则: whose turn it is, that nobody starves, and that the estimate comes true."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.errors import IllegalMove
from bianmin.rules.queue import (
    LEAST_HISTORY,
    MOST_AHEAD,
    TICKET_MOVES,
    TICKET_OUTCOMES,
    TICKET_STATES,
    History,
    TicketAction,
    TicketOutcome,
    TicketState,
    Wait,
    Waiting,
    is_old,
    next_up,
    order,
    ticket_after,
    wait,
)

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def minutes(n: int) -> datetime:
    return NINE + timedelta(minutes=n)


def test_every_state_and_outcome_has_a_word() -> None:
    assert set(TICKET_STATES) == set(TicketState)
    assert set(TICKET_OUTCOMES) == set(TicketOutcome)


@pytest.mark.parametrize(("state", "action"), list(product(TicketState, TicketAction)))
def test_a_ticket_moves_only_as_the_table_says(state: TicketState, action: TicketAction) -> None:
    if (state, action) in TICKET_MOVES:
        assert ticket_after(state, action) is TICKET_MOVES[state, action]
    else:
        with pytest.raises(IllegalMove, match=TICKET_STATES[state]):
            ticket_after(state, action)


def test_what_is_over_stays_over() -> None:
    over = {TicketState.ENDED, TicketState.LEFT, TicketState.LAPSED}
    assert not [pair for pair in TICKET_MOVES if pair[0] in over]


@pytest.mark.parametrize(
    ("born", "today", "expected"),
    [
        (date(1966, 3, 2), date(2026, 3, 2), True),
        (date(1966, 3, 3), date(2026, 3, 2), False),
        (date(1964, 2, 29), date(2024, 2, 29), True),
        (date(1964, 2, 29), date(2024, 2, 28), False),
    ],
)
def test_sixty_is_old(born: date, today: date, expected: bool) -> None:
    assert is_old(born, today) is expected


def test_who_came_first_is_first_and_the_old_before_them() -> None:
    line = [Waiting(1, minutes(0)), Waiting(2, minutes(1)), Waiting(3, minutes(5), True)]
    assert order(line, ahead_in_row=0, at=minutes(9)) == [3, 1, 2]


def test_after_two_of_priority_the_common_line_goes_on() -> None:
    line = [Waiting(n, minutes(n), has_claim=True) for n in range(1, 6)]
    line += [Waiting(n, minutes(n)) for n in (10, 11)]
    assert order(line, ahead_in_row=0, at=minutes(20)) == [1, 2, 10, 3, 4, 11, 5]
    assert order(line, ahead_in_row=MOST_AHEAD, at=minutes(20))[0] == 10


def test_who_was_sent_on_is_next_there_and_nowhere_else() -> None:
    line = [Waiting(1, minutes(0)), Waiting(2, minutes(1), is_resumed=True, window=7)]
    there = next_up(line, ahead_in_row=1, at=minutes(9), window=7)
    assert there is not None and there.ticket.id == 2
    assert there.ahead_in_row == 1, "being in the middle of it takes nobody's turn"
    elsewhere = next_up(line, ahead_in_row=0, at=minutes(9), window=8)
    assert elsewhere is not None and elsewhere.ticket.id == 1
    assert next_up(line[1:], ahead_in_row=0, at=minutes(9), window=8) is None


def test_who_booked_waits_for_the_hour_unless_nobody_else_is_there() -> None:
    booked = Waiting(2, minutes(0), booked_for=minutes(30))
    line = [Waiting(1, minutes(5)), booked]
    assert order(line, ahead_in_row=0, at=minutes(9)) == [1, 2]
    assert order(line, ahead_in_row=0, at=minutes(30)) == [2, 1]
    alone = next_up([booked], ahead_in_row=0, at=minutes(9))
    assert alone is not None and alone.ticket is booked


arrivals = st.lists(
    st.tuples(st.booleans(), st.integers(min_value=0, max_value=3)), min_size=1, max_size=40
)


@given(arrivals)
def test_nobody_starves(came: list[tuple[bool, int]]) -> None:
    """However many with priority come between: of the common line the n-th is called after at most
    three calls for each of the n."""
    line: list[Waiting] = []
    ahead_in_row, calls, called = 0, 0, 0
    asked: dict[int, tuple[int, int]] = {}  # ticket → calls so far, and how many of its line before
    for n, (has_claim, called_now) in enumerate(came):
        line.append(Waiting(n, minutes(n), has_claim))
        if not has_claim:
            before = sum(not one.has_claim for one in line) - 1
            asked[n] = (calls, before)
        for _ in range(called_now):
            turn = next_up(line, ahead_in_row=ahead_in_row, at=minutes(n))
            if turn is None:
                break
            ahead_in_row, calls, called = turn.ahead_in_row, calls + 1, called + 1
            line.remove(turn.ticket)
            if turn.ticket.id in asked:
                since, before = asked[turn.ticket.id]
                assert calls - since <= (MOST_AHEAD + 1) * (before + 1)
    rest = order(line, ahead_in_row=ahead_in_row, at=minutes(99))
    assert sorted(rest) == sorted(one.id for one in line)
    assert called + len(rest) == len(came)


def of(durations: list[float]) -> History:
    return History(len(durations), round(sum(durations)), round(sum(each**2 for each in durations)))


def test_nothing_is_told_without_history_or_without_windows() -> None:
    enough = of([300.0] * LEAST_HISTORY)
    assert wait(3, windows=2, busy=2, history=of([300.0] * (LEAST_HISTORY - 1))) is None
    assert wait(3, windows=0, busy=0, history=enough) is None
    assert wait(3, windows=2, busy=2, history=enough) == Wait(10, 10)


def test_a_free_window_takes_one_at_once() -> None:
    assert str(wait(0, windows=2, busy=1, history=of([300.0] * 50))) == "马上就到"
    assert str(Wait(10, 25)) == "大约 10–25 分钟"
    assert str(Wait(0, 8)) == "8 分钟以内"


@pytest.mark.parametrize(
    ("ahead", "windows", "spread"),
    [(0, 1, 0.5), (1, 1, 0.9), (3, 2, 0.5), (6, 3, 0.9), (15, 2, 0.7), (40, 4, 1.0)],
)
def test_the_estimate_comes_true_nine_times_in_ten(ahead: int, windows: int, spread: float) -> None:
    """Play the hall a thousand times with services of lognormal length, as they are."""
    random = Random(20)
    held = 0
    for _ in range(1000):
        past = of([random.lognormvariate(5.8, spread) for _ in range(200)])
        told = wait(ahead, windows=windows, busy=windows, history=past)
        assert told is not None
        held += told.low <= _played(random, ahead, windows, spread) / 60 <= told.high
    assert held >= 900, held


def _played(random: Random, ahead: int, windows: int, spread: float) -> float:
    """When the (ahead+1)-th window becomes free, each having begun its ticket some time ago."""
    free: list[float] = []
    for _ in range(windows):
        # Whoever looks falls into a long service more likely than into a short one.
        lengths = [random.lognormvariate(5.8, spread) for _ in range(30)]
        (length,) = random.choices(lengths, weights=lengths)
        heappush(free, length * random.random())
    for _ in range(ahead):
        heappush(free, heappop(free) + random.lognormvariate(5.8, spread))
    return free[0]
