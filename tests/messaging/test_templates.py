import re

import pytest

from bianmin.messaging.templates import LONGEST_LINK, PARAMETERS, PART, TEMPLATES, render

LONGEST = {name: "字" * most for name, most in PARAMETERS.items() if name != "link"}
CITY = "聊城"


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_words_without_the_link_fit_one_part(name: str) -> None:
    text = render(name, LONGEST, city=CITY, address="https://bm.example.cn")
    assert len(text) <= PART, (len(text), text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_placeholder_is_a_known_parameter(name: str) -> None:
    assert TEMPLATES[name].parameters() <= set(PARAMETERS)


def test_no_parameter_can_hold_a_name_a_phone_or_an_identity_number() -> None:
    assert not {"name", "phone", "to", "id_number", "address", "amount", "bank"} & set(PARAMETERS)


def test_a_fragment_without_its_parameter_is_left_out() -> None:
    given = {"item": "老年人优待证", "number": "LC012026030200017"}
    assert render("received", given, city=CITY, address="") == (
        "【聊城便民】您申请的老年人优待证已收件，办件号LC012026030200017。"
    )
    assert "查询码7K2M" in render("received", given | {"code": "7K2M"}, city=CITY, address="")


def test_a_long_item_is_cut_and_a_path_becomes_an_address() -> None:
    text = render(
        "completed",
        {"item": "城乡居民基本养老保险参保登记", "number": "N1", "link": "/t/01ab/"},
        city=CITY,
        address="https://bm.example.cn",
    )
    assert "城乡居民基本养老保险参…" in text
    assert re.search(r"结果 https://bm\.example\.cn/t/01ab/ 。", text)


def test_braces_in_a_value_are_only_characters() -> None:
    text = render("withdrawn", {"item": "{number}{0}", "number": "N1"}, city=CITY, address="")
    assert "{number}{0}" in text


def test_the_link_has_a_limit_that_gateways_accept() -> None:
    assert LONGEST_LINK == 32
