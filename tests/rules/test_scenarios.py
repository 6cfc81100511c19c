"""情形: answers lead to a leaf, and the leaf fixes what is asked."""

from __future__ import annotations

import pytest

from bianmin.rules.forms import ORDER
from bianmin.rules.scenarios import form_at, guide_at, road_to, roads, tree_of, walk
from tests.make import FORM, GUIDE, SCENARIOS

SPLIT = GUIDE | {"scenarios": SCENARIOS}


@pytest.mark.parametrize(
    ("answers", "leaf", "asked_next"),
    [
        ({}, None, "who"),
        ({"who": "0"}, "first", None),
        ({"who": "1"}, None, "home"),
        ({"who": "1", "home": "1"}, "second", None),
        ({"who": "1", "home": "0", "card": "0"}, "third", None),
        ({"who": "1", "home": "0", "card": "1"}, "second", None),
        ({"who": "7"}, None, "who"),  # no such answer: asked again
        ({"who": "-1"}, None, "who"),
        ({"who": "本人"}, None, "who"),
        ({"home": "1"}, None, "who"),  # what comes later does not count before its turn
    ],
)
def test_answers_lead_to_a_leaf(
    answers: dict[str, str], leaf: str | None, asked_next: str | None
) -> None:
    tree = tree_of(SPLIT)
    assert tree is not None
    walked = walk(tree, answers)
    assert (walked.leaf.key if walked.leaf else None) == leaf
    assert (walked.question.key if walked.question else None) == asked_next


def test_every_way_ends_at_a_leaf_and_says_how_it_was_reached() -> None:
    tree = tree_of(SPLIT)
    assert tree is not None
    assert [leaf.key for leaf, _ in roads(tree)] == ["first", "third", "second", "second"]
    assert [step.text for step in road_to(tree, "third")] == ["家里人", "本县", "有"]
    assert road_to(tree, "nowhere") == ()


def test_a_leaf_fixes_materials_limit_and_form() -> None:
    tree = tree_of(SPLIT)
    assert tree is not None
    third = guide_at(SPLIT, tree.leaf("third"))
    assert [m["key"] for m in third["materials"]] == ["id_card", "account"]
    assert third["promised_limit"] == {"amount": 3, "unit": "workday"}
    assert third["fee"] == GUIDE["fee"]
    assert list(form_at(FORM, tree.leaf("third"))["properties"]) == ["band"]
    assert form_at(FORM, tree.leaf("first")) == FORM | {ORDER: ["band", "note"]}
    assert guide_at(SPLIT, None) == SPLIT


def test_what_a_leaf_asks_for_is_wanted_for_certain() -> None:
    maybe = [material | {"need": 2} for material in GUIDE["materials"]]
    tree = tree_of(SPLIT)
    assert tree is not None
    asked = guide_at(SPLIT | {"materials": maybe}, tree.leaf("second"))["materials"]
    assert [material["need"] for material in asked] == [1]


def test_an_item_without_questions_is_not_split() -> None:
    assert tree_of(GUIDE) is None
    assert tree_of(GUIDE | {"scenarios": {"questions": [], "leaves": []}}) is None
