"""查进度: number and six digits show words of state; five tries an hour, known number or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bianmin.cases.commands import intake, lookup, review
from bianmin.cases.commands.lookup import TooManyTries, WrongCode
from bianmin.cases.models import LookupTry
from bianmin.rules.errors import Invalid
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM

TODAY = MONDAY_9AM.date()
UNKNOWN = "LC012026030299999"


def ask(number: str, code: str, **later: Any) -> lookup.Progress:
    return lookup.look_up(number, code, at=MONDAY_9AM + timedelta(**later), today=TODAY)


def answers(number: str, code: str, times: int) -> list[tuple[type, str, dict[str, str]]]:
    told = []
    for _ in range(times):
        try:
            ask(number, code)
        except (WrongCode, TooManyTries) as refusal:
            told.append((type(refusal), str(refusal), dict(getattr(refusal, "fields", {}))))
        else:
            raise AssertionError("a wrong code was taken")
    return told


@pytest.fixture
def made(cast: world.World, town: world.Township) -> Any:
    return make.submitted(town.center, town.village, applicant=town.villager, of=cast.version)


def test_words_of_state_and_nothing_of_the_person(made: Any) -> None:
    found = ask(f" {made.case.number[:4].lower()} {made.case.number[4:]} ", made.query_code)
    assert (found.number, found.state) == (made.case.number, State.SUBMITTED)
    assert found.words == "已提交，等工作人员查看"
    assert "村民" not in repr(found)


def test_an_unknown_number_is_answered_like_a_wrong_code(made: Any) -> None:
    wrong = "000000" if made.query_code != "000000" else "000001"
    for_known = answers(made.case.number, wrong, 7)
    assert for_known == answers(UNKNOWN, wrong, 7)
    assert [kind for kind, _, _ in for_known] == [WrongCode] * 5 + [TooManyTries] * 2


def test_the_sixth_try_fails_even_with_the_right_code_and_the_next_hour_begins_anew(
    made: Any,
) -> None:
    answers(made.case.number, "12345", 5)
    with pytest.raises(TooManyTries, match="只能查 5 次"):
        ask(made.case.number, made.query_code, minutes=59)
    assert ask(made.case.number, made.query_code, hours=1).number == made.case.number


def test_right_tries_count_as_well(made: Any) -> None:
    for _ in range(5):
        ask(made.case.number, made.query_code)
    with pytest.raises(TooManyTries):
        ask(made.case.number, made.query_code)


def test_a_number_that_is_none_is_told_so_and_costs_nothing(made: Any) -> None:
    with pytest.raises(Invalid, match="LC 加 15 位数字"):
        ask("12345", made.query_code)
    assert not LookupTry.objects.exists()


def test_ten_thousand_guesses_are_five(made: Any) -> None:
    """Whatever is guessed, spaced or small letters, it counts against the same number."""
    spellings: list[Callable[[str], str]] = [
        str,
        str.lower,
        lambda text: f"{text[:4]} {text[4:]}",
        lambda text: f"{text[:4]}-{text[4:]}",
        lambda text: f"{text}\n",
    ]
    refusals = []
    for n in range(20):
        try:
            ask(spellings[n % 5](made.case.number), f"x{n}")
        except Invalid as refusal:
            refusals.append(type(refusal))
        except TooManyTries:
            refusals.append(TooManyTries)
    assert refusals == [WrongCode] * 5 + [TooManyTries] * 15


def test_a_late_case_says_so(made: Any, cast: world.World, town: world.Township) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    intake.receive_case(made.case, by=clerk, at=MONDAY_9AM)
    review.accept_case(made.case, by=clerk, at=MONDAY_9AM)
    due = made.case.promise_due
    for today, late in ((due, False), (due + timedelta(days=1), True)):
        found = lookup.look_up(made.case.number, made.query_code, at=MONDAY_9AM, today=today)
        assert (found.standing.due.on, found.is_late) == (due, late)
        assert (found.holder, found.phone) == (town.center.name, town.center.phone)


def test_old_counters_are_forgotten(made: Any) -> None:
    ask(made.case.number, made.query_code)
    assert lookup.forget_tries(at=MONDAY_9AM + timedelta(hours=1)) == 0
    assert lookup.forget_tries(at=MONDAY_9AM + timedelta(hours=3)) == 1
