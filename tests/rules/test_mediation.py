"""What the law says of mediation, and when counsel's half-hours are."""

from __future__ import annotations

from datetime import date, time

import pytest

from bianmin.rules.counsel import Duty, DutySeason, duty_slots, may_be_duty
from bianmin.rules.mediation import (
    ALLOWED_IN,
    ENDS,
    RUNNING,
    SETTLED,
    Consent,
    DisputeState,
    Known,
    Verb,
    allows,
    may_begin,
    may_mediate,
    visit_due,
)

YES, NO, OPEN = Consent.GIVEN, Consent.REFUSED, Consent.OPEN
MONDAY_MORNING = Duty(DutySeason.ALL, 0, time(9), time(11))
HOURS = [(time(8, 30), time(12)), (time(13, 30), time(17))]


@pytest.mark.parametrize(
    ("consents", "why"),
    [
        ([YES, YES], ""),
        ([YES, YES, YES], ""),
        ([YES], "两方"),  # nobody is mediated with themself
        ([YES, NO], "第十七条"),  # 一方明确拒绝的，不得调解
        ([NO, OPEN], "第十七条"),
        ([YES, OPEN], "没有说"),  # silence is no consent
        ([YES, YES, OPEN], "没有说"),
    ],
)
def test_it_begins_only_when_all_are_willing(consents: list[Consent], why: str) -> None:
    verdict = may_begin(consents)
    assert bool(verdict) == (not why) and why in verdict.reason


@pytest.mark.parametrize(
    ("mediator", "may"),
    [
        (Known(1, b"a", b"p"), True),
        (Known(2, b"", b""), False),  # the person
        (Known(9, b"n", b""), False),  # the number
        (Known(9, b"", b"q"), False),  # the telephone of the house
        (Known(None, b"", b""), True),  # nothing known is nothing shared
    ],
)
def test_no_party_mediates_nor_who_shares_a_telephone(mediator: Known, may: bool) -> None:
    parties = [Known(2, b"n", b"q"), Known(None, b"", b"")]
    assert bool(may_mediate(mediator, parties)) is may


def test_every_pair_of_state_and_verb_is_said() -> None:
    assert set(ALLOWED_IN) == set(Verb)
    for state in DisputeState:
        done = {verb for verb in Verb if allows(state, verb)}
        if state in SETTLED:
            assert done == {Verb.VISIT}
        elif state not in RUNNING:
            assert done == set()
    assert set(ENDS.values()) | set(SETTLED) | set(RUNNING) == set(DisputeState)
    assert not allows(DisputeState.APPLIED, Verb.FAIL)  # nothing has been tried yet


@pytest.mark.parametrize(
    ("perform_by", "due"),
    [
        (None, date(2026, 4, 1)),
        (date(2026, 3, 10), date(2026, 3, 10)),  # once it should have been done
        (date(2026, 6, 1), date(2026, 4, 1)),  # a long term is asked after earlier
    ],
)
def test_the_first_visit(perform_by: date | None, due: date) -> None:
    assert visit_due(date(2026, 3, 2), perform_by) == due


@pytest.mark.parametrize(
    ("day", "duty", "slots"),
    [
        (date(2026, 3, 2), MONDAY_MORNING, ["09:00", "09:30", "10:00", "10:30"]),
        (date(2026, 3, 3), MONDAY_MORNING, []),
        (date(2026, 3, 2), Duty(DutySeason.SUMMER, 0, time(9), time(11)), []),
        (date(2026, 6, 1), Duty(DutySeason.SUMMER, 0, time(9), time(10)), ["09:00", "09:30"]),
        (date(2026, 3, 2), Duty(DutySeason.WINTER, 0, time(11, 15), time(14)), ["11:15", "13:30"]),
        (date(2026, 3, 2), Duty(DutySeason.ALL, 0, time(18), time(20)), []),  # closed by then
    ],
)
def test_duty_is_cut_into_half_hours_within_the_centres_hours(
    day: date, duty: Duty, slots: list[str]
) -> None:
    assert [f"{slot:%H:%M}" for slot in duty_slots(day, [duty], HOURS)] == slots


def test_a_duty_is_half_an_hour_at_least_and_overlaps_none() -> None:
    assert not may_be_duty(Duty(DutySeason.ALL, 1, time(9), time(9, 20)), [])
    assert not may_be_duty(Duty(DutySeason.SUMMER, 0, time(10), time(12)), [MONDAY_MORNING])
    assert may_be_duty(Duty(DutySeason.ALL, 0, time(11), time(12)), [MONDAY_MORNING])
    summer = Duty(DutySeason.SUMMER, 0, time(9), time(10))
    assert may_be_duty(Duty(DutySeason.WINTER, 0, time(9), time(10)), [summer])
