"""The form of an item: asked from its schema, read back as answers that the schema accepts."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from bianmin.catalogue.answers import check_answers
from bianmin.catalogue.shipped import shipped_items
from bianmin.rules.forms import asked, topics
from bianmin.rules.masking import Audience
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.frame.answers_shown import shown_answers

TOPIC = {"topic": {"page": 1, "title": "情况"}}


def schema(*, required: tuple[str, ...] = (), **rules: dict[str, Any]) -> dict[str, Any]:
    properties = {}
    for name, rule in rules.items():
        hints = TOPIC | {"label": name} | rule.pop("x-bianmin", {})
        properties[name] = rule | {"x-bianmin": hints}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


DIBAO = schema(
    required=("members", "born", "kind"),
    members={"type": "integer", "minimum": 1, "maximum": 20},
    income={"type": "number", "minimum": 0, "x-bianmin": {"unit": "元"}},
    born={"type": "string", "format": "date", "x-bianmin": {"kind": "date"}},
    kind={
        "type": "string",
        "enum": ["ill", "old"],
        "x-bianmin": {"kind": "choice", "labels": {"ill": "有病", "old": "年老"}},
    },
    card={
        "type": "string",
        "maxLength": 19,
        "pattern": "^[0-9]{12,19}$",
        "x-bianmin": {"kind": "bank"},
    },
    helps={"type": "array", "items": {"type": "string", "enum": ["eat", "walk"]}},
    agrees={"type": "boolean"},
)
TYPED = QueryDict(
    "members=3&income=1200.50&born_0=1950&born_1=5&born_2=6&kind=ill"
    "&card=6217000000000001234&helps=eat&helps=walk&agrees=on"
)
ANSWERS = {
    "members": 3,
    "income": 1200.5,
    "born": "1950-05-06",
    "kind": "ill",
    "card": "6217000000000001234",
    "helps": ["eat", "walk"],
    "agrees": True,
}


def test_what_is_typed_becomes_the_answers_of_the_schema() -> None:
    form = AnswersForm(DIBAO, data=TYPED)

    assert form.is_valid(), form.errors
    assert form.answers() == ANSWERS
    check_answers(DIBAO, form.answers())


def test_answers_come_back_into_the_form() -> None:
    page = AnswersForm(DIBAO, initial=ANSWERS).as_div()

    for shown in ('value="3"', 'value="1950"', 'value="6217000000000001234"', "checked"):
        assert shown in page


def test_what_is_missing_is_asked_for_in_plain_words() -> None:
    form = AnswersForm(DIBAO, data=QueryDict(""))

    assert set(form.errors) == {"members", "born", "kind"}
    assert form.errors["kind"] == ["请选一个"]


def test_what_the_schema_refuses_is_told_at_its_field() -> None:
    typed = TYPED.copy()
    typed["card"] = "12"

    form = AnswersForm(DIBAO, data=typed)

    assert not form.is_valid()
    assert form.errors["card"] == ["格式不对，请对照提示再看一遍"]


def test_one_topic_asks_its_own_questions_only() -> None:
    both = schema(
        required=("a", "b"),
        a={"type": "string"},
        b={"type": "string", "x-bianmin": {"topic": {"page": 2, "title": "其他"}}},
    )

    form = AnswersForm(both, 1, QueryDict("b=有"))

    assert form.is_valid()
    assert (list(form.fields), form.answers()) == (["b"], {"b": "有"})


def test_each_audience_reads_what_it_may() -> None:
    window = dict(shown_answers(DIBAO, ANSWERS))
    stranger = dict(shown_answers(DIBAO, ANSWERS, Audience.OTHER_DESK))

    assert (window["kind"], window["card"], window["agrees"]) == ("有病", "****1234", "是")
    assert window["income"] == "1200.5 元"
    assert set(stranger.values()) == {"***"}


@pytest.mark.parametrize("item", shipped_items(), ids=lambda item: str(item["code"]))
def test_every_shipped_item_can_be_asked_for(item: dict[str, Any]) -> None:
    form = item["form_schema"]

    assert list(AnswersForm(form).fields) == asked(form, {})
    for number, (_, names) in enumerate(topics(form)):
        shown = AnswersForm(form, number)
        assert set(shown.fields) == set(names) & set(asked(form, {}))
        assert bool(shown.as_div()) == bool(shown.fields)
