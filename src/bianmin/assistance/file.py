"""卷宗: everything of one order, read in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bianmin.accounts.mandates import is_live
from bianmin.assistance.models import AgentOrder, HeldPaper, OrderForm
from bianmin.cases.models import Case
from bianmin.rules.assistance import OPEN, AidKind, OrderState
from bianmin.rules.errors import NotFound
from bianmin.rules.lifecycle import State

DONE = frozenset({State.COMPLETED, State.DELIVERED, State.ARCHIVED})


@dataclass(frozen=True)
class OrderFile:
    """卷宗: the order with its forms and cases."""

    order: AgentOrder
    forms: tuple[OrderForm, ...] = ()
    cases: tuple[Case, ...] = ()
    papers: tuple[HeldPaper, ...] = ()  # everything taken, returned or not

    @property
    def state(self) -> OrderState:
        return OrderState(self.order.state)

    @property
    def kind(self) -> AidKind:
        return AidKind(self.order.kind)

    @property
    def unit(self) -> int:
        return self.order.unit

    @property
    def cases_done(self) -> list[bool]:
        return [State(case.state) in DONE for case in self.cases]

    @property
    def papers_out(self) -> list[HeldPaper]:
        """没还本人的."""
        return [one for one in self.papers if one.returned_at is None]

    def may_act(self, at: datetime) -> bool:
        """委托有效: always so where the person acts themselves; else while the mandate holds."""
        mandate = self.order.mandate
        return self.kind is AidKind.HELP or (mandate is not None and is_live(mandate, at))

    def is_stopped(self, at: datetime) -> bool:
        """委托已停: entrusted, not over, and the mandate holds no more."""
        begun = self.state in OPEN and self.state is not OrderState.ASKED
        return begun and not self.may_act(at)

    def form(self, pk: int) -> OrderForm:
        """Return one form of this very order; NotFound for any other."""
        found = next((form for form in self.forms if form.pk == pk), None)
        if found is None:
            raise NotFound("这张代办单没有这份单子")
        return found
