"""补助依据: which finished orders count for whoever carried them, each with the reason when not.

What is paid is settled elsewhere; here only facts are told, each of which can be told again from
the trail. Nothing counts that the resident has not confirmed, nothing of the agent's own house.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bianmin.rules.assistance import CONFIRMED, AidKind, Heard, OrderState
from bianmin.rules.verdict import Verdict, first_denial


@dataclass(frozen=True)
class OrderFact:
    """一单的事实: as the order and its trail say."""

    number: str
    kind: AidKind
    state: OrderState
    delivered_on: date
    promised_on: date | None
    has_case: bool
    heard: Heard | None
    is_by_own_phone: bool  # confirmed by the resident, by a telephone known as theirs
    is_followed_up: bool  # somebody without a hand in it asked
    is_own_house: bool

    @property
    def is_on_time(self) -> bool:
        return self.promised_on is not None and self.delivered_on <= self.promised_on


def counts(fact: OrderFact) -> Verdict:
    """算不算: the reason is what the agent reads."""
    said = fact.heard in CONFIRMED
    return first_denial(
        (not fact.is_own_house, "自己家的事不算"),
        (fact.has_case, "没有办件，只登记不算"),
        (fact.state is OrderState.CLOSED, "还没回访完"),
        (said, "本人没有确认"),
        (fact.is_followed_up or fact.is_by_own_phone, "确认的手机号不是本人先登记的"),
    )


@dataclass(frozen=True)
class Tally:
    """一个月的数: delivered, of these counted, and of these on time."""

    delivered: int
    counted: int
    on_time: int


def tally(facts: Iterable[OrderFact]) -> Tally:
    all_of_them = list(facts)
    counted = [fact for fact in all_of_them if counts(fact)]
    return Tally(len(all_of_them), len(counted), sum(fact.is_on_time for fact in counted))
