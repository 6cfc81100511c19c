"""Pages: every sheet renders, carries no inline script or style, and holds what the law asks."""

import re
from pathlib import Path

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory

from bianmin.web.frame import samples, views
from bianmin.web.frame.context import publisher
from bianmin.web.frame.publisher import Publisher, sample_publisher

TEMPLATES = sorted(Path(views.__file__).parents[1].rglob("templates/**/*.html"))
CITIZEN = ("citizen", "question", "check", "refusal")


@pytest.fixture(autouse=True)
def routes(settings: object) -> None:
    settings.ROOT_URLCONF = "tests.web.frame.urls"  # type: ignore[attr-defined]


def page(sheet: str, query: str = "") -> str:
    request = RequestFactory().get(f"/styleguide/{sheet}/{query}")
    context = samples.SHEETS[sheet](request) | {
        "publisher": sample_publisher("聊城"),
        "demo_world": True,
        "sheets": tuple(samples.SHEETS),
    }
    return render_to_string(f"frame/styleguide/{sheet}.html", context, request)


@pytest.mark.parametrize("sheet", samples.SHEETS)
def test_each_sheet_is_one_page_in_chinese(sheet: str) -> None:
    html = page(sheet)
    assert '<html lang="zh-CN"' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "演示数据" in html


@pytest.mark.parametrize("sheet", CITIZEN)
def test_the_foot_holds_what_a_government_site_must_say(sheet: str) -> None:
    html = page(sheet)
    for words in ("网站标识码", "主办：", "鲁ICP备", "公网安备", "网站地图", "无障碍声明",
                  "隐私说明", "我为政府网站找错", "12345"):  # fmt: skip
        assert words in html


@pytest.mark.parametrize("sheet", CITIZEN)
def test_help_stands_on_every_citizen_page(sheet: str) -> None:
    assert "打电话" in page(sheet)


def test_a_wrong_form_says_so_in_title_summary_and_field() -> None:
    html = page("question", "?wrong")
    assert "<title>有错误：" in html
    assert 'role="alert"' in html
    assert 'id="id_phone_error"' in html


def test_text_size_is_a_class_of_the_page() -> None:
    context = {"text_size": "xl", "publisher": Publisher("便民")}
    assert 'data-size="xl"' in render_to_string("frame/citizen.html", context)
    assert render_to_string("frame/elder.html", context).count("data-size") == 1
    assert 'data-size="l"' in render_to_string("frame/elder.html", {})


def test_a_refusal_needs_neither_request_nor_database() -> None:
    html = render_to_string(
        "frame/refusal.html", {"status": 503, "title": "系统正在恢复", "reason": "请稍等"}
    )
    assert "请稍等" in html
    assert "不会重复提交" in html


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 429, 500, 503])
def test_each_refusal_says_what_to_do(status: int) -> None:
    html = render_to_string("frame/refusal.html", {"status": status, "reason": "原因"})
    assert re.search(r"怎么办</h2><p>[^<]{8,}", html)


def test_a_missing_sheet_is_not_found() -> None:
    with pytest.raises(Http404):
        views.styleguide(RequestFactory().get("/"), "nothing")


def test_outside_the_trial_only_the_name_is_known(settings: object) -> None:
    request = RequestFactory().get("/")
    assert publisher(request)["publisher"].site_code
    settings.BIANMIN_TRIAL = False  # type: ignore[attr-defined]
    assert publisher(request)["publisher"] == Publisher(name="聊城基层便民服务")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_no_inline_style_or_script(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r'\sstyle="|\son\w+="|javascript:|<style|<script(?![^>]*\ssrc=)', source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_post_form_has_token_and_key(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', source, re.DOTALL):
        assert "{% csrf_token %}" in form
        # What only reads (a search, a look at personal data) must not keep its answer.
        assert ("{% form_key %}" in form) != ("data-reads" in form)
