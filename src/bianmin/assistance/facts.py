"""补助依据: the finished orders of a month, by whoever handed the result over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from bianmin.accounts.models import User
from bianmin.assistance.known import clients_of, party_of
from bianmin.assistance.models import AgentOrder, OrderCase, OrderForm
from bianmin.rules.assistance import AidKind, Heard, OrderState, may_serve
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.order_facts import OrderFact, Tally, tally

ENDED_BY_HAND = "end"
SHOWN = ("item", "principal", "agent__person")


@dataclass(frozen=True)
class Month:
    """一个月: by the day of its first, in Shanghai."""

    first: date

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.replace(day=1))

    @classmethod
    def parse(cls, text: str, today: date) -> Month:
        """读月份: ``2026-03``; the present month for anything else."""
        try:
            return cls.of(datetime.strptime(text, "%Y-%m").date())
        except ValueError:
            return cls.of(today)

    @property
    def before(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> Month:
        return Month.of(self.first + timedelta(days=32))

    @property
    def span(self) -> tuple[datetime, datetime]:
        return tuple(
            datetime.combine(day, time(), SHANGHAI) for day in (self.first, self.after.first)
        )  # type: ignore[return-value]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class AgentFacts:
    """一位代办员的: every order they handed over, and what it comes to."""

    agent: User
    facts: tuple[tuple[AgentOrder, OrderFact], ...]

    @property
    def tally(self) -> Tally:
        return tally(fact for _, fact in self.facts)


def facts_of(orders: QuerySet[AgentOrder], month: Month) -> list[AgentFacts]:
    """某月的事实: of the orders one may see, by the agent whose hand the resident signed for."""
    begins, ends = month.span
    rows = list(
        orders.filter(delivered_at__gte=begins, delivered_at__lt=ends)
        .select_related(*SHOWN)
        .order_by("delivered_at", "id")
    )
    ids = [row.pk for row in rows]
    units = {row.unit for row in rows}
    here = {"unit__in": units, "order_id__in": ids}
    ends_of = OrderForm.objects.filter(**here, kind=ENDED_BY_HAND)
    hands = dict(ends_of.order_by("id").values_list("order_id", "issued_by"))
    linked = set(OrderCase.objects.filter(**here).values_list("order_id", flat=True))
    agents = User.objects.select_related("person").in_bulk({pk for pk in hands.values() if pk})
    found: dict[int, list[tuple[AgentOrder, OrderFact]]] = defaultdict(list)
    for row in rows:
        agent = agents.get(hands.get(row.pk) or 0)
        if agent is not None:
            found[agent.pk].append((row, _fact(row, agent, has_case=row.pk in linked)))
    return [AgentFacts(agents[pk], tuple(each)) for pk, each in found.items()]


def _fact(order: AgentOrder, agent: User, *, has_case: bool) -> OrderFact:
    assert order.delivered_at is not None  # by the filter
    return OrderFact(
        number=order.number,
        kind=AidKind(order.kind),
        state=OrderState(order.state),
        delivered_on=localdate(order.delivered_at),
        promised_on=order.promised_on,
        has_case=has_case,
        heard=Heard(order.heard) if order.heard else None,
        is_by_own_phone=order.confirmed_at is not None and order.phone_is_theirs,
        is_followed_up=order.heard_by is not None and order.heard_by != agent.pk,
        is_own_house=not may_serve(party_of(agent.person), *clients_of(order)),
    )
