import pytest

from bianmin.rules.errors import (
    CalendarNotPublished,
    ClockStopped,
    Conflict,
    DomainError,
    IllegalMove,
    Invalid,
    NotAllowed,
    NotFound,
    TooMany,
)
from bianmin.rules.verdict import ALLOWED, NotNow, Verdict, first_denial, require


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (DomainError, 409),
        (NotAllowed, 403),
        (NotFound, 404),
        (Conflict, 409),
        (Invalid, 422),
        (TooMany, 429),
        (CalendarNotPublished, 409),
        (ClockStopped, 409),
        (IllegalMove, 409),
    ],
)
def test_every_refusal_has_its_status(kind: type[DomainError], status: int) -> None:
    assert kind.status == status


def test_a_refusal_reads_as_its_sentence() -> None:
    assert str(Invalid("填写有误", {"phone": "手机号应为11位"})) == "填写有误"
    assert Invalid("填写有误", {"phone": "手机号应为11位"}).fields["phone"] == "手机号应为11位"
    assert Invalid("填写有误").fields == {}
    assert TooMany("请稍后再试", 60).retry_after == 60
    assert TooMany("请稍后再试").retry_after is None
    assert CalendarNotPublished(2027).year == 2027


def test_a_verdict_is_true_when_nothing_speaks_against_it() -> None:
    assert ALLOWED
    assert first_denial((True, "甲"), (True, "乙")) == ALLOWED
    assert first_denial((True, "甲"), (False, "乙"), (False, "丙")) == Verdict("乙")
    assert not Verdict("乙")


def test_require_passes_or_raises_the_reason() -> None:
    require(ALLOWED)
    with pytest.raises(NotAllowed, match="该办件不在本站点"):
        require(Verdict("该办件不在本站点"))
    with pytest.raises(IllegalMove, match="已撤回"):
        require(first_denial((False, NotNow("“已撤回”的办件不能受理")), (False, "乙")))
