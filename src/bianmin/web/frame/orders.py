"""代办单怎么显示: where it stands in its six steps, by which day, and its forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import AgentOrder, OrderForm
from bianmin.rules.assistance import (
    END_LABELS,
    FORM_TITLES,
    KIND_LABELS,
    KIND_WORDS,
    LIVE,
    STATE_LABELS,
    STEPS,
    AidKind,
    EndCause,
    FormKind,
    OrderState,
)

TAGS = {
    OrderState.ASKED: "w",
    OrderState.PAUSED: "w",
    OrderState.ENDED: "",
    OrderState.CLOSED: "v",
    OrderState.DELIVERED: "v",
    OrderState.ARCHIVED: "v",
}


@dataclass(frozen=True)
class OrderLine:
    """一行: an order as a list shows it."""

    order: AgentOrder
    today: date

    @property
    def state(self) -> OrderState:
        return OrderState(self.order.state)

    @property
    def words(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def tag(self) -> str:
        return TAGS.get(self.state, "t")

    @property
    def kind(self) -> str:
        return KIND_WORDS[AidKind(self.order.kind)]

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[AidKind(self.order.kind)]

    @property
    def why_ended(self) -> str:
        return END_LABELS[EndCause(self.order.cause)] if self.order.cause else ""

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_late(self) -> bool:
        due = self.order.due_on
        runs = self.is_live and self.state is not OrderState.PAUSED
        return runs and due is not None and due < self.today

    @property
    def due_words(self) -> str:
        """What the next day to mind is the last day of."""
        words = {
            OrderState.ASKED: "前联系",
            OrderState.ENTRUSTED: "前受理",
            OrderState.DELIVERED: "前回访",
            OrderState.ARCHIVED: "前回访",
        }
        return words.get(self.state, "前办好")

    @property
    def steps(self) -> list[dict[str, str]]:
        """The six steps with done, now or todo."""
        if self.state is OrderState.ENDED:
            return []
        now = next((n for n, (_, at) in enumerate(STEPS) if self.state in at), len(STEPS))
        return [
            {"label": label, "state": "done" if n < now else "now" if n == now else "todo"}
            for n, (label, _) in enumerate(STEPS)
        ]


def lines(orders: Iterable[AgentOrder], at: datetime) -> list[OrderLine]:
    today = localdate(at)
    return [OrderLine(order, today) for order in orders]


def form_lines(file: OrderFile) -> list[tuple[OrderForm, str]]:
    """单子: each with its title, oldest first."""
    return [(form, FORM_TITLES[FormKind(form.kind)]) for form in file.forms]
