"""五种单子: what each says, with number, names and the signature drawn anew."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.assistance.commands import closing, entrusting
from bianmin.papers.orders import order_form_html, order_form_pdf
from bianmin.rules.assistance import FORM_TITLES, EndCause, FormKind
from tests.assistance.home import SIGNED, Home, again
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(settings: Any, tmp_path: Any) -> Home:
    settings.BIANMIN_FILES_DIR = tmp_path
    world = build()
    return Home(world, world.townships["河湾镇"])


def test_the_five_forms_say_who_what_and_until_when(home: Home) -> None:
    file = home.accepted()
    entrusting.pause_order(again(file), reason="等本人补户口簿", **home.by())
    entrusting.resume_order(again(file), proof=SIGNED, **home.by())
    closing.end_order(again(file), cause=EndCause.UNABLE, words="没满八十岁", **home.by())
    file = again(file)
    said = {FormKind(form.kind): order_form_html(file, form) for form in file.forms}
    assert set(said) == set(FormKind)
    for form in file.forms:
        html = said[FormKind(form.kind)]
        for words in (FORM_TITLES[FormKind(form.kind)], form.number, "王桂英", "免费"):
            assert words in html
        assert html.count("<section") == 2
    for kind, words in (
        (FormKind.MANDATE, "2026年9月2日"),
        (FormKind.RECEIPT, "身份证、银行卡"),
        (FormKind.PAUSE, "等本人补户口簿"),
        (FormKind.RESUME, "重新委托"),
        (FormKind.END, "不符合条件，已说明理由。没满八十岁"),
    ):
        assert words in said[kind], kind
    drawn = "M20 40L120 60L220 40"
    assert {kind for kind, html in said.items() if drawn in html} == {
        FormKind.MANDATE, FormKind.RESUME,
    }  # fmt: skip


def test_the_blank_mandate_is_one_page_each_for_both(home: Home) -> None:
    file = again(home.entrusted())
    assert "空白表" in order_form_html(file, None) and "〔2026〕" in order_form_html(file, None)
    assert order_form_pdf(file, file.forms[0]).startswith(b"%PDF")
