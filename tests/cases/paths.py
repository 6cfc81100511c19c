"""How a case comes into every state there is, by the product's own commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.cases.commands import (
    approvals,
    archiving,
    asking,
    closing,
    delivering,
    intake,
    refusals,
    review,
)
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM

GAP = Gap("account", "银行卡", "没有交", "请补交银行卡")
PROPOSAL = {
    "category": "B",
    "reason": "没有满 80 岁",
    "law": "实施办法第三条",
    "alternatives": "满龄后由代办员提醒",
}
LONG = timedelta(days=28)
"""Longer than anybody has for mending."""
HEARING = {
    "kind": "hearing",
    "basis": "依法听证",
    "document": "聊听〔2026〕1号",
    "expected_workdays": 3,
}


class Path:
    """One township's people, and cases led by them into a state."""

    def __init__(
        self, cast: world.World, town: world.Township, *, at: datetime = MONDAY_9AM
    ) -> None:
        self.cast, self.town, self.at = cast, town, at
        self.unit_name = next(
            name for name, unit in cast.units.items() if unit.unit == town.region.unit
        )
        self._actors: dict[RoleKind, Actor] = {}

    def same_actor(self, kind: RoleKind) -> Actor:
        """Return who does it in this role, asked once: where nobody's rights change."""
        if kind not in self._actors:
            self._actors[kind] = self.actor(kind)
        return self._actors[kind]

    def actor(self, kind: RoleKind) -> Actor:
        if kind is RoleKind.CITIZEN:
            assert self.town.resident is not None
            return make.actor(self.town.resident, at=self.at)
        place = {RoleKind.CITY_BUREAU, RoleKind.CITY_OFFICE, RoleKind.SYSTEM_ADMIN}
        place |= {RoleKind.SECURITY_ADMIN, RoleKind.AUDIT_ADMIN}
        account = self.town.staff.get(kind) or self.cast.staff.get((self.unit_name, kind))
        if kind in place or account is None:
            account = self.cast.staff["聊城市", kind]
        return make.actor(account, at=self.at)

    def by(self, kind: RoleKind) -> dict[str, Any]:
        return {"by": self.actor(kind), "at": self.at}

    def submitted(self, applicant: Person | None = None) -> Case:
        """By the agent for the villager, at the station: so every role has a part in it."""
        agent = self.town.staff[RoleKind.AGENT]
        wanted = make.application(
            self.town.center,
            self.town.village,
            applicant=applicant or self.town.villager,
            intake=self.town.station,
            of=self.cast.version,
            agent=agent.person,
        )
        return intake.submit_case(wanted, channel="agent", **self.by(RoleKind.AGENT)).case

    def into(self, state: State) -> Case:
        """Return a case in this state."""
        case = self.submitted()
        for step in STEPS[state]:
            step(self, case)
        assert case.state == state
        return case

    def receive(self, case: Case) -> None:
        intake.receive_case(case, **self.by(RoleKind.CLERK))

    def give_back(self, case: Case) -> None:
        review.return_case(case, [GAP], **self.by(RoleKind.CLERK))

    def ask(self, case: Case) -> None:
        review.request_correction(case, [GAP], **self.by(RoleKind.CLERK))

    def accept(self, case: Case) -> None:
        review.accept_case(case, **self.by(RoleKind.CLERK))

    def start(self, case: Case) -> None:
        review.start_review(case, **self.by(RoleKind.REVIEWER))

    def ask_in_review(self, case: Case) -> None:
        review.request_correction(case, [GAP], **self.by(RoleKind.REVIEWER))

    def forward(self, case: Case) -> None:
        review.forward_case(case, reason="符合条件", **self.by(RoleKind.CLERK))

    def grant(self, case: Case) -> None:
        review.grant_case(case, **self.by(RoleKind.REVIEWER))

    def propose(self, case: Case, action: Action, kind: RoleKind) -> None:
        refusals.propose_refusal(case, action=action, **PROPOSAL, **self.by(kind))

    def deny(self, case: Case) -> None:
        self.propose(case, Action.DENY, RoleKind.CENTER_HEAD)
        review.deny_case(case, reason="不符合条件", **self.by(RoleKind.REVIEWER))

    def refuse(self, case: Case) -> None:
        self.propose(case, Action.REFUSE_ACCEPTANCE, RoleKind.CLERK)
        refusals.refuse_acceptance(case, **self.by(RoleKind.CENTER_HEAD))

    def complete(self, case: Case) -> None:
        closing.complete_case(case, **self.by(RoleKind.CLERK))

    def deliver(self, case: Case) -> None:
        how = {"mode": "pickup", "receiver": "本人"}
        delivering.deliver_result(case, **how, **self.by(RoleKind.CLERK))

    def archive(self, case: Case) -> None:
        archiving.archive_case(case, **self.by(RoleKind.CLERK))

    def withdraw(self, case: Case) -> None:
        closing.withdraw_case(case, reason="不办了", **self.by(RoleKind.CITIZEN))

    def close(self, case: Case) -> None:
        """When the time to mend is over, and the clerk has proposed it."""
        self.propose(case, Action.CLOSE_INCOMPLETE, RoleKind.CLERK)
        head = self.actor(RoleKind.CENTER_HEAD)
        closing.close_incomplete(case, reason="未补齐", by=head, at=self.at + LONG)

    def void(self, case: Case) -> None:
        self.propose(case, Action.VOID, RoleKind.CLERK)
        closing.void_case(case, reason="录错了人", **self.by(RoleKind.COUNTY_BUREAU))

    def tell_again(self) -> Case:
        """A second slip, of what the first should have named, as the head allows."""
        case = self.into(State.CORRECTION)
        intake.correct_case(case, {"account": "received"}, **self.by(RoleKind.CLERK))
        late = Gap("id_card", "身份证", "看不清", "请重拍")
        asked = asking.ask_second_slip(case, [late], reason="漏看", **self.by(RoleKind.CLERK))
        return approvals.approve(case, asked, **self.by(RoleKind.CENTER_HEAD))

    def pause(self, case: Case) -> None:
        asked = asking.ask_pause(case, **HEARING, **self.by(RoleKind.REVIEWER))
        approvals.approve(case, asked, **self.by(RoleKind.CENTER_HEAD))


Step = Callable[[Path, Case], None]
REVIEWED: list[Step] = [Path.receive, Path.accept, Path.start]
STEPS: dict[State, list[Step]] = {
    State.SUBMITTED: [],
    State.RETURNED: [Path.give_back],
    State.RECEIVED: [Path.receive],
    State.CORRECTION: [Path.receive, Path.ask],
    State.NOT_ACCEPTED: [Path.receive, Path.refuse],
    State.ACCEPTED: [Path.receive, Path.accept],
    State.REVIEW: REVIEWED,
    State.REVIEW_CORRECTION: [*REVIEWED, Path.ask_in_review],
    State.FORWARDED: [Path.receive, Path.accept, Path.forward],
    State.GRANTED: [*REVIEWED, Path.grant],
    State.DENIED: [*REVIEWED, Path.deny],
    State.COMPLETED: [*REVIEWED, Path.grant, Path.complete],
    State.DELIVERED: [*REVIEWED, Path.grant, Path.complete, Path.deliver],
    State.ARCHIVED: [*REVIEWED, Path.grant, Path.complete, Path.deliver, Path.archive],
    State.WITHDRAWN: [Path.withdraw],
    State.CLOSED_INCOMPLETE: [Path.receive, Path.ask, Path.close],
    State.VOID: [Path.void],
}
