from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.errors import Invalid, NotFound
from bianmin.rules.numbers import (
    CaseNumber,
    DocumentKind,
    case_number,
    document_number,
    is_query_code,
    parse_case_number,
    query_code,
    region_words,
    spaced,
    tracking_code,
    unit_of,
    unit_of_tracking,
)
from tests.rules.calendars import SEEDED

DAY = date(2020, 9, 25)


def test_a_case_number() -> None:
    number = case_number(1, DAY, 17)

    assert (number, len(number)) == ("LC012020092500017", 17)
    assert spaced(number) == "LC01 20200925 00017"
    assert parse_case_number(spaced(number).lower()) == CaseNumber(1, DAY, 17)
    assert unit_of(number) == 1


@SEEDED
@given(st.integers(1, 99), st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999))
def test_a_number_reads_back(unit: int, day: date, serial: int) -> None:
    assert parse_case_number(case_number(unit, day, serial)) == CaseNumber(unit, day, serial)


@pytest.mark.parametrize(("unit", "serial"), [(0, 1), (100, 1), (1, 0), (1, 100_000)])
def test_a_number_out_of_range_is_refused(unit: int, serial: int) -> None:
    with pytest.raises(Invalid):
        case_number(unit, DAY, serial)


@pytest.mark.parametrize(
    "text", ["", "LC01202009250001", "AB012020092500017", "LC０12020092500017"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="LC 加 15 位数字"):
        parse_case_number(text)


def test_a_number_of_no_day_is_refused() -> None:
    with pytest.raises(Invalid, match="日期不对"):
        unit_of("LC012020093100017")


def test_a_query_code_has_six_digits() -> None:
    assert (query_code(42), query_code(12_345_678)) == ("000042", "345678")
    assert is_query_code("000042")
    assert not is_query_code("42")
    assert not is_query_code("００００４２")


def test_a_tracking_code_carries_its_unit() -> None:
    code = tracking_code(7, 2**128 - 1)

    assert code == "07" + "f" * 32
    assert unit_of_tracking(code) == 7
    with pytest.raises(NotFound):
        unit_of_tracking(code[:-1])
    with pytest.raises(Invalid):
        tracking_code(7, 2**128)


@pytest.mark.parametrize(
    ("county", "words"),
    [("东昌府区", "东昌府柳园街道"), ("阳谷县", "阳谷柳园街道"), ("莘县", "莘县柳园街道")],
)
def test_a_document_number(county: str, words: str) -> None:
    assert region_words(county, "柳园街道") == words
    assert (
        document_number(words, DocumentKind.ACCEPTANCE, 2020, 12) == f"{words} 受通〔2020〕00012号"
    )
