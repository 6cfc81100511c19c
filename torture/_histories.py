"""随机经过: a case that anybody may do anything to at any time, held against two other tellings.

Who may make which move stands in tables that a person wrote (tests/cases/*.csv, tests/rules). The
days are walked again from the events alone, one by one, with another package's calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

import chinese_calendar
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests import make
from tests.cases.paths import HEARING, PROPOSAL, Path
from tests.cases.policy import PROPOSALS, TABLE
from tests.cases.test_no_veto import COMMANDS, REFUSED_BY, SHARED
from tests.make import MONDAY_9AM
from tests.rules.test_lifecycle import EXPECTED

from bianmin.accounts.actor import Actor
from bianmin.audit.models import Event
from bianmin.cases.commands import approvals, asking, clocks, refusals, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Approval, Case, RefusalFiling
from bianmin.rules.errors import DomainError
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind

LATE_GAP = Gap("id_card", "身份证", "看不清", "请重拍")
LAST = date(2026, 11, 30)  # the calendar ends with the year
PROMISED, BY_LAW, TELL = 5, 20, 5
ARRIVALS = ("submit", "receive", "correct", "resubmit")
HANDLING = (RoleKind.CITIZEN, RoleKind.AGENT, RoleKind.STATION_CLERK, RoleKind.CLERK,
            RoleKind.REVIEWER, RoleKind.CENTER_HEAD, RoleKind.COUNTY_REVIEWER,
            RoleKind.COUNTY_BUREAU)  # fmt: skip
DECIDING = {Action.GRANT, Action.DENY, Action.FORWARD, Action.RETURN_FORWARDED, Action.COMPLETE}
WINDOW = {RoleKind.CLERK, RoleKind.STATION_CLERK}


def is_workday(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def walk(start: date, workdays: int, stopped: Callable[[date], bool]) -> date:
    """Go on one day after the other until so many working days have passed that count."""
    day, left = start, workdays
    while left:
        day += timedelta(days=1)
        if is_workday(day) and not stopped(day):
            left -= 1
    return day


class Days:
    """What the events of one case say of its days, told apart from the product's rules."""

    def __init__(self, case: Case) -> None:
        self.arrived = self.accepted = date.min
        self.more = 0
        self.breaks: list[tuple[date, date, bool]] = []  # first, last, stops the law's clock too
        begun: tuple[date, bool] | None = None
        rows = Event.objects.filter(unit=case.unit, subject=f"case:{case.pk}").order_by("id")
        for action, at, facts in rows.values_list("action", "at", "facts"):
            day = localdate(at)
            if action in ("submit", "correct", "resubmit") or (
                action == "receive" and facts.get("before") == "draft"
            ):
                self.arrived = day
            elif action == "accept":
                self.accepted = day
            elif action == "deem_accept" or action == "deem_accepted":
                self.accepted = self.arrived
            elif action in ("pause", "request_review_correction"):
                begun = (day, action == "pause")
            elif action in ("resume", "correct_review") and begun:
                self.breaks.append((begun[0], day, begun[1]))
                begun = None
            elif action == "extend":
                self.more = int(facts["workdays"])

    def tell_by(self) -> date:
        return walk(self.arrived, TELL, lambda day: False)

    def promise(self) -> date:
        return walk(self.accepted, PROMISED + self.more, lambda day: self._within(day, law=False))

    def statutory(self) -> date:
        return walk(self.accepted, BY_LAW + self.more, lambda day: self._within(day, law=True))

    def _within(self, day: date, *, law: bool) -> bool:
        return any(a <= day <= b and (by_law or not law) for a, b, by_law in self.breaks)


class Undo(Exception):
    """Raised to take a whole history back."""


class History(RuleBasedStateMachine):
    """One case from its submission on."""

    path: ClassVar[Path]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self._whole = transaction.atomic()
        self._whole.__enter__()
        self.at = MONDAY_9AM
        version = make.version(licence=True)
        town = self.path.town
        agent = town.staff[RoleKind.AGENT]
        wanted = make.application(
            town.center, town.village, applicant=town.villager, intake=town.station,
            of=version, agent=agent.person,
        )  # fmt: skip
        from bianmin.cases.commands.intake import submit_case

        self.case = submit_case(wanted, channel="agent", by=self._actor(RoleKind.AGENT), at=self.at)
        self.case = self.case.case  # type: ignore[attr-defined]
        self.state = State.SUBMITTED

    def teardown(self) -> None:
        self._whole.__exit__(Undo, Undo(), None)

    def _actor(self, kind: RoleKind) -> Actor:
        self.path.at = self.at
        return self.path.actor(kind)

    def _read(self) -> Case:
        rows = Case.objects.select_related("version__item", "item", "township", "village", "site")
        return rows.get(unit=self.case.unit, pk=self.case.pk)

    def _try(self, act: Callable[[], object]) -> bool:
        type(self).steps += 1
        try:
            with transaction.atomic():
                act()
        except DomainError:
            return False
        return True

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        if localdate(self.at) < LAST:
            self.at += timedelta(hours=hours)
        if self._read().state in ("submitted", "received"):
            late = localdate(self.at) > Days(self.case).tell_by()
            acted = clocks.act_by_law(self.case.unit, at=self.at)
            assert bool(acted) == late, "deemed accepted exactly when five days are over"
            if acted:
                self.state = State.ACCEPTED

    @rule(kind=st.sampled_from(HANDLING), action=st.sampled_from(sorted(COMMANDS)))
    def somebody_moves(self, kind: RoleKind, action: Action) -> None:
        case = self._read()
        told: dict[str, Any] = {"by": self._actor(kind), "at": self.at}
        filing = RefusalFiling.objects.filter(
            unit=case.unit, case_id=case.pk, decided_at__isnull=True
        ).first()
        done = self._try(lambda: COMMANDS[action](case, told))
        reached = State(self._read().state)
        if not done:
            assert reached is self.state
            assert self._why_not(case, kind, action, filing), (self.state, kind, action)
            return
        moves = {action, *(p for pair in SHARED.items() if action in pair for p in pair)}
        moved = [m for m in moves if (self.state.value, m.value) in EXPECTED]
        assert len(moved) == 1, (self.state, action)
        (move,) = moved
        assert kind in TABLE[self.state, move]
        assert reached == EXPECTED[self.state.value, move.value]
        if move in REFUSED_BY:
            assert kind not in WINDOW
            assert filing is not None
            assert filing.action == move.value
            assert filing.proposed_by_person != told["by"].person_id
        self.state = reached

    def _why_not(
        self, case: Case, kind: RoleKind, action: Action, filing: RefusalFiling | None
    ) -> bool:
        """Say whether the tables, or a rule that they do not hold, explain a refusal."""
        moves = {action, *(p for pair in SHARED.items() if action in pair for p in pair)}
        if not any(kind in TABLE.get((self.state, move), ()) for move in moves):
            return True
        if case.paused and action in DECIDING:
            return True
        if action in REFUSED_BY:
            proposer = filing.proposed_by_person if filing else None
            alone = proposer in (None, self._actor(kind).person_id)
            too_early = action is Action.CLOSE_INCOMPLETE
            return alone or too_early or (filing is not None and filing.action != action.value)
        return False

    @rule(kind=st.sampled_from(HANDLING), action=st.sampled_from(sorted(REFUSED_BY)))
    def somebody_proposes(self, kind: RoleKind, action: Action) -> None:
        case = self._read()
        open_before = RefusalFiling.objects.filter(
            unit=case.unit, case_id=case.pk, decided_at__isnull=True
        ).exists()
        told = {"by": self._actor(kind), "at": self.at}
        done = self._try(
            lambda: refusals.propose_refusal(case, action=action, **PROPOSAL, **told)  # type: ignore[arg-type]
        )
        may = kind in PROPOSALS.get((self.state, action), ())
        assert done == (may and not open_before)

    @rule(kind=st.sampled_from(HANDLING), what=st.sampled_from(["pause", "extend", "slip"]))
    def somebody_asks(self, kind: RoleKind, what: str) -> None:
        case, told = self._read(), {"by": self._actor(kind), "at": self.at}
        asks: dict[str, Callable[[], object]] = {
            "pause": lambda: asking.ask_pause(case, **HEARING, **told),  # type: ignore[arg-type]
            "extend": lambda: asking.ask_extension(case, workdays=4, reason="难", **told),  # type: ignore[arg-type]
            "slip": lambda: asking.ask_second_slip(case, [LATE_GAP], reason="漏看", **told),  # type: ignore[arg-type]
        }
        before = self._read().promise_due
        self._try(asks[what])
        assert self._read().promise_due == before, "asking moves no day"

    @rule(kind=st.sampled_from(HANDLING))
    def somebody_approves(self, kind: RoleKind) -> None:
        case = self._read()
        row = Approval.objects.filter(
            unit=case.unit, case_id=case.pk, decided_at__isnull=True
        ).first()
        if row is None:
            return
        by = self._actor(kind)
        done = self._try(lambda: approvals.approve(case, row, by=by, at=self.at))
        if done:
            assert kind in (RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU)
            assert by.person_id != row.proposed_by_person
        self.state = State(self._read().state)

    @rule()
    def the_procedure_ends(self) -> None:
        case = self._read()
        if case.paused and self.state is not State.REVIEW_CORRECTION:
            by = self._actor(RoleKind.REVIEWER)
            self._try(lambda: clocks.resume_case(case, result="毕", by=by, at=self.at))

    @rule()
    def what_comes_too_late_needs_leave(self) -> None:
        case = self._read()
        told = review.late_in(case, [LATE_GAP])
        if told and self.state is State.RECEIVED:
            by = self._actor(RoleKind.CLERK)
            assert not self._try(
                lambda: review.request_correction(case, [LATE_GAP], by=by, at=self.at)
            )

    @invariant()
    def the_days_are_those_of_the_events(self) -> None:
        case = self._read()
        assert case.state == self.state
        days = Days(case)
        if self.state in (State.SUBMITTED, State.RECEIVED):
            assert case.tell_by == days.tell_by()
        if case.clock_from is not None and not case.paused and case.closed_at is None:
            assert case.clock_from == days.accepted
            assert case.promise_due == days.promise()
            assert case.statutory_due == days.statutory()
