from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.errors import Invalid
from bianmin.rules.identity import (
    SEX_LABELS,
    Sex,
    credit_code_check,
    id_check_digit,
    normalise,
    parse_credit_code,
    parse_id_number,
    parse_mobile,
)
from tests.rules.calendars import SEEDED

TODAY = date(2020, 9, 25)


def number_for(area: str, born_on: date, serial: int) -> str:
    body = f"{area}{born_on:%Y%m%d}{serial:03}"
    return body + id_check_digit(body)


def test_the_number_of_the_standard() -> None:
    found = parse_id_number("11010519491231002X", today=TODAY)

    assert (found.area, found.born_on, found.sex) == ("110105", date(1949, 12, 31), Sex.FEMALE)
    assert found.warning == ""
    assert SEX_LABELS[found.sex] == "女"
    assert "1949" not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_what_people_type_is_understood(text: str) -> None:
    assert parse_id_number(text, today=TODAY).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("110105491231002", "15位的老号码，已停用"),
        ("1101051949123100", "应为18位，现在是16位"),
        ("", "应为18位，现在是0位"),
        ("A1010519491231002X", "前17位是数字"),
        ("110105194912310020", "有一位填错了"),
        ("110105194913310025", "出生日期不对"),
        ("110105194902300025", "出生日期不对"),
        (number_for("371502", date(2020, 9, 26), 11), "出生日期不对"),  # tomorrow
        (number_for("371502", date(1879, 12, 31), 11), "出生日期不对"),
    ],
)
def test_a_wrong_number_is_explained(text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        parse_id_number(text, today=TODAY)


@pytest.mark.parametrize(
    ("area", "known", "warns"),
    [
        ("371523", None, False),  # abolished with the county, the province stands
        ("371523", frozenset({"371503"}), True),
        ("371503", frozenset({"371503"}), False),
        ("991523", None, True),
    ],
)
def test_an_unknown_area_only_warns(area: str, known: frozenset[str] | None, warns: bool) -> None:
    number = number_for(area, date(1960, 5, 1), 11)

    assert bool(parse_id_number(number, today=TODAY, known_areas=known).warning) is warns


@SEEDED
@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.data())
def test_any_single_slip_is_found(born_on: date, serial: int, at: int, data: st.DataObject) -> None:
    number = number_for("371502", born_on, serial)
    found = parse_id_number(number, today=TODAY)
    assert found.sex is (Sex.MALE if serial % 2 else Sex.FEMALE)
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[at]]))

    with pytest.raises(Invalid):
        parse_id_number(number[:at] + other + number[at + 1 :], today=TODAY)


@SEEDED
@given(st.text(max_size=30))
def test_any_text_is_accepted_or_refused_with_a_sentence(text: str) -> None:
    for parse in (
        lambda: parse_id_number(text, today=TODAY),
        lambda: parse_credit_code(text),
        lambda: parse_mobile(text),
    ):
        try:
            parse()
        except Invalid as refusal:
            assert str(refusal)


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "11511301008778183N", "11330800MB0R57773W", "91350100m000100y43"]
)
def test_a_right_credit_code(code: str) -> None:
    assert parse_credit_code(code) == code.upper()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("91350100M000100Y4", "应为18位，现在是17位"),
        ("9135O100M000100Y43", "没有字母 I、O、Z、S、V"),
        ("91350100M000100Y*3", "只能是数字和大写字母"),
        ("91350100M000100Y44", "有一位填错了"),
    ],
)
def test_a_wrong_credit_code_is_explained(code: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        parse_credit_code(code)


@SEEDED
@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_a_made_credit_code_is_right(body: str) -> None:
    assert parse_credit_code(body + credit_code_check(body))


@pytest.mark.parametrize(
    "text",
    ["13812345678", "138 1234 5678", "+86 138-1234-5678", "8613812345678", "008613812345678"],
)
def test_a_mobile_number(text: str) -> None:
    assert parse_mobile(text) == "13812345678"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1381234567", "应为11位数字，现在是10位"),
        ("12812345678", "这不像是手机号"),
        ("06358888888", "这不像是手机号"),
        ("1381234567八", "只能是数字"),
        ("", "只能是数字"),
        ("1381234567٣", "只能是数字"),
    ],
)
def test_a_wrong_mobile_number_is_explained(text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        parse_mobile(text)


def test_normalise() -> None:
    assert normalise(" ａb-1 ２") == "AB12"


def test_a_person_born_today_is_real() -> None:
    assert parse_id_number(number_for("371502", TODAY, 1), today=TODAY).born_on == TODAY
    with pytest.raises(Invalid):
        parse_id_number(number_for("371502", TODAY, 1), today=TODAY - timedelta(days=1))
