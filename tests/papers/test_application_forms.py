"""申请表印本: the official table, blank and filled in, whole even with the longest answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from django.test import Client

from bianmin.audit.models import Event
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.ops.demo.answers import plausible_answers
from bianmin.papers.application_forms import Who, blank_form_pdf, form_html
from bianmin.papers.application_forms import _print as printed
from bianmin.rules.forms import Form, asked, every_field, is_table, kind_of, label_of
from bianmin.rules.roles import RoleKind
from bianmin.rules.scenarios import form_at, tree_of
from tests import make
from tests.long_form import long_form, published
from tests.papers import pdfs
from tests.web.staff import Browser
from tests.world import build

ITEMS = {item["code"]: item for item in shipped_items()}
SHOWN = ("LC-JZ-048", "LC-YL-029")
WANG = Who("王桂英", "371502195805060017", "13812345678", "东昌府区河湾镇柳庄村 12 号")


@pytest.fixture(autouse=True)
def address(settings: Any) -> None:
    settings.BIANMIN_ADDRESS = "https://bm.example.gov.cn"


def unsaved(told: Mapping[str, Any]) -> ItemVersion:
    item = ServiceItem(code=told["code"], name=told["name"])
    at = datetime(2026, 9, 1, tzinfo=UTC)
    form = told["form_schema"]
    return ItemVersion(pk=1, item=item, number=7, guide=told, form=form, published_at=at)


def longest(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with every text as long as its field takes it, and tables full."""
    told = dict(answers)
    for name, rule in form["properties"].items():
        if name in told and is_table(rule):
            told[name] = [longest(rule["items"], told[name][0])] * int(rule.get("maxItems", 20))
        elif name in told and rule.get("type") == "string" and not {"enum", "pattern"} & set(rule):
            told[name] = ("家里老人常年有病" * 40)[: int(rule.get("maxLength", 10))]
            if "format" in rule:
                told[name] = "2026-03-02"
    return told


@pytest.mark.parametrize("code", SHOWN)
def test_a_form_is_whole_blank_and_with_the_longest_answers(code: str) -> None:
    version, tree = unsaved(ITEMS[code]), tree_of(ITEMS[code])
    scenario = tree.leaves[0].key if tree else ""
    form = form_at(version.form, tree.leaf(scenario) if tree else None)
    answers = plausible_answers(form, random=Random(3))
    full = longest(form, answers)
    html = form_html(version, scenario, WANG, full, asked(form, answers), "https://x", "LC1")

    for content, most in ((blank_form_pdf(version, scenario), 3), (printed(html), 9)):
        assert pdfs.pages(content) <= most
        assert not pdfs.overflow(content)
        for name, kind, embedded in pdfs.fonts(content):
            assert embedded and "Type 3" not in kind and "Noto" in name
    said = pdfs.text(blank_form_pdf(version, scenario))
    for name, rule in every_field(form):
        assert kind_of(rule) == "signature" or "".join(label_of(name, rule).split()) in said
    assert "申请人（签名）" in said
    assert "乡镇（街道）审核意见" in said


@pytest.mark.django_db
def test_a_case_prints_its_form_in_full_and_leaves_a_trace() -> None:
    cast = build()
    town = cast.townships["河湾镇"]
    form = long_form()
    version = published(form)
    answers = plausible_answers(form) | {"marriage": "single"}
    answers = {k: v for k, v in answers.items() if not k.startswith("spouse")}
    made = make.submitted(
        town.center, town.village, applicant=town.villager, of=version, answers=answers
    )
    clerk = Browser(town.staff[RoleKind.CLERK])

    page = clerk.get(f"/desk/cases/{made.case.number}/application-form.pdf")
    own = Client().get(f"/t/{made.tracking}/application-form.pdf")
    for answer in (page, own):
        assert answer["Content-Type"] == "application/pdf"
        said = pdfs.text(answer.content)
        assert answers["card"] in said
        assert answers["members"][0]["id_number"] in said
        assert "■未婚" in said
    assert Event.objects.filter(unit=1, action="print_document").count() == 2
    assert Client().get(f"/items/{version.item.code}/application-form.pdf").status_code == 200
    unknown = f"/items/{version.item.code}/application-form.pdf?scenario=none"
    assert Client().get(unknown).status_code == 404
