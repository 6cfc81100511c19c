"""When a field is asked, said with ticks and one comparison, and read back."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.rules.form_asking import FILLED, SCENARIO, Asking, read, written
from bianmin.rules.form_conditions import Condition, holds
from bianmin.rules.form_kinds import new_rule
from bianmin.rules.forms import HINTS

YES = {"y": "有", "n": "没有"}


def kind(name: str, labels: Any = None) -> dict[str, Any]:
    return new_rule(name, labels) | {HINTS: {"kind": name}}


RULES = {
    "married": kind("choice", YES),
    "troubles": kind("choices", YES),
    "age": kind("number"),
    "income": kind("money"),
    "job": kind("text"),
    "agreed": kind("declaration"),
}
OLD = {"field": "age", "at_least": 60}
POOR = {"field": "income", "at_most": 300.5}
HAS = {"field": "troubles", "has": "y"}


@pytest.mark.parametrize(
    ("asking", "condition"),
    [
        (Asking(), None),
        (Asking(("married=y",)), {"field": "married", "is": "y"}),
        (Asking(("married=y", "married=n")), {"field": "married", "in": ["y", "n"]}),
        (Asking(("troubles=y",)), HAS),
        (
            Asking(("troubles=y", "troubles=n")),
            {"any": [HAS, {"field": "troubles", "has": "n"}]},
        ),
        (Asking((f"{SCENARIO}=self",)), {"scenario": ["self"]}),
        (Asking((f"job={FILLED}",)), {"field": "job", "answered": True}),
        (Asking(("agreed=true",)), {"field": "agreed", "is": True}),
        (Asking(number=("age", "at_least", 60)), OLD),
        (Asking(number=("income", "at_most", 300.5)), POOR),
        (Asking(number=("age", "is", 3)), {"field": "age", "is": 3}),
        (Asking(("troubles=y",), ("age", "at_least", 60)), {"all": [HAS, OLD]}),
        (Asking(("troubles=y",), ("age", "at_least", 60), "any"), {"any": [HAS, OLD]}),
        (Asking(number=("age", "at_least", 60), is_turned=True), {"not": OLD}),
        (
            Asking(("troubles=y",), ("age", "at_least", 60), "any", is_turned=True),
            {"not": {"any": [HAS, OLD]}},
        ),
    ],
)
def test_what_the_editor_says_is_written_and_read_back(
    asking: Asking, condition: Condition | None
) -> None:
    assert written(asking, RULES) == condition
    assert read(condition, RULES) == asking


@pytest.mark.parametrize(
    "condition",
    [
        {"all": [OLD, POOR]},
        {"all": [{"any": [HAS, OLD]}, {"field": "married", "is": "y"}]},
        {"all": [{"not": HAS}, OLD]},
        {"field": "job", "answered": False},
        {"any": []},
    ],
)
def test_what_it_cannot_say_is_not_read_so_that_nothing_is_lost(condition: Condition) -> None:
    assert read(condition, RULES) is None


def test_turned_round_asks_the_others() -> None:
    condition = written(Asking(number=("age", "at_least", 60), is_turned=True), RULES)
    assert condition is not None
    assert holds(condition, {"age": 59})
    assert not holds(condition, {"age": 60})
