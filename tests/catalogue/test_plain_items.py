"""Everything that ships as sample items can be published, and asked for in plain words."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from bianmin.catalogue.answers import check_answers
from bianmin.catalogue.commands import check_guide, limit_text
from bianmin.catalogue.shipped import life_events, shipped_items
from bianmin.ops.demo.answers import plausible_answers
from bianmin.rules.clock import Limit
from bianmin.rules.forms import topics
from bianmin.rules.limits import may_promise

ITEMS = shipped_items()
AREAS = {
    "市场准入",
    "用地许可",
    "户籍管理",
    "养老保险",
    "医疗保险",
    "民政服务",
    "社会救助",
    "卫生健康服务",
    "就业创业服务",
    "退役军人事务",
    "老年人优待",
    "残疾人帮扶",
    "惠农政策落实",
    "法律顾问及纠纷调解",
    "开具证明",
    "水电气暖缴费",
}
CATCH_ALL = re.compile("其他|等材料|相关材料")
each = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])


def test_the_plans_areas_are_all_there() -> None:
    assert {item["area"] for item in ITEMS} == AREAS
    assert len(ITEMS) >= 100


def test_codes_and_plain_names_are_unique() -> None:
    assert not [c for c, n in Counter(i["code"] for i in ITEMS).items() if n > 1]
    assert not [c for c, n in Counter(i["plain_name"] for i in ITEMS).items() if n > 1]


@each
def test_every_item_can_be_published(item: dict[str, Any]) -> None:
    check_guide(item, item["form_schema"])
    assert item["mark"].startswith("示例")
    assert item["synonyms"]
    assert item["phone"]["consult"]
    assert item["materials"]
    assert all(m["source"] in (10, 20) and m["basis"] for m in item["materials"])


@each
def test_a_promise_is_never_longer_than_the_law(item: dict[str, Any]) -> None:
    if item["statutory_limit"]:
        promised, statutory = (
            Limit.parse(limit_text(item[name])) for name in ("promised_limit", "statutory_limit")
        )
        assert may_promise(promised, statutory)


@each
def test_no_material_is_a_catch_all(item: dict[str, Any]) -> None:
    assert not [m["name"] for m in item["materials"] if CATCH_ALL.search(m["name"])]


@each
def test_sentences_for_citizens_are_short(item: dict[str, Any]) -> None:
    texts = [*item["conditions"], *(step["step"] for step in item["flow"])]
    texts += [note for m in item["materials"] if (note := m["note"])]
    texts += [part for faq in item["faq"] for part in faq.values()]
    for text in texts:
        assert all(len(part) <= 30 for part in re.split(r"[，。；？！]", text)), text


@each
def test_the_form_takes_its_own_plausible_answers(item: dict[str, Any]) -> None:
    form = item["form_schema"]
    check_answers(form, plausible_answers(form))
    assert all(1 <= len(names) <= 6 for _, names in topics(form))
    for field in form["properties"].values():
        assert field["x-bianmin"]["label"]


@each
def test_who_must_come_in_person_is_not_sent_by_proxy(item: dict[str, Any]) -> None:
    if item["presence_required"]:
        assert item["path"]["village"] != "agent"


def test_life_events_name_items_that_exist() -> None:
    codes = {item["code"] for item in ITEMS}
    assert all(set(event["items"]) <= codes for event in life_events())
