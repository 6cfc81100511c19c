"""指南检查: every kind of planted fault is found at its place; a sound guide has none."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from bianmin.rules.lint import disagreements, lint_catalogue, lint_guide
from bianmin.rules.lint_findings import Rule, errors_of
from tests.make import FORM, GUIDE, SCENARIOS
from tests.rules import test_lint_forms

Guide = dict[str, Any]


def sound() -> Guide:
    guide = deepcopy(GUIDE | {"scenarios": SCENARIOS})
    for material in guide["materials"]:
        material |= {"basis": "《某条例》第三条", "issuer": "公安机关", "copies": 0}
        material["copies"] = 0 if material.get("shared") else 1
    return guide


def test_a_sound_guide_has_no_fault() -> None:
    assert lint_guide(sound(), FORM) == []


def _leaf(guide: Guide) -> None:
    guide["scenarios"]["leaves"].append({"key": "lost", "name": "没人走到", "materials": []})


def _to(value: str) -> Callable[[Guide], None]:
    def plant(guide: Guide) -> None:
        guide["scenarios"]["questions"][2]["options"][0]["to"] = value

    return plant


def _material(**more: Any) -> Callable[[Guide], None]:
    return lambda guide: guide["materials"][1].update(more)


def _put(**more: Any) -> Callable[[Guide], None]:
    return lambda guide: guide.update(more)


def _same_answer(guide: Guide) -> None:
    guide["scenarios"]["questions"][0]["options"][1]["text"] = "本人"


def _one_answer(guide: Guide) -> None:
    del guide["scenarios"]["questions"][2]["options"][1]


def _idle(guide: Guide) -> None:
    guide["scenarios"]["leaves"][0]["materials"] = ["id_card"]


def _slow_leaf(guide: Guide) -> None:
    guide["scenarios"]["leaves"][2]["promised_limit"] = {"amount": 1, "unit": "month"}


PLANTED: list[tuple[Rule, str, Callable[[Guide], None]]] = [
    (Rule.UNREACHABLE, "没人走到", _leaf),
    (Rule.UNREACHABLE, "家里人办，有卡", _to("second")),
    (Rule.MISSING_ANSWER, "有银行卡吗", _to("")),
    (Rule.MISSING_ANSWER, "有银行卡吗", _to("nowhere")),
    (Rule.MISSING_ANSWER, "有银行卡吗", _one_answer),
    (Rule.CONTRADICTION, "谁来办", _same_answer),
    (Rule.CONTRADICTION, "有银行卡吗", _to("home")),  # round in a circle
    (Rule.IDLE_MATERIAL, "户口簿", _idle),
    (Rule.NO_SOURCE, "银行账户", _material(source=None)),
    (Rule.NO_SOURCE, "银行账户", _material(source=20, issuer="")),
    (Rule.NO_BASIS, "银行账户", _material(basis=" ")),
    (Rule.NO_BASIS, "办事依据", _put(basis=[])),
    (Rule.NO_BASIS, "收费", _put(fee={"charged": True, "text": "工本费 10 元", "basis": ""})),
    (Rule.CATCH_ALL, "其他材料", _material(name="其他材料")),
    (Rule.CATCH_ALL, "银行账户", _material(note="需要提供的相关证明材料")),
    (Rule.CATCH_ALL, "办理条件", _put(conditions=["法律规定的其他条件"])),
    (Rule.OVER_LAW, "承诺时限", _put(promised_limit={"amount": 1, "unit": "month"})),
    (Rule.OVER_LAW, "家里人办，有卡", _slow_leaf),
    (Rule.LINK_LIMITS, "决定", _put(link_limits={"review": 4, "decide": 2})),
    (Rule.PUBLICITY, "公示", _put(publicity_days=7)),
    (Rule.PUBLICITY, "公示", _put(publicity_days=31)),
    (Rule.PUBLICITY, "公示", _put(publicity_days=1, case_kind="immediate")),
    (Rule.UNDERTAKING, "户口簿", lambda guide: guide["materials"][2].update(commitment=True)),
    (Rule.UNDERTAKING, "银行账户", _material(commitment=True, need=3)),
    (Rule.ALREADY_SHARED, "户口簿", lambda guide: guide["materials"][2].update(copies=1)),
    (Rule.NO_PHONE, "咨询", _put(phone={"supervise": "12345"})),
    (Rule.NO_PHONE, "监督", _put(phone={"consult": "12393"})),
    (Rule.TOO_LONG, "办理条件", _put(conditions=["您年满八十周岁" * 5])),
    (Rule.OFFICIALESE, "办理条件", _put(conditions=["申请人应当年满 80 周岁"])),
]


@pytest.mark.parametrize(("rule", "place", "plant"), PLANTED)
def test_each_planted_fault_is_found_at_its_place(
    rule: Rule, place: str, plant: Callable[[Guide], None]
) -> None:
    guide = sound()
    plant(guide)
    found = [finding for finding in lint_guide(guide, FORM) if finding.rule is rule]
    assert any(place in finding.place for finding in found), lint_guide(guide, FORM)


def test_a_paper_that_sharing_gives_is_asked_for_only_with_a_reason() -> None:
    guide = sound()
    found = lint_guide(guide, FORM, shared={"银行账户"})
    assert [finding.rule for finding in found] == [Rule.ALREADY_SHARED]
    guide["materials"][1]["kept_because"] = "要核对是不是本人的卡"
    assert lint_guide(guide, FORM, shared={"银行账户"}) == []


def test_guides_that_disagree_are_named() -> None:
    one, other = sound(), sound()
    other["promised_limit"] = {"amount": 9, "unit": "workday"}
    other["materials"][0]["issuer"] = "民政部门"
    found = disagreements({"A-1": one, "B-2": other})
    assert [(f.rule, f.code) for f in found] == [(Rule.DISAGREE, "B-2")] * 2
    assert any("承诺时限不同" in f.sentence for f in found)
    assert disagreements({"A-1": one, "B-2": sound()}) == []
    assert len(errors_of(lint_catalogue({"A-1": (one, FORM), "B-2": (other, FORM)}))) == 2


def test_every_rule_is_planted_once() -> None:
    in_forms = {rule for rule, _, _ in test_lint_forms.PLANTED}
    in_bundles = {Rule.CIRCLE, Rule.NOT_PUBLISHED, Rule.UNSAID, Rule.PAPER_CONFLICT}
    assert {rule for rule, _, _ in PLANTED} | in_forms | in_bundles | {Rule.DISAGREE} == set(Rule)
