"""一链办件: the table of what becomes of an item by those before it, and of the whole."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest

from bianmin.rules.bundles import Step
from bianmin.rules.chains import (
    WHOLE_LABELS,
    Outcome,
    Turn,
    Whole,
    before,
    outcome,
    turn,
    whole,
)
from bianmin.rules.lifecycle import CLOSED_STATES, OPEN_STATES, State

ALONE = {
    Outcome.OPEN: Turn.WAIT,
    Outcome.GRANTED: Turn.BEGIN,
    Outcome.GIVEN_UP: Turn.BEGIN,
    Outcome.REFUSED: Turn.END,
    Outcome.UNMENDED: Turn.END,
    Outcome.LAPSED: Turn.END,
}
OUTCOMES = """
draft:open submitted:open returned:open received:open correction:open accepted:open review:open
review_correction:open forwarded:open granted:granted completed:granted delivered:granted
archived:granted not_accepted:refused denied:refused closed_incomplete:unmended
withdrawn:given_up void:given_up discarded:given_up lapsed:lapsed
"""


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_outcome(state: State) -> None:
    written = dict(pair.split(":") for pair in OUTCOMES.split())
    assert outcome(state, is_denied=state is State.DENIED) == written[state]
    assert outcome(State.COMPLETED, is_denied=True) is Outcome.REFUSED
    assert set(written) == set(State)


@pytest.mark.parametrize("earlier", list(combinations_with_replacement(Outcome, 2)))
def test_the_turn_of_an_item_after_two(earlier: tuple[Outcome, ...]) -> None:
    """One against it is enough to end it; else one that is open is enough to wait."""
    alone = [ALONE[one] for one in earlier]
    wanted = next(t for t in (Turn.END, Turn.WAIT, Turn.BEGIN) if t in alone)
    assert turn(earlier) is wanted
    assert turn(earlier[:1]) is ALONE[earlier[0]]


def test_what_comes_after_nothing_begins_at_once() -> None:
    assert turn([]) is Turn.BEGIN


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("submitted review", Whole.RUNNING),
        ("delivered review", Whole.RUNNING),
        ("granted granted", Whole.RUNNING),  # decided, and the result is not ready
        ("correction review", Whole.MENDING),
        ("returned withdrawn", Whole.MENDING),
        ("review_correction lapsed", Whole.MENDING),
        ("completed delivered archived", Whole.DONE),
        ("completed withdrawn", Whole.PARTLY),
        ("completed not_accepted lapsed", Whole.PARTLY),
        ("withdrawn void", Whole.GIVEN_UP),
        ("withdrawn not_accepted", Whole.FAILED),
        ("not_accepted lapsed", Whole.FAILED),
        ("closed_incomplete", Whole.FAILED),
    ],
)
def test_the_whole_is_what_its_items_are(states: str, expected: Whole) -> None:
    assert whole([(State(one), False) for one in states.split()]) is expected


def test_a_denial_is_remembered_when_its_notice_is_ready() -> None:
    assert whole([(State.COMPLETED, True)]) is Whole.FAILED
    assert whole([(State.COMPLETED, True), (State.COMPLETED, False)]) is Whole.PARTLY


def test_the_whole_is_open_while_one_of_its_items_is() -> None:
    for state in State:
        is_open = whole([(state, False), (State.DELIVERED, False)])
        assert (is_open in (Whole.RUNNING, Whole.MENDING)) is (state in OPEN_STATES)
    assert set(State) == OPEN_STATES | CLOSED_STATES
    assert set(WHOLE_LABELS) == set(Whole)


def test_an_item_comes_after_those_alone_that_were_chosen() -> None:
    steps = [Step("a"), Step("b", after=("a",)), Step("c", after=("a", "b"))]
    assert before(steps, ["a", "b", "c"]) == {"a": (), "b": ("a",), "c": ("a", "b")}
    assert before(steps, ["c", "b"]) == {"b": (), "c": ("b",)}
