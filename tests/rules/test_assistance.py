from itertools import product

import pytest

from bianmin.rules.assistance import (
    END_LABELS,
    FORM_NUMBERS,
    FORM_TITLES,
    HEARD_LABELS,
    IN_THEIR_NAME,
    LIVE,
    MOVES,
    OPEN,
    STATE_LABELS,
    STEPS,
    VERB_LABELS,
    WHO_MAY,
    AidKind,
    EndCause,
    FormKind,
    Heard,
    OrderState,
    OrderVerb,
    Party,
    after,
    allows,
    may_be,
    may_deliver,
    may_serve,
    verbs_from,
)
from bianmin.rules.errors import IllegalMove
from bianmin.rules.roles import RoleKind

S, V = OrderState, OrderVerb


def test_the_way_of_an_order() -> None:
    """委托 → 受理 → 办理 → 送达 → 归档 → 回访, with 中止, 续办 and 终止 beside it."""
    way = (V.ENTRUST, V.ACCEPT, V.START, V.PAUSE, V.RESUME, V.DELIVER, V.ARCHIVE, V.FOLLOW_UP)
    state = S.ASKED
    for verb in way:
        state = after(state, verb)
    assert state is S.CLOSED and not verbs_from(state) and not verbs_from(S.ENDED)
    assert {here for here, verb in MOVES if verb is V.END} == set(OPEN)
    assert set(OPEN) < set(LIVE) == set(S) - {S.CLOSED, S.ENDED}


@pytest.mark.parametrize(("state", "verb"), product(S, V))
def test_every_pair_moves_or_says_how_it_stands(state: OrderState, verb: OrderVerb) -> None:
    may = allows(state, verb)
    assert bool(may) == ((state, verb) in MOVES)
    if not may:
        with pytest.raises(IllegalMove, match=STATE_LABELS[state]):
            after(state, verb)


def test_every_word_has_its_label() -> None:
    assert set(STATE_LABELS) == set(S) and set(VERB_LABELS) == set(V) == set(WHO_MAY)
    assert set(FORM_TITLES) == set(FORM_NUMBERS) == set(FormKind)
    assert set(END_LABELS) == set(EndCause) and set(HEARD_LABELS) == set(Heard)
    assert len(set(FORM_NUMBERS.values())) == 5
    assert set().union(*(states for _, states in STEPS)) == set(LIVE)


def test_nobody_follows_up_as_an_agent_and_only_agents_act_for_people() -> None:
    assert RoleKind.AGENT not in WHO_MAY[V.FOLLOW_UP]
    assert all(WHO_MAY[verb] == {RoleKind.AGENT} for verb in IN_THEIR_NAME)


@pytest.mark.parametrize(
    ("kind", "presence", "may"),
    [("help", True, True), ("help", False, True), ("proxy", False, True), ("proxy", True, False)],
)
def test_what_needs_the_person_is_only_accompanied(kind: str, presence: bool, may: bool) -> None:
    assert bool(may_be(AidKind(kind), presence_required=presence)) is may


@pytest.mark.parametrize(
    ("agent", "client", "may"),
    [
        (Party(1, 7, b"a"), Party(2, 8, b"b"), True),
        (Party(1, None, b""), Party(2, None, b""), True),
        (Party(1, 7, b"a"), Party(1, 9, b"c"), False),
        (Party(1, 7, b"a"), Party(2, 7, b"b"), False),
        (Party(1, 7, b"a"), Party(2, None, b"a"), False),
    ],
)
def test_an_agent_serves_others_than_their_own_house(
    agent: Party, client: Party, may: bool
) -> None:
    assert bool(may_serve(agent, Party(), client)) is may


@pytest.mark.parametrize(
    ("kind", "done", "may"),
    [
        ("proxy", [], False),
        ("proxy", [True, False], False),
        ("proxy", [True], True),
        ("help", [], True),
        ("help", [False], False),
    ],
)
def test_nothing_is_handed_over_before_it_is_done(kind: str, done: list[bool], may: bool) -> None:
    assert bool(may_deliver(AidKind(kind), done)) is may
