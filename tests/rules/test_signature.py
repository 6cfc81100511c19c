import json

import pytest

from bianmin.rules.errors import Invalid
from bianmin.rules.signature import MOST_POINTS, parse

NAME = [[[20, 40], [120, 60], [220, 40]], [[60, 20], [60, 180]]]


def test_a_name_is_kept_and_drawn_again() -> None:
    drawn = parse(json.dumps(NAME))
    assert parse(drawn.text()) == drawn
    assert drawn.paths == ["M20 40L120 60L220 40", "M60 20L60 180"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[[]]",
        "{}",
        "1",
        "null",
        "[[[1,2,3]]]",
        '[[["1",2]]]',
        "[[[true,2]]]",
        "[[[1.5,2]]]",
        "[[[-1,2],[300,40]]]",
        "[[[1,2],[601,40]]]",
        json.dumps([[[10, 10]]]),  # a tap
        json.dumps([[[10, 10], [500, 12]]]),  # a line
        json.dumps([[[10, 10], [12, 200]]]),
        json.dumps([[[n % 600, n % 240] for n in range(MOST_POINTS + 1)]]),
        "[" * 100_000,
        "<svg onload=1>",
    ],
)
def test_what_is_no_signature_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(text)
    assert set(refusal.value.fields) == {"signature"}
