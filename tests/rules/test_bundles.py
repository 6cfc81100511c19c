"""一链办理: what waits for what, what is asked once, and what a bundle may not be."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bianmin.catalogue.shipped import life_events, shipped_bundles, shipped_items
from bianmin.rules.bundles import (
    Asked,
    Step,
    answers_for,
    in_circle,
    longest_way,
    merged_form,
    merged_papers,
    merged_questions,
    stages,
    steps_of,
    way_words,
)
from bianmin.rules.form_conditions import fields_of
from bianmin.rules.forms import in_order, standard, when
from bianmin.rules.lint_bundles import bundle_findings
from bianmin.rules.lint_findings import Rule, errors_of

ITEMS = {item["code"]: item for item in shipped_items()}
BUNDLES = shipped_bundles()


def paper(name: str, **more: Any) -> dict[str, Any]:
    return {"key": name, "name": name, "copy_kind": 1, "form": 3, "need": 1, "copies": 1} | more


def field(label: str, kind: str = "text", topic: str = "情况") -> dict[str, Any]:
    return {
        "type": "string",
        "x-bianmin": {"label": label, "kind": kind, "topic": {"page": 1, "title": topic}},
    }


def asked(
    code: str,
    *materials: dict[str, Any],
    after: tuple[str, ...] = (),
    days: int = 5,
    form: dict[str, Any] | None = None,
    required: tuple[str, ...] = (),
    unit: str = "workday",
) -> Asked:
    guide = {"materials": list(materials), "promised_limit": {"amount": days, "unit": unit}}
    schema = {"type": "object", "properties": form or {}, "required": list(required)}
    return Asked(Step(code, after=after), f"办{code}", guide, schema)


def of(content: dict[str, Any]) -> dict[str, Asked]:
    return {
        step.code: Asked(step, item["plain_name"], item, item["form_schema"])
        for step in steps_of(content)
        for item in [ITEMS[step.code]]
    }


def test_what_can_be_done_at_once_stands_together() -> None:
    steps = [Step("c", after=("a", "b")), Step("a"), Step("b"), Step("d", after=("elsewhere",))]
    assert [[step.code for step in stage] for stage in stages(steps)] == [["a", "b", "d"], ["c"]]
    assert in_circle(steps) == []


def test_a_circle_never_begins() -> None:
    steps = [Step("a", after=("b",)), Step("b", after=("a",)), Step("c")]
    assert [step.code for step in in_circle(steps)] == ["a", "b"]


def test_time_is_that_of_the_slowest_chain() -> None:
    way = longest_way([
        asked("a", days=3), asked("b", days=20), asked("c", after=("a",), days=30, unit="day"),
    ])  # fmt: skip
    assert way_words(way) == "3 个工作日加 30 日"
    assert way_words(longest_way([asked("a", days=0)])) == "当天"
    assert way_words(longest_way([])) == "当天"


def test_the_same_paper_is_brought_once_as_the_strictest_wants_it() -> None:
    papers = merged_papers([
        asked("a", paper("身份证", copies=2, note="本人的"), paper("照片", form=2)),
        asked("b", paper("身份证", copy_kind=2, form=1, need=2), paper("照片", shared=True)),
        asked("c", paper("营业执照", shared=True, copies=0), paper("证明", need=2)),
    ])  # fmt: skip
    told = {one.name: one for one in papers}
    card = told["身份证"]
    assert (card.copies, card.copy_kind, card.form, card.is_certain) == (2, 3, 1, True)
    assert card.wanted_by == (("办a", "本人的"), ("办b", ""))
    assert not told["照片"].is_shared and told["照片"].form == 2
    assert told["营业执照"].is_shared and told["营业执照"].copies == 0
    assert not told["证明"].is_certain


def test_the_same_question_is_asked_once_and_answers_go_to_each_item() -> None:
    parts = [
        asked("a", form={"bank": field("开户行"), "kind": field("做什么")}, required=("kind",)),
        asked("b", form={"bank": field("开户行"), "kind": field("哪一种")}, required=("bank",)),
        asked("c", form={"plain": {"type": "string"}}),
    ]
    questions = merged_questions(parts)
    assert [(one.name, one.label) for one in questions] == [
        ("bank", "开户行"), ("kind", "做什么"), ("b.kind", "哪一种"), ("plain", "plain"),
    ]  # fmt: skip
    form = merged_form(parts)
    Draft202012Validator.check_schema(standard(form))
    assert form["required"] == ["bank", "kind"]
    given = {"bank": "农商行", "kind": "开店", "b.kind": "小餐馆"}
    assert answers_for("a", given, questions) == {"bank": "农商行", "kind": "开店"}
    assert answers_for("b", given, questions) == {"bank": "农商行", "kind": "小餐馆"}
    assert answers_for("c", given, questions) == {}


@pytest.mark.parametrize("content", BUNDLES, ids=[one["code"] for one in BUNDLES])
def test_every_shipped_bundle_is_sound_and_saves_something(content: dict[str, Any]) -> None:
    parts = of(content)
    assert errors_of(bundle_findings(content, parts, in_directory=None)) == []
    assert content["mark"].startswith("示例")
    assert content["theme"] in {event["code"] for event in life_events()}
    asked_of = list(parts.values())
    before = sum(len(one.guide["materials"]) for one in asked_of)
    assert len(merged_papers(asked_of)) < before
    form = merged_form(asked_of)
    Draft202012Validator.check_schema(standard(form))
    before_it: set[str] = set()
    for name, rule in in_order(form):
        assert set(fields_of(when(rule) or {})) <= before_it, name
        before_it.add(name)


def test_there_are_bundles_for_the_great_matters_of_life() -> None:
    assert len(BUNDLES) >= 6
    themes = {one["theme"] for one in BUNDLES}
    assert themes >= {"birth", "childhood", "work", "pension", "farewell", "shop", "house"}


def content(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "一件事", "plain_name": "一件事", "lead": "县局", "steps": list(steps)} | more


A, B = {"item": "LC-HJ-020"}, {"item": "LC-YB-036"}


@pytest.mark.parametrize(
    ("given", "rule", "words"),
    [
        (content(A, B, lead=""), Rule.UNSAID, "没有写牵头单位"),
        (content(A), Rule.UNSAID, "至少要有两个事项"),
        (content(A, B, says="长" * 31), Rule.TOO_LONG, "31 个字"),
        (content(A, A), Rule.CONTRADICTION, "列了 2 次"),
        (content(A, {"item": "X"}), Rule.NOT_PUBLISHED, "没有这个事项"),
        (content(A, {"item": "LC-JY-061"}), Rule.NOT_PUBLISHED, "现行的指导目录里没有它"),
        (content(A | {"leaf": "nobody"}, B), Rule.CONTRADICTION, "没有“nobody”这种情形"),
        (content(A | {"after": ["X"]}, B), Rule.CONTRADICTION, "里面没有它"),
        (content(A | {"after": ["LC-HJ-020"]}, B), Rule.CIRCLE, "不能排在自己后面"),
        (
            content(A | {"after": ["LC-YB-036"]}, B | {"after": ["LC-HJ-020"]}),
            Rule.CIRCLE,
            "互相等着",
        ),
    ],
)
def test_planted_faults_are_found(given: dict[str, Any], rule: Rule, words: str) -> None:
    known = {code: Asked(step, "", ITEMS[code], {}) for code in ITEMS for step in [Step(code)]}
    found = bundle_findings(given, known, in_directory={"LC-HJ-020", "LC-YB-036"})
    assert any(one.rule is rule and words in one.sentence for one in found), found


def test_papers_that_no_single_one_can_serve_are_a_conflict() -> None:
    steps = content({"item": "a"}, {"item": "b"})
    apart = {
        "a": asked("a", paper("章程", form=1, issuer="甲局")),
        "b": asked("b", paper("章程", form=2, issuer="乙局")),
    }
    found = bundle_findings(steps, apart, in_directory=None)
    assert [one.rule for one in found] == [Rule.PAPER_CONFLICT, Rule.PAPER_CONFLICT]
    shared = apart | {"b": asked("b", paper("章程", form=2, issuer="乙局", shared=True))}
    assert bundle_findings(steps, shared, in_directory=None) == []


def test_a_scenario_of_the_guide_may_be_meant() -> None:
    leaf = ITEMS["LC-HJ-020"]["scenarios"]["leaves"][0]["key"]
    given = content(A | {"leaf": leaf}, B)
    assert bundle_findings(given, of(given), in_directory=None) == []


def test_conditions_follow_their_fields_into_the_merged_form() -> None:
    def of_pension(name: str, condition: dict[str, Any]) -> dict[str, Any]:
        told = field(name)
        told["x-bianmin"]["when"] = condition
        return told

    yes = {"field": "kind", "is": "a"}
    parts = [
        asked("a", form={"kind": field("做什么"), "bank": of_pension("开户行", yes)}),
        asked(
            "b",
            form={
                "kind": field("哪一种"),
                "bank": of_pension("开户行", yes),
                "more": of_pension("再说说", {"all": [{"not": yes}, {"any": [yes]}]}),
            },
            required=("bank", "more"),
        ),
    ]
    form = merged_form(parts)
    assert when(form["properties"]["bank"]) is None  # asked on two conditions: of everybody
    renamed = {"field": "b.kind", "is": "a"}
    assert when(form["properties"]["more"]) == {"all": [{"not": renamed}, {"any": [renamed]}]}
    assert form["required"] == ["more"]
