"""谁有哪扇门: at every state each role's page offers the moves it may make, and no others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from bianmin.accounts.models import User
from bianmin.cases.commands import closing, delivering, intake, refusals, review
from bianmin.cases.models import Case
from bianmin.rules.lifecycle import AT_ONCE, MOVES, SYSTEM_ACTIONS, Action, State, who_may
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.desk.test_verbs import GAP, PROPOSAL
from tests.web.public.resident import Resident
from tests.web.staff import Browser
from tests.world import World, build

pytestmark = pytest.mark.django_db
BESIDE = {"pause", "resumption", "refusal-proposal", "refusal-dismissal", "personal-data", "call"}
DOORS = {
    Action.RECEIVE: "receipt",
    Action.RETURN: "return",
    Action.RESUBMIT: "resubmission",
    Action.REQUEST_CORRECTION: "correction-request",
    Action.REQUEST_REVIEW_CORRECTION: "correction-request",
    Action.CORRECT: "correction",
    Action.CORRECT_REVIEW: "correction",
    Action.ACCEPT: "acceptance",
    Action.REFUSE_ACCEPTANCE: "refusal",
    Action.CLOSE_INCOMPLETE: "closure",
    Action.START_REVIEW: "review",
    Action.GRANT: "grant",
    Action.DENY: "denial",
    Action.FORWARD: "forwarding",
    Action.RETURN_FORWARDED: "forwarding-return",
    Action.COMPLETE: "completion",
    Action.DELIVER: "delivery",
    Action.OPEN_RESULT: "result",
    Action.ARCHIVE: "archive",
    Action.WITHDRAW: "withdrawal",
    Action.VOID: "voiding",
}
HELD = (RoleKind.CLERK, RoleKind.STATION_CLERK, RoleKind.AGENT, RoleKind.REVIEWER,
        RoleKind.CENTER_HEAD, RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_BUREAU,
        RoleKind.SUPERVISOR)  # fmt: skip


class Tale:
    """One case that the village's agent handed in, told on from state to state."""

    def __init__(self, world: World) -> None:
        self.world, self.town = world, world.townships["河湾镇"]
        agent = self.account(RoleKind.AGENT)
        wanted = make.application(
            self.town.center,
            self.town.village,
            applicant=self.town.villager,
            intake=self.town.station,
            agent=agent.person,
            of=world.version,
        )
        self.case = intake.submit_case(wanted, channel="agent", **self.by(RoleKind.AGENT)).case

    def account(self, kind: RoleKind) -> User:
        return self.town.staff.get(kind) or self.world.staff["东昌府区", kind]

    def by(self, kind: RoleKind) -> dict[str, Any]:
        return {"by": make.actor(self.account(kind)), "at": MONDAY_9AM}

    def returned(self) -> None:
        review.return_case(self.case, [GAP], **self.by(RoleKind.CLERK))

    def received(self) -> None:
        intake.receive_case(self.case, **self.by(RoleKind.CLERK))

    def correction(self) -> None:
        self.received()
        review.request_correction(self.case, [GAP], **self.by(RoleKind.CLERK))

    def accepted(self) -> None:
        self.received()
        review.accept_case(self.case, **self.by(RoleKind.CLERK))

    def review(self) -> None:
        self.accepted()
        review.start_review(self.case, **self.by(RoleKind.REVIEWER))

    def review_correction(self) -> None:
        self.review()
        review.request_correction(self.case, [GAP], **self.by(RoleKind.REVIEWER))

    def forwarded(self) -> None:
        self.review()
        review.forward_case(self.case, reason="符合条件", **self.by(RoleKind.REVIEWER))

    def granted(self) -> None:
        self.review()
        review.grant_case(self.case, **self.by(RoleKind.REVIEWER))

    def completed(self) -> None:
        self.granted()
        closing.complete_case(self.case, **self.by(RoleKind.REVIEWER))
        agent = self.account(RoleKind.AGENT)
        delivering.give_to_agent(self.case, agent=agent, **self.by(RoleKind.AGENT))

    def completed_on_the_net(self) -> None:
        self.granted()
        delivering.choose_delivery(self.case, mode="electronic", **self.by(RoleKind.AGENT))
        closing.complete_case(self.case, **self.by(RoleKind.REVIEWER))

    def delivered(self) -> None:
        self.completed()
        how = {"mode": "agent", "receiver": "本人"}
        delivering.deliver_result(self.case, **how, **self.by(RoleKind.CLERK))

    def refusal_proposed(self) -> None:
        self.received()
        self._propose(Action.REFUSE_ACCEPTANCE, RoleKind.CLERK)

    def denial_proposed(self) -> None:
        self.review()
        self._propose(Action.DENY, RoleKind.CENTER_HEAD)

    def denial_proposed_in_the_county(self) -> None:
        self.forwarded()
        self._propose(Action.DENY, RoleKind.COUNTY_BUREAU)

    def denied(self) -> None:
        self.denial_proposed()
        review.deny_case(self.case, reason="不符合", **self.by(RoleKind.REVIEWER))

    def _propose(self, action: Action, kind: RoleKind) -> None:
        refusals.propose_refusal(self.case, **(PROPOSAL | {"action": action}), **self.by(kind))

    def doors(self, kind: RoleKind) -> set[str]:
        """Return the moves that somebody of this role finds on the page of the case."""
        if kind is RoleKind.CITIZEN:
            path = f"/t/{self.case.tracking.clear()}/"
            page = Resident().get(path)
        else:
            surface = "field" if kind is RoleKind.AGENT else "desk"
            path = f"/{surface}/cases/{self.case.number}/"
            page = Browser(self.account(kind)).get(path)
        assert page.status_code == 200, (kind, page.status_code)
        led = re.findall(rf'(?:action|href)="{path}([a-z-]+)/"', page.content.decode())
        return set(led) & (set(DOORS.values()) | BESIDE) - BESIDE


def stays(tale: Tale) -> None:
    """The agent has just handed it in."""


TOLD = [stays, Tale.returned, Tale.received, Tale.correction, Tale.accepted, Tale.review,
        Tale.review_correction, Tale.forwarded, Tale.granted, Tale.completed, Tale.delivered,
        Tale.refusal_proposed, Tale.denial_proposed, Tale.denial_proposed_in_the_county,
        Tale.denied]  # fmt: skip
PROPOSED = {
    Tale.refusal_proposed: {Action.REFUSE_ACCEPTANCE},
    Tale.denial_proposed: {Action.DENY},
    Tale.denial_proposed_in_the_county: {Action.DENY},
}
FILED = {Action.REFUSE_ACCEPTANCE, Action.DENY, Action.CLOSE_INCOMPLETE, Action.VOID}


@pytest.fixture
def tale(db: Any) -> Tale:
    return Tale(build())


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.__name__)
def test_each_role_finds_its_moves_and_no_others(tale: Tale, told: Callable[[Tale], None]) -> None:
    told(tale)
    state = State(Case.objects.get(unit=1, pk=tale.case.pk).state)
    possible = {action for here, action in MOVES if here is state} - SYSTEM_ACTIONS
    possible -= FILED - PROPOSED.get(told, set())  # each is another person's proposal first
    possible -= {action for here, action in AT_ONCE if here is state}  # of another kind of item
    possible -= {Action.OPEN_RESULT}  # of those who chose the net: see below

    found = {kind: tale.doors(kind) for kind in (RoleKind.CITIZEN, *HELD)}

    assert found == {
        kind: {DOORS[action] for action in possible if kind in who_may(state, action)}
        for kind in found
    }


def test_only_the_applicant_can_open_a_result_and_the_agent_brings_none(tale: Tale) -> None:
    tale.completed_on_the_net()

    found = {kind: tale.doors(kind) for kind in (RoleKind.CITIZEN, *HELD)}

    assert {kind for kind, doors in found.items() if "result" in doors} == {RoleKind.CITIZEN}
    assert found[RoleKind.AGENT] == set()  # nothing to bring: it was wanted on the net


def test_every_state_one_can_act_in_was_told() -> None:
    acted = {state for state, action in MOVES if action not in SYSTEM_ACTIONS}
    told = {told.__name__ for told in TOLD} | {State.SUBMITTED.value, State.DRAFT.value}
    assert {state.value for state in acted} <= told
