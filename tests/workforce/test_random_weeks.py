"""Random rotas, leaves and departures: no post without cover, no open matter without an owner."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from torture._weeks import Weeks

from tests.workforce.house import House

WHO = st.integers(0, 7)
SMALL = settings(
    max_examples=8,
    stateful_step_count=14,
    phases=(Phase.generate,),  # a story of fourteen steps is read sooner than it is shrunk
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Machine(RuleBasedStateMachine):
    """The weeks of one centre; every example begins with the same one."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.weeks = Weeks(self.house)

    @rule(
        post=st.integers(0, 2),
        holders=st.tuples(WHO, WHO, st.integers(-1, 7)),
        turns=st.text("ABC-", min_size=10, max_size=10) | st.sampled_from(["A" * 10, "AB" * 5]),
        ahead=st.integers(0, 7),
    )
    def plan(self, **wanted: Any) -> None:
        self.weeks.plan(**wanted)

    @rule(who=WHO, ahead=st.integers(0, 5), halves=st.integers(1, 9))
    def ask(self, **wanted: Any) -> None:
        self.weeks.ask(**wanted)

    @rule(who=WHO, halves=st.integers(1, 7))
    def fall_ill(self, **wanted: Any) -> None:
        self.weeks.fall_ill(**wanted)

    @rule(who=WHO)
    def come_back(self, who: int) -> None:
        self.weeks.come_back(who)

    @rule(who=WHO, successor=WHO)
    def leave(self, **wanted: Any) -> None:
        self.weeks.leave(**wanted)

    @rule()
    def join(self) -> None:
        self.weeks.join()

    @rule(who=WHO)
    def take(self, who: int) -> None:
        self.weeks.take(who)

    @rule(hours=st.sampled_from([1, 2, 4, 15, 24]))
    def tick(self, hours: int) -> None:
        self.weeks.tick(hours)

    @invariant()
    def nothing_is_violated(self) -> None:
        assert self.weeks.violations() == []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


def test_random_weeks(house: House) -> None:
    Machine.house = house
    run_state_machine_as_test(Machine, settings=SMALL)
