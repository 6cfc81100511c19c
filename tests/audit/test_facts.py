"""Events hold no personal data: facts are refused, words typed by people are cleaned."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from bianmin.audit.facts import hide_personal, plain
from bianmin.ground.sealed import SealedDocument, SealedValue
from bianmin.rules.masking import Kind, PlainSealed

ID_NUMBER = "11010519491231002X"  # the example of GB 11643


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("fact", "kept"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("受理", "受理"),
        (Colour.RED, "red"),
        (date(2020, 9, 25), "2020-09-25"),
        (datetime(2020, 9, 25, tzinfo=UTC), "2020-09-25T00:00:00+00:00"),
        (Decimal("12.50"), "12.50"),
        ((1, [2]), [1, [2]]),
        ({"b", "a"}, ["a", "b"]),
        ({"a": {"b": ()}}, {"a": {"b": []}}),
        ("LC012020092500017", "LC012020092500017"),
        ("file:861234199012311234", "file:861234199012311234"),
        ("110105194912310021", "110105194912310021"),  # its check digit is wrong
        ("a13800138000b", "a13800138000b"),
        (861234199012311234, 861234199012311234),
    ],
)
def test_plain_facts_are_kept(fact: Any, kept: Any) -> None:
    assert plain(fact) == kept


@pytest.mark.parametrize(
    "fact",
    [
        ID_NUMBER,
        f"身份证{ID_NUMBER.lower()}。",
        "13800138000",
        "电话 138-0013-8000",
        "+86 13800138000",
        {"a": ["x", {"b": "13800138000"}]},
        {"13800138000": 1},
        PlainSealed(Kind.NAME, "张三"),
        [SealedValue.of(Kind.PHONE, "1")],
        {"a": SealedDocument.of({})},
        1.5,
        b"x",
        {1: 2},
        object(),
    ],
)
def test_others_are_refused(fact: Any) -> None:
    with pytest.raises((TypeError, ValueError)) as refusal:
        plain(fact)

    assert "13800138000" not in str(refusal.value)


def test_words_typed_by_people_are_cleaned() -> None:
    words = f"材料不清，请{ID_NUMBER}本人带原件，联系13800138000"

    assert hide_personal(words) == "材料不清，请***本人带原件，联系***"
