"""A personal value does not print itself, whoever asks and however."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
from pathlib import Path
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.template import Context, Engine

from bianmin.ground.sealed import SealedDocument, SealedValue
from bianmin.rules.masking import Kind, PlainSealed

CANARY = "金丝雀一二三"


def _read() -> list[Any]:
    """Return a value as typed in and as read back, text and document."""
    text, document = SealedValue.of(Kind.NAME, CANARY), SealedDocument.of({"姓名": [CANARY]})
    return [
        text,
        SealedValue(Kind.NAME, clear=None, token=text.token("t.c"), place="t.c"),
        document,
        SealedDocument(text=None, token=document.token("t.c"), place="t.c"),
    ]


@pytest.fixture(params=range(4), ids=["typed", "stored", "typed json", "stored json"])
def value(request: pytest.FixtureRequest, keys: Path) -> Any:
    return _read()[request.param]


def test_no_way_of_printing_gives_the_value(value: Any) -> None:
    log = io.StringIO()
    logger = logging.Logger("canary")
    logger.addHandler(logging.StreamHandler(log))
    logger.error("%s %r %s", value, value, [value])
    prints = [str(value), repr(value), f"{value}", f"{value!r}", f"{[value]}", "%s" % (value,)]  # noqa: UP031

    for text in [*prints, log.getvalue(), json.dumps(str(value), ensure_ascii=False)]:
        assert CANARY not in text
        assert CANARY[1:3] not in text


@pytest.mark.parametrize(
    "serialise",
    [
        json.dumps,
        lambda value: json.dumps({"name": value}, cls=DjangoJSONEncoder),
        pickle.dumps,
        lambda value: pickle.dumps([value], protocol=0),
    ],
)
def test_serialising_is_refused(value: Any, serialise: Any) -> None:
    with pytest.raises(TypeError):
        serialise(value)


def test_a_template_shows_no_clear_value(value: Any) -> None:
    template = Engine().from_string("{{ value }}|{{ value.clear }}|{{ value|default:'-' }}")

    assert CANARY not in template.render(Context({"value": value}))


def test_clear_gives_the_value(value: Any) -> None:
    assert value.clear() in (CANARY, {"姓名": [CANARY]})
    assert value
    assert copy.copy(value) is value
    assert copy.deepcopy([value])[0] is value


def test_values_are_compared_in_clear(keys: Path) -> None:
    typed, stored, document, stored_document = _read()

    assert typed == stored == CANARY
    assert typed == PlainSealed(Kind.NAME, CANARY)
    assert len({typed, stored}) == 1
    assert typed != SealedValue.of(Kind.WORDS, CANARY)
    assert typed != "金丝雀" and typed != 5
    assert document == stored_document != SealedDocument.of({})
    assert document != {"姓名": [CANARY]}


def test_a_document_hands_out_copies(keys: Path) -> None:
    given = {"a": [1]}
    document = SealedDocument.of(given)
    given["a"].append(2)
    document.clear()["a"].append(3)

    assert document.clear() == {"a": [1]}
    assert not SealedDocument.of({})


def test_a_value_keeps_its_kind(keys: Path) -> None:
    with pytest.raises(TypeError):
        SealedValue.of(Kind.PHONE, PlainSealed(Kind.NAME, CANARY))
    with pytest.raises(TypeError):
        SealedValue.of(Kind.PHONE, 13800138000)  # type: ignore[arg-type]
