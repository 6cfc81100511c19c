"""A foreign set is held to the lint's rules before anything of it is taken over."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.rules.lint_findings import Rule
from bianmin.rules.lint_sets import set_findings

COLUMNS = (
    "item_code", "name", "promise_day", "promise_type", "anticipate_day", "anticipate_type",
    "by_law", "link_way", "申请材料", "受理条件", "is_fee", "fee_basis",
)  # fmt: skip
SOUND = {
    "item_code": "A", "name": "事项", "promise_day": "5", "promise_type": "1",
    "anticipate_day": "20", "anticipate_type": "1", "by_law": "《某法》",
    "link_way": "0635-0000001",
    "申请材料": "身份证；户口簿", "受理条件": "年满 60 岁", "is_fee": "0", "fee_basis": "",
}  # fmt: skip


def found(*rows: dict[str, Any], columns: tuple[str, ...] = COLUMNS) -> list[tuple[int, Rule]]:
    return [(number, one.rule) for number, one in set_findings(rows, columns)]


def test_a_sound_set_has_no_findings() -> None:
    assert found(SOUND, SOUND | {"item_code": "B"}) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"promise_day": "21"}, Rule.OVER_LAW),
        ({"promise_day": "2", "promise_type": "月"}, Rule.OVER_LAW),
        ({"by_law": ""}, Rule.NO_BASIS),
        ({"link_way": None}, Rule.NO_PHONE),
        ({"is_fee": "是"}, Rule.NO_BASIS),
        ({"申请材料": "身份证；其他相关材料"}, Rule.CATCH_ALL),
        ({"受理条件": "法律规定的其他条件"}, Rule.CATCH_ALL),
    ],
)
def test_planted_faults_are_found_with_their_row(change: dict[str, Any], rule: Rule) -> None:
    assert found(SOUND, SOUND | {"item_code": "B", "name": "又一项"} | change) == [(3, rule)]


def test_two_of_one_name_that_promise_differently() -> None:
    twin = SOUND | {"item_code": "B", "promise_day": "7"}
    assert found(SOUND, twin) == [(3, Rule.DISAGREE)]


def test_what_a_set_does_not_say_is_not_missed() -> None:
    bare = {"item_code": "A", "name": "事项", "promise_day": "很快", "anticipate_day": "x"}
    assert found(bare, columns=("item_code", "name", "promise_day", "anticipate_day")) == []
    assert found(SOUND | {"promise_day": "21", "promise_type": "9"}) == []
