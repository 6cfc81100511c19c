import pytest

from bianmin.rules.errors import Invalid
from bianmin.rules.limits import (
    IMMEDIATE,
    JOINT_EXTENSION,
    JOINT_LICENCE,
    LICENCE,
    LICENCE_EXTENSION,
    Limit,
    Unit,
    is_longer,
    may_extend,
    may_promise,
)


@pytest.mark.parametrize(
    ("text", "limit", "words"),
    [
        ("5 workday", Limit(5, Unit.WORKDAY), "5个工作日"),
        (" 1 workdays ", Limit(1, Unit.WORKDAY), "1个工作日"),
        ("20个工作日", Limit(20, Unit.WORKDAY), "20个工作日"),
        ("30 day", Limit(30, Unit.DAY), "30日"),
        ("30天", Limit(30, Unit.DAY), "30日"),
        ("2 hour", Limit(2, Unit.HOUR), "2小时"),
        ("6 month", Limit(6, Unit.MONTH), "6个月"),
        ("0 workday", IMMEDIATE, "当日"),
    ],
)
def test_a_limit_is_read_and_written(text: str, limit: Limit, words: str) -> None:
    assert Limit.parse(text) == limit
    assert str(limit) == words


@pytest.mark.parametrize(
    "text", ["", "five workday", "5", "-1 day", "5 year", "0 day", "12345 day"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Limit.parse(text)


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(Invalid):
        Limit(-1, Unit.WORKDAY)


@pytest.mark.parametrize(
    ("one", "other", "longer"),
    [
        ("21 workday", "20 workday", True),
        ("20 workday", "20 workday", False),
        ("20 workday", "20 day", True),
        ("20 workday", "30 day", False),
        ("1 month", "30 day", False),
        ("25 hour", "1 day", True),
    ],
)
def test_limits_compare(one: str, other: str, longer: bool) -> None:
    assert is_longer(Limit.parse(one), Limit.parse(other)) is longer


def test_a_promise_is_not_longer_than_the_law() -> None:
    assert may_promise(Limit(5, Unit.WORKDAY), LICENCE)
    assert may_promise(LICENCE, LICENCE)
    verdict = may_promise(Limit(21, Unit.WORKDAY), LICENCE)
    assert verdict.reason == "承诺时限（21个工作日）不能长于法定时限（20个工作日）"


@pytest.mark.parametrize(
    ("extension", "extended_before", "joint", "reason"),
    [
        (LICENCE_EXTENSION, False, False, ""),
        (LICENCE_EXTENSION, True, False, "审批时限只能延长一次"),
        (Limit(11, Unit.WORKDAY), False, False, "延长不得超过10个工作日"),
        (JOINT_EXTENSION, False, True, ""),
        (Limit(16, Unit.WORKDAY), False, True, "延长不得超过15个工作日"),
    ],
)
def test_one_extension(extension: Limit, extended_before: bool, joint: bool, reason: str) -> None:
    verdict = may_extend(extension, extended_before=extended_before, joint=joint)
    assert verdict.reason == reason


def test_the_limits_of_the_law() -> None:
    assert [str(limit) for limit in (LICENCE, JOINT_LICENCE)] == ["20个工作日", "45个工作日"]
