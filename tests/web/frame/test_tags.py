"""Tags and filters print what people read."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from bianmin.rules.lights import Light
from bianmin.rules.masking import Kind, PlainSealed


def shown(source: str, **context: object) -> str:
    return Template("{% load frame %}" + source).render(Context(context))


def test_icon_points_into_the_one_file_of_symbols() -> None:
    drawn = shown('{% icon "phone" %}')
    assert 'aria-hidden="true"' in drawn
    assert drawn.endswith('.svg#phone"/></svg>')


def test_form_key_is_fresh_for_a_new_form() -> None:
    request = RequestFactory().get("/")
    assert shown("{% form_key %}", request=request) != shown("{% form_key %}", request=request)


def test_form_key_is_kept_when_a_form_is_shown_again() -> None:
    key = str(uuid4())
    request = RequestFactory().post("/", {"_key": key})
    assert f'value="{key}"' in shown("{% form_key %}", request=request)


def test_form_key_keeps_nothing_that_is_not_a_key() -> None:
    request = RequestFactory().post("/", {"_key": '"><b>'})
    assert "<b>" not in shown("{% form_key %}", request=request)


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ v|weekday_date }}", date(2026, 11, 27), "11月27日（周五）"),
        ('{{ v|weekday_date:"year" }}', date(2026, 11, 27), "2026年11月27日（周五）"),
        ("{{ v|weekday_date }}", datetime(2026, 11, 26, 16, 30, tzinfo=UTC), "11月27日（周五）"),
        ("{{ v|weekday_date }}", None, ""),
        ("{{ v|moment }}", datetime(2026, 11, 20, 2, 24, tzinfo=UTC), "11月20日 10:24"),
        ("{{ v|moment }}", None, ""),
        ("{{ v|money }}", 0, "不收费"),
        ("{{ v|money }}", 1200, "1,200 元"),
        ("{{ v|money }}", Decimal("8.5"), "8.50 元"),
        ("{{ v|money }}", None, ""),
        ("{{ v|masked }}", PlainSealed(Kind.PHONE, "13800000000"), "138****0000"),
        ("{{ v|masked }}", None, ""),
    ],
)
def test_values_in_words(source: str, value: object, text: str) -> None:
    assert shown(source, v=value) == text


@pytest.mark.parametrize(
    ("light", "days", "words", "colour"),
    [
        (Light.GREEN, 8, "剩 8 天", "tag-v"),
        (Light.YELLOW, 1, "剩 1 天", "tag-w"),
        (Light.YELLOW, 0, "今天到期", "tag-w"),
        (Light.GREEN, None, "计时中", "tag-v"),
        (Light.RED, 3, "超期 3 天", "tag-r"),
        (Light.RED, 0, "超期", "tag-r"),
        (Light.UNDETERMINED, None, "待公布", "tag"),
        (None, None, "待公布", "tag"),
        ("paused", None, "计时暂停", "tag"),
    ],
)
def test_a_light_is_words_and_colour(
    light: Light | str | None, days: int | None, words: str, colour: str
) -> None:
    tag = shown("{{ light|light_tag:days }}", light=light, days=days)
    assert words in tag
    assert colour in tag


def test_near_tag_says_where() -> None:
    assert shown('{{ "village"|near_tag }}') == '<span class="tag tag-v">村里办</span>'
