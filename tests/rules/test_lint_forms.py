"""申请表检查: planted faults are found at their place; a sound form of 78 fields has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import pytest

from bianmin.rules.lint_findings import Rule
from bianmin.rules.lint_forms import form_findings
from tests.long_form import long_form
from tests.make import GUIDE, SCENARIOS

Form = dict[str, Any]
Plant = Callable[[Form], None]
SPLIT = GUIDE | {"scenarios": SCENARIOS}
MARRIED = {"field": "marriage", "is": "married"}


def _when(name: str, condition: Mapping[str, Any]) -> Plant:
    def plant(form: Form) -> None:
        form["properties"][name]["x-bianmin"]["when"] = dict(condition)

    return plant


def _rule(name: str, **more: Any) -> Plant:
    return lambda form: form["properties"][name].update(more)


def _hint(name: str, **more: Any) -> Plant:
    return lambda form: form["properties"][name]["x-bianmin"].update(more)


def _in_row(name: str, **more: Any) -> Plant:
    def plant(form: Form) -> None:
        form["properties"]["members"]["items"]["properties"][name]["x-bianmin"] |= more

    return plant


def _chain(form: Form) -> None:
    """Two conditions that each can hold, but never both."""
    _when("spouse_id", {"field": "marriage", "is": "single"})(form)
    _when("spouse_phone", {"all": [MARRIED, {"field": "spouse_id", "answered": True}]})(form)


PLANTED: list[tuple[Rule, str, Plant]] = [
    (Rule.UNREACHABLE, "配偶姓名", _when("spouse", {"field": "marriage", "is": "gone"})),
    (Rule.UNREACHABLE, "配偶姓名", _when("spouse", {"all": [MARRIED, {"not": MARRIED}]})),
    (Rule.UNREACHABLE, "配偶手机号", _chain),
    (Rule.UNREACHABLE, "什么病", _when("illness", {"field": "troubles", "has": "poor"})),
    (Rule.UNREACHABLE, "情况 10", _when("more_9", {"field": "more_1", "at_least": 100_000})),
    (Rule.UNREACHABLE, "月收入", _in_row("income", when={"field": "works", "is": "maybe"})),
    (Rule.UNKNOWN_FIELD, "配偶姓名", _when("spouse", {"field": "wedding", "is": "yes"})),
    (Rule.UNKNOWN_FIELD, "婚姻状况", _when("marriage", {"field": "spouse", "answered": True})),
    (Rule.UNKNOWN_FIELD, "配偶姓名", _when("spouse", {"scenario": ["nowhere"]})),
    (Rule.UNKNOWN_FIELD, "月收入", _in_row("income", when=MARRIED)),
    (Rule.NOT_MASKED, "银行卡号", _hint("card", kind="text")),
    (Rule.NOT_MASKED, "身份证号", _in_row("id_number", kind="text")),
    (Rule.CONTRADICTION, "银行卡号", _hint("card", kind="phone")),
    (Rule.CONTRADICTION, "情况 2", _rule("more_1", minimum=9, maximum=3)),
    (Rule.CONTRADICTION, "婚姻状况", _rule("marriage", enum=["single", "married", "single"])),
    (Rule.CONTRADICTION, "none", lambda form: form["required"].append("none")),
    (Rule.MISSING_ANSWER, "婚姻状况", _rule("marriage", enum=[])),
    (Rule.MISSING_ANSWER, "家庭成员", _rule("members", items={"properties": {}})),
]


def test_a_sound_form_has_no_fault() -> None:
    assert list(form_findings(GUIDE, long_form())) == []


def test_a_condition_on_a_scenario_is_sound_where_the_item_has_it() -> None:
    form = long_form()
    _when("spouse", {"all": [{"scenario": ["first", "third"]}, MARRIED]})(form)
    assert list(form_findings(SPLIT, form)) == []


@pytest.mark.parametrize(("rule", "label", "plant"), PLANTED)
def test_each_planted_fault_is_found_at_its_place(rule: Rule, label: str, plant: Plant) -> None:
    form = deepcopy(long_form())
    plant(form)

    found = list(form_findings(GUIDE, form))
    assert (rule, True) in {(one.rule, f"“{label}”" in one.place) for one in found}, found
