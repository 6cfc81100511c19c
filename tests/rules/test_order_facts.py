from dataclasses import replace
from datetime import date

import pytest

from bianmin.rules.assistance import AidKind, Heard, OrderState
from bianmin.rules.order_facts import OrderFact, counts, tally

DONE = OrderFact(
    number="代办〔2026〕00001号",
    kind=AidKind.PROXY,
    state=OrderState.CLOSED,
    delivered_on=date(2026, 3, 10),
    promised_on=date(2026, 3, 10),
    has_case=True,
    heard=Heard.DONE,
    is_by_own_phone=False,
    is_followed_up=True,
    is_own_house=False,
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"heard": Heard.WANTING}, ""),
        ({"is_followed_up": False, "is_by_own_phone": True}, ""),
        ({"is_own_house": True}, "自己家"),
        ({"has_case": False}, "没有办件"),
        ({"state": OrderState.ARCHIVED}, "回访"),
        ({"heard": Heard.UNTRUE}, "没有确认"),
        ({"heard": Heard.SILENT}, "没有确认"),
        ({"is_followed_up": False}, "手机号"),
    ],
)
def test_what_counts_and_why_not(change: dict[str, object], reason: str) -> None:
    may = counts(replace(DONE, **change))  # type: ignore[arg-type]
    assert (reason in may.reason) and bool(may) is (not reason)


def test_a_month_is_told_in_three_numbers() -> None:
    late = replace(DONE, delivered_on=date(2026, 3, 11))
    unknown = replace(DONE, promised_on=None)
    found = tally([DONE, late, unknown, replace(DONE, is_own_house=True)])
    assert (found.delivered, found.counted, found.on_time) == (4, 3, 1)
