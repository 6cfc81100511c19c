"""环节: which link has a case, when another begins, and which days an item may give them."""

from __future__ import annotations

import pytest

from bianmin.rules import links
from bianmin.rules.lifecycle import MOVES, State
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.links import LinkKind

PROMISED = {"promised_limit": {"amount": 5, "unit": "workday"}}


def test_every_open_state_has_a_link_but_those_that_wait_for_the_applicant() -> None:
    order = list(LinkKind)
    for (before, _), after in MOVES.items():
        one, other = links.at(before), links.at(after)
        if one and other and after is not State.REVIEW:  # 转报退回 goes back
            assert order.index(other) >= order.index(one)
        assert links.begins(before, after) is (one is not other)
    assert links.at(State.CORRECTION) is links.at(State.COMPLETED) is None
    assert not links.begins(State.REVIEW, State.REVIEW_CORRECTION)
    assert links.limit_of({"link_limits": {"review": 3}}, LinkKind.REVIEW) == Limit(3, Unit.WORKDAY)
    assert links.limit_of({}, LinkKind.REVIEW) is None


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"accept": 1, "review": 3, "decide": 2}, set()),
        ({}, set()),
        ({"review": 4, "decide": 2}, {"decide"}),
        ({"review": 6}, {"review"}),
        ({"accept": 6}, {"accept"}),
        ({"review": 0}, {"review"}),
        ({"review": "3"}, {"review"}),
        ({"stamp": 1}, {"stamp"}),
    ],
    ids=str,
)
def test_what_the_links_may_take(told: dict[str, object], wrong: set[str]) -> None:
    assert set(links.faults(PROMISED | {"link_limits": told})) == wrong


def test_a_scenario_with_a_shorter_promise_binds_the_links_too() -> None:
    leaf = {"key": "a", "name": "急的", "promised_limit": {"amount": 2, "unit": "workday"}}
    asked = {"key": "q", "text": "急不急？", "options": [{"text": "急", "to": "a"}]}
    tree = {"questions": [asked], "leaves": [leaf | {"materials": []}]}
    guide = PROMISED | {"link_limits": {"review": 3}}
    assert links.faults(guide) == {}
    assert "2 个工作日" in links.faults(guide | {"scenarios": tree})["review"]
