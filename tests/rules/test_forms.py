"""Conditions on answers and scenarios; our reading and a standard validator's agree."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bianmin.rules.form_conditions import VERBS, Condition, at_scenario, compiled, fields_of, holds
from bianmin.rules.forms import asked, for_scenario, keep_order, sections, settled, standard, topics

MARRIED = {"field": "marriage", "is": "married"}
OLD = {"field": "age", "at_least": 60}
ILL = {"field": "troubles", "has": "ill"}


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (MARRIED, {"marriage": "married"}, True),
        (MARRIED, {"marriage": "single"}, False),
        (MARRIED, {}, False),
        ({"field": "marriage", "in": ["married", "widowed"]}, {"marriage": "widowed"}, True),
        (ILL, {"troubles": ["poor", "ill"]}, True),
        (ILL, {"troubles": "ill"}, False),
        ({"field": "age", "answered": True}, {"age": 0}, True),
        ({"field": "age", "answered": False}, {"age": 0}, False),
        (OLD, {"age": 60}, True),
        (OLD, {"age": 59.5}, False),
        (OLD, {"age": True}, False),
        ({"field": "age", "at_most": 16}, {"age": 16}, True),
        ({"field": "n", "is": 1}, {"n": True}, False),
        ({"all": [MARRIED, OLD]}, {"marriage": "married", "age": 61}, True),
        ({"any": [MARRIED, OLD]}, {"age": 61}, True),
        ({"any": []}, {}, False),
        ({"not": MARRIED}, {}, True),
    ],
)
def test_a_condition_holds(condition: Condition, answers: dict[str, Any], expected: bool) -> None:
    assert holds(condition, answers) is expected
    assert Draft202012Validator(compiled(condition)).is_valid(answers) is expected


def test_a_scenario_settles_what_it_can() -> None:
    both = {"all": [{"scenario": ["first"]}, MARRIED]}

    assert at_scenario({"scenario": ["first"]}, "first") is True
    assert at_scenario(both, "first") == MARRIED
    assert at_scenario(both, "again") is False
    assert at_scenario({"any": [{"scenario": ["first"]}, OLD]}, "again") == OLD
    assert at_scenario({"not": {"scenario": ["first"]}}, "again") is True
    assert list(fields_of({"any": [both, {"not": OLD}]})) == ["marriage", "age"]


def field(page: int = 1, section: str = "", **rule: Any) -> dict[str, Any]:
    hints = {"topic": {"page": page, "title": f"第{page}页", "section": section}}
    return {"type": "string"} | rule | {"x-bianmin": hints | rule.pop("x-bianmin", {})}


def form(required: tuple[str, ...] = (), **properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


FAMILY = form(
    ("marriage", "spouse", "spouse_job", "members"),
    marriage=field(enum=["single", "married"]),
    spouse=field(**{"x-bianmin": {"when": MARRIED}}),
    spouse_job=field(2, **{"x-bianmin": {"when": {"field": "spouse", "answered": True}}}),
    members=field(
        3,
        "二、家庭",
        type="array",
        items=form(
            ("works", "income"),
            works=field(type="boolean"),
            income=field(type="number", **{"x-bianmin": {"when": {"field": "works", "is": True}}}),
        ),
    ),
)


def test_what_no_longer_applies_is_out_and_what_hangs_on_it_too() -> None:
    told = {
        "marriage": "single",
        "spouse": "李秀兰",
        "spouse_job": "务农",
        "members": [{"works": False, "income": 900}, {"works": True, "income": 900}],
    }

    assert settled(FAMILY, told) == {
        "marriage": "single",
        "members": [{"works": False}, {"works": True, "income": 900}],
    }
    assert asked(FAMILY, told) == ["marriage", "members"]
    assert asked(FAMILY, told | {"marriage": "married"}) == [*FAMILY["properties"]]


def test_the_standard_form_refuses_what_is_not_asked_and_wants_what_is() -> None:
    validator = Draft202012Validator(standard(FAMILY))
    row = {"works": False}

    assert validator.is_valid({"marriage": "single", "members": [row]})
    assert not validator.is_valid({"marriage": "married", "members": [row]})
    assert not validator.is_valid({"marriage": "single", "spouse": "甲", "members": [row]})
    assert not validator.is_valid({"marriage": "single", "members": [row | {"income": 1}]})
    assert not validator.is_valid({"marriage": "single", "members": [{"works": True}]})


def test_pages_and_sections_keep_their_order_through_the_database() -> None:
    kept = keep_order(FAMILY)
    shuffled = kept | {"properties": dict(sorted(kept["properties"].items()))}

    assert topics(shuffled) == [
        ("第1页", ["marriage", "spouse"]),
        ("第2页", ["spouse_job"]),
        ("第3页", ["members"]),
    ]
    assert sections(shuffled)[-1] == ("二、家庭", ["members"])
    assert kept["properties"]["members"]["items"]["x-order"] == ["works", "income"]


def test_a_scenario_takes_fields_out_for_good() -> None:
    split = form(
        ("a", "b"),
        a=field(**{"x-bianmin": {"when": {"scenario": ["first"]}}}),
        b=field(**{"x-bianmin": {"when": {"all": [{"scenario": ["again"]}, MARRIED]}}}),
    )

    first, again = for_scenario(split, "first"), for_scenario(split, "again")
    assert (list(first["properties"]), first["required"]) == (["a"], ["a"])
    assert "when" not in first["properties"]["a"]["x-bianmin"]
    assert again["properties"]["b"]["x-bianmin"]["when"] == MARRIED


VALUES: list[Any] = ["x", "y", 0, 1, 2, 3, True, False]
NAMES = [f"f{n}" for n in range(6)]
ROW = ["r0", "r1", "r2"]


def random_condition(names: list[str], random: Random, depth: int = 2) -> dict[str, Any]:
    word = random.choice(["all", "any", "not"] if depth and random.random() < 0.3 else ["field"])
    if word == "not":
        return {"not": random_condition(names, random, depth - 1)}
    if word in ("all", "any"):
        many = random.randint(0, 3)
        return {word: [random_condition(names, random, depth - 1) for _ in range(many)]}
    verb = random.choice(VERBS)
    value: Any = random.choice(VALUES)
    if verb == "in":
        value = random.sample(VALUES, random.randint(0, 3))
    elif verb == "answered":
        value = random.random() < 0.5
    elif verb in ("at_least", "at_most"):
        value = random.randint(0, 3)
    return {"field": random.choice(names), verb: value}


def random_form(names: list[str], random: Random, *, has_table: bool = True) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for n, name in enumerate(names):
        is_last = n == len(names) - 1
        items = random_form(ROW, random, has_table=False) if has_table and is_last else None
        rule: dict[str, Any] = {"type": "array", "items": items} if items else {}
        if n and random.random() < 0.7:
            rule["x-bianmin"] = {"when": random_condition(names[:n], random)}
        properties[name] = rule
    required = tuple(name for name in names if random.random() < 0.4)
    return form(required, **properties)


def random_answers(made: dict[str, Any], random: Random) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for name, rule in made["properties"].items():
        if random.random() < 0.4:
            continue
        if "items" in rule:
            answers[name] = [random_answers(rule["items"], random) for _ in range(2)]
        else:
            several = random.sample(VALUES, random.randint(0, 2))
            answers[name] = several if random.random() < 0.2 else random.choice(VALUES)
    return answers


def wanted_and_given(made: dict[str, Any], answers: dict[str, Any]) -> bool:
    """Read by our rules alone: nothing that is not asked, everything that is wanted."""
    if settled(made, answers) != answers:
        return False
    names = asked(made, answers)
    if any(name in names and name not in answers for name in made["required"]):
        return False
    rows = answers.get(NAMES[-1], []) if NAMES[-1] in made["properties"] else []
    return all(wanted_and_given(made["properties"][NAMES[-1]]["items"], row) for row in rows)


@pytest.mark.parametrize("seed", range(3))
def test_our_reading_agrees_with_a_standard_validator(seed: int) -> None:
    random, agreed = Random(seed), Counter[bool]()
    for _ in range(60):
        made = random_form(NAMES, random)
        Draft202012Validator.check_schema(standard(made))
        validator = Draft202012Validator(standard(made))
        for _ in range(6):
            answers = random_answers(made, random)
            for given in (answers, settled(made, answers)):
                is_valid = validator.is_valid(given)
                assert is_valid == wanted_and_given(made, given), (made, given)
                agreed[is_valid] += 1
            assert settled(made, settled(made, answers)) == settled(made, answers)
    assert min(agreed.values()) > 30
