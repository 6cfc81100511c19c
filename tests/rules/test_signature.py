import pytest

from bianmin.rules.errors import Invalid
from bianmin.rules.signature import MOST_POINTS, parse

NAME = "014280783c0dc28-03c1403cb4"


def test_a_name_is_drawn_again() -> None:
    assert parse(NAME).paths == ["M20 40L120 60L220 40", "M60 20L60 180"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "0142",
        f"{NAME}-",
        f"-{NAME}",
        f"{NAME}\n",
        NAME.upper(),
        "014280783g0dc28",
        "0142825928",  # x: 601
        "01428078f1",  # y: 241
        "00a0a",  # a tap
        "00a0a1f40c",  # a line
        "00a0a00cc8",
        "01428" * (MOST_POINTS * 2),
        "<svg onload=1>",
        "٠١٢٣٤",
    ],
)
def test_what_is_no_signature_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(text)
    assert set(refusal.value.fields) == {"signature"}
