from itertools import product
from pathlib import Path

import pytest

from bianmin.rules import roles
from bianmin.rules.errors import IllegalMove
from bianmin.rules.lifecycle import (
    ACTION_LABELS,
    CITIZEN_WORDS,
    CLOSED_STATES,
    LABELS,
    MOVES,
    NARROWER,
    OPEN_STATES,
    REFUSALS,
    RESULT_CODES,
    RUNNING,
    SECOND_PERSON,
    SYSTEM_ACTIONS,
    WHO_MAY,
    Action,
    State,
    actions_from,
    after,
    who_may,
)
from bianmin.rules.lifecycle_page import diagram, page
from bianmin.rules.roles import RoleKind

# The table a second time, written by hand from the policy and not from the code.
POLICY = """
draft: submit>submitted discard>discarded receive>received
submitted: receive>received return>returned deem_accepted>accepted withdraw>withdrawn void>void
submitted: lapse>lapsed
returned: resubmit>submitted withdraw>withdrawn void>void
received: request_correction>correction accept>accepted deem_accepted>accepted
received: refuse_acceptance>not_accepted withdraw>withdrawn void>void
correction: correct>received close_incomplete>closed_incomplete withdraw>withdrawn void>void
accepted: start_review>review grant>granted forward>forwarded withdraw>withdrawn void>void
review: request_review_correction>review_correction grant>granted deny>denied
review: forward>forwarded withdraw>withdrawn void>void
review_correction: correct_review>review close_incomplete>closed_incomplete
review_correction: withdraw>withdrawn void>void
forwarded: return_forwarded>review grant>granted deny>denied complete>completed
forwarded: withdraw>withdrawn void>void
granted: complete>completed
denied: complete>completed
completed: deliver>delivered open_result>delivered
delivered: archive>archived
"""

EXPECTED = {
    (origin, action): target
    for origin, moves in (line.split(": ") for line in POLICY.strip().splitlines())
    for action, target in (move.split(">") for move in moves.split())
}


@pytest.mark.parametrize(("state", "action"), list(product(State, Action)))
def test_every_pair_is_as_the_policy_says(state: State, action: Action) -> None:
    expected = EXPECTED.get((state.value, action.value))
    if expected:
        assert after(state, action) == expected
        assert action in actions_from(state)
        return
    with pytest.raises(IllegalMove, match=LABELS[state]):
        after(state, action)
    assert who_may(state, action) == frozenset()


def test_the_policy_names_nothing_unknown() -> None:
    assert {(state.value, action.value) for state, action in MOVES} == set(EXPECTED)


def test_every_state_and_action_has_its_words() -> None:
    assert set(LABELS) == set(CITIZEN_WORDS) == set(State)
    assert set(ACTION_LABELS) == set(WHO_MAY) == set(Action)
    assert set(roles.LABELS) == set(RoleKind)


def test_every_move_is_somebodys() -> None:
    for state, action in MOVES:
        assert bool(who_may(state, action)) is (action not in SYSTEM_ACTIONS)


def test_no_case_is_stuck_and_every_state_is_reached() -> None:
    def reach(state: State) -> set[State]:
        found, queue = {state}, [state]
        while queue:
            here = queue.pop()
            new = {target for (origin, _), target in MOVES.items() if origin is here} - found
            found |= new
            queue += new
        return found

    assert reach(State.DRAFT) == set(State)
    assert all(reach(state) & CLOSED_STATES for state in OPEN_STATES)
    assert not any(reach(state) & OPEN_STATES for state in CLOSED_STATES)


def test_states_are_open_or_closed_and_the_clock_runs_only_in_open_ones() -> None:
    assert set(State) == OPEN_STATES | CLOSED_STATES
    assert not OPEN_STATES & CLOSED_STATES
    assert RUNNING < OPEN_STATES


COUNTER = {RoleKind.CLERK, RoleKind.STATION_CLERK, RoleKind.AGENT}
ENDINGS = {
    State.NOT_ACCEPTED,
    State.DENIED,
    State.CLOSED_INCOMPLETE,
    State.VOID,
}


def test_nobody_at_a_counter_can_say_no() -> None:
    for (state, action), target in MOVES.items():
        if target in ENDINGS:
            assert not who_may(state, action) & COUNTER, (state, action)
    assert not WHO_MAY[Action.WITHDRAW] & {RoleKind.CLERK, RoleKind.STATION_CLERK}


def test_only_heads_refuse_acceptance() -> None:
    assert who_may(State.RECEIVED, Action.REFUSE_ACCEPTANCE) == {
        RoleKind.CENTER_HEAD,
        RoleKind.COUNTY_BUREAU,
    }


def test_two_persons_say_no() -> None:
    """Whoever ends a case against the applicant, 退件 and 作废 with it, needs another person."""
    refusing = {action for (_, action), target in MOVES.items() if target in ENDINGS}
    assert set(SECOND_PERSON) == refusing
    assert {Action.REFUSE_ACCEPTANCE, Action.DENY} == REFUSALS
    for action, kinds in SECOND_PERSON.items():
        assert kinds & {RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU}, action
    assert RoleKind.CLERK in SECOND_PERSON[Action.REFUSE_ACCEPTANCE]
    assert RoleKind.REVIEWER in SECOND_PERSON[Action.DENY]
    assert RoleKind.CITIZEN not in frozenset().union(*SECOND_PERSON.values())


def test_after_forwarding_the_county_decides() -> None:
    for action in (Action.GRANT, Action.DENY, Action.COMPLETE):
        assert who_may(State.FORWARDED, action) == {RoleKind.COUNTY_REVIEWER}
    assert who_may(State.REVIEW, Action.GRANT) >= {RoleKind.REVIEWER}


def test_a_narrower_rule_only_narrows() -> None:
    for (state, action), kinds in NARROWER.items():
        assert (state, action) in MOVES
        assert kinds < WHO_MAY[action]


def test_administrators_and_supervisors_move_nothing() -> None:
    hands_off = roles.ADMINISTRATORS | {RoleKind.SUPERVISOR}
    assert not any(kinds & hands_off for kinds in WHO_MAY.values())
    assert RoleKind.CITIZEN not in roles.STAFF


def test_the_result_codes_are_the_provincial_ones() -> None:
    assert sorted(set(RESULT_CODES.values())) == [0, 1, 2, 3, 4, 5, 6]


def test_the_diagram_draws_every_move_and_the_page_is_up_to_date() -> None:
    drawn = [line for line in diagram().splitlines() if "-->" in line and "[*]" not in line]

    assert len(drawn) == len(MOVES)
    assert (Path(__file__).parents[2] / "docs" / "lifecycle.md").read_text("utf-8") == page()
