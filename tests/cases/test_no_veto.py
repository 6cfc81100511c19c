"""窗口无权否决: every role, in every state, makes every move, each in its own cell of a table.

The tables are written by hand (policy.csv, proposals.csv); what a cell does is found out by the
product's own commands, each undone before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import copy
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.cases import filings
from bianmin.cases.commands import archiving, closing, delivering, intake, refusals, review
from bianmin.cases.models import Case, DeliveryChoice, RefusalFiling
from bianmin.rules import lifecycle
from bianmin.rules.errors import Conflict, DomainError, IllegalMove, NotAllowed
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests.cases.paths import GAP, LONG, PROPOSAL, STEPS, Path
from tests.cases.policy import PROPOSALS, REFUSING, TABLE
from tests.rules.test_lifecycle import EXPECTED

LIVED = sorted(STEPS)
REFUSED_BY = {
    Action.REFUSE_ACCEPTANCE: State.NOT_ACCEPTED,
    Action.DENY: State.DENIED,
    Action.CLOSE_INCOMPLETE: State.CLOSED_INCOMPLETE,
    Action.VOID: State.VOID,
}
WINDOW = {RoleKind.CLERK, RoleKind.STATION_CLERK}
Told = dict[str, Any]


def handed_over(case: Case, told: Told) -> Case:
    """An agent takes the result out first; at a window one signs there."""
    mode = "agent" if told["by"].has(RoleKind.AGENT) else "pickup"
    if mode == "agent":
        agent = User.objects.get(person_id=case.agent_id)
        delivering.give_to_agent(case, agent=agent, **told)
    return delivering.deliver_result(case, mode=mode, receiver="本人", **told)


def opened(case: Case, told: Told) -> Case:
    """The result was wanted on the net, whoever tries to open it."""
    DeliveryChoice.objects.create(
        unit=case.unit, case=case, mode="electronic", chosen_at=case.moved_at
    )
    return delivering.open_result(case, **told)


COMMANDS: Mapping[Action, Callable[[Case, Told], object]] = {
    Action.RECEIVE: lambda case, told: intake.receive_case(case, **told),
    Action.RETURN: lambda case, told: review.return_case(case, [GAP], **told),
    Action.RESUBMIT: lambda case, told: intake.resubmit_case(case, {"band": "80-89"}, **told),
    Action.REQUEST_CORRECTION: lambda case, told: review.request_correction(case, [GAP], **told),
    Action.CORRECT: lambda case, told: intake.correct_case(case, {"account": "received"}, **told),
    Action.ACCEPT: lambda case, told: review.accept_case(case, **told),
    Action.REFUSE_ACCEPTANCE: lambda case, told: refusals.refuse_acceptance(case, **told),
    Action.CLOSE_INCOMPLETE: lambda case, told: closing.close_incomplete(
        case, reason="久未补", **told
    ),
    Action.START_REVIEW: lambda case, told: review.start_review(case, **told),
    Action.REQUEST_REVIEW_CORRECTION: lambda case, told: review.request_correction(
        case, [GAP], **told
    ),
    Action.CORRECT_REVIEW: lambda case, told: intake.correct_case(
        case, {"account": "received"}, **told
    ),
    Action.GRANT: lambda case, told: review.grant_case(case, **told),
    Action.DENY: lambda case, told: review.deny_case(case, reason="不合", **told),
    Action.FORWARD: lambda case, told: review.forward_case(case, reason="好", **told),
    Action.RETURN_FORWARDED: lambda case, told: review.return_forwarded(case, reason="缺", **told),
    Action.COMPLETE: lambda case, told: closing.complete_case(case, **told),
    Action.DELIVER: lambda case, told: handed_over(case, told),
    Action.OPEN_RESULT: lambda case, told: opened(case, told),
    Action.ARCHIVE: lambda case, told: archiving.archive_case(case, **told),
    Action.WITHDRAW: lambda case, told: closing.withdraw_case(case, reason="不办了", **told),
    Action.VOID: lambda case, told: closing.void_case(case, reason="错", **told),
}
SHARED = {  # one command for both, told apart by the state
    Action.REQUEST_REVIEW_CORRECTION: Action.REQUEST_CORRECTION,
    Action.CORRECT_REVIEW: Action.CORRECT,
}


def read(case: Case) -> Case:
    rows = Case.objects.select_related("version__item", "item", "township", "village", "site")
    return rows.get(unit=case.unit, pk=case.pk)


class Undone(Exception):
    """Raised to take a trial back."""


def tried(act: Callable[[Case], object], case: Case) -> State | None:
    """Do it to what was read of the case, see where it stands, and undo it; None when refused."""
    reached = None
    with suppress(Undone), transaction.atomic():
        with suppress(DomainError):
            act(copy(case))
            reached = State(Case.objects.values_list("state", flat=True).get(
                unit=case.unit, pk=case.pk))  # fmt: skip
        raise Undone
    return reached


def filed(case: Case, action: Action, by: Actor) -> None:
    """A filing that lies open, written past all policies: the most that could help."""
    RefusalFiling.objects.create(
        unit=case.unit,
        case=case,
        action=action.value,
        reason="提出",
        proposed_by=by.user_id or 0,
        proposed_by_person=by.person_id or 0,
        proposed_at=case.moved_at,
    )


def expected(state: State, action: Action, kind: RoleKind) -> State | None:
    if kind not in TABLE.get((state, action), ()):
        return None
    return State(EXPECTED[state.value, action.value])


@pytest.mark.parametrize("state", LIVED)
def test_every_role_makes_every_move(path: Path, state: State) -> None:
    """With the refusal proposed by somebody else already: nothing more could help a clerk."""
    case, wrong, cells = read(path.into(state)), [], 0
    other = path.cast.townships["古楼街道"].staff[RoleKind.CENTER_HEAD]
    proposer = Actor(other.pk, other.person_id, "另一人", (), "web")
    for kind, action in product(RoleKind, COMMANDS):
        told = {"by": path.same_actor(kind), "at": path.at + LONG}

        def act(here: Case, action: Action = action, told: Told = told) -> None:
            if action in REFUSED_BY:
                filed(here, action, proposer)
            COMMANDS[action](here, told)

        reached, cells = tried(act, case), cells + 1
        may = expected(state, action, kind)
        if action in SHARED or action in SHARED.values():
            may = may or next(
                (expected(state, twin, kind) for pair in SHARED.items() if action in pair
                 for twin in pair if expected(state, twin, kind)), None)  # fmt: skip
        if reached is not may:
            wrong.append((kind.value, action.value, reached, may))
        if kind in WINDOW:
            assert reached not in REFUSING - {state}, (kind, state, action)
    assert wrong == []
    assert cells == len(RoleKind) * len(COMMANDS)


def test_the_cells_cover_every_action_of_a_stored_case() -> None:
    left_out = {Action.SUBMIT, Action.DISCARD, *lifecycle.SYSTEM_ACTIONS}
    assert set(COMMANDS) == set(Action) - left_out


@pytest.mark.parametrize("state", sorted({state for state, _ in PROPOSALS}))
def test_a_refusal_is_made_only_of_what_another_proposed(path: Path, state: State) -> None:
    """By every role: without a filing, with one's own, with one for another move."""
    case = read(path.into(state))
    for (here, action), kinds in TABLE.items():
        if here is not state or action not in REFUSED_BY:
            continue
        for kind in kinds:
            actor = path.same_actor(kind)
            told = {"by": actor, "at": path.at + LONG}
            another = next(a for a in REFUSED_BY if a is not action)
            for name, action_filed, by in (
                ("nothing filed", None, actor),
                ("one's own", action, actor),
                ("for another move", another, Actor(0, 0, "另一人", (), "web")),
            ):

                def act(
                    now: Case, filing: Action | None = action_filed, by: Actor = by,
                    action: Action = action, told: Told = told,
                ) -> None:  # fmt: skip
                    if filing is not None:
                        filed(now, filing, by)
                    COMMANDS[action](now, told)

                assert tried(act, case) is None, (kind, action, name)


@pytest.mark.parametrize("state", LIVED)
def test_who_may_propose_is_as_written(path: Path, state: State) -> None:
    case = read(path.into(state))
    wrong = []
    for kind, action in product(RoleKind, Action):
        told = {"by": path.same_actor(kind), "at": path.at}

        def act(here: Case, action: Action = action, told: Told = told) -> None:
            refusals.propose_refusal(here, action=action, **PROPOSAL, **told)

        proposed = tried(act, case) is not None
        if proposed != (kind in PROPOSALS.get((state, action), ())):
            wrong.append((kind.value, action.value, proposed))
    assert wrong == []


def test_what_is_given_back_before_the_time_told_is_not_closed(path: Path) -> None:
    case = path.into(State.CORRECTION)
    path.propose(case, Action.CLOSE_INCOMPLETE, RoleKind.CLERK)
    with pytest.raises(Conflict, match="2026-03-23，还没过"):
        closing.close_incomplete(case, reason="久未补", **path.by(RoleKind.CENTER_HEAD))


@pytest.mark.parametrize("state", [State.CORRECTION, State.RECEIVED])
def test_the_database_itself_knows_no_way_round(path: Path, state: State) -> None:
    """Neither by a statement that sets the state, nor by deleting what cannot be refused."""
    case = path.into(state)
    rows = Case.objects.filter(unit=case.unit, pk=case.pk)
    for end in REFUSED_BY.values():
        with pytest.raises(DatabaseError, match="another person"), transaction.atomic():
            rows.update(state=end.value)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_return_is_a_slip_and_counts_as_one(path: Path) -> None:
    case = path.into(State.RETURNED)
    assert read(case).correction_count == 1


def test_the_county_finds_every_refusal_filed_and_checks_it(path: Path) -> None:
    case = path.into(State.NOT_ACCEPTED)
    unit = (case.unit,)
    (filing,) = filings.filed_in(unit)
    assert (filing.decide_by.isoformat(), filing.is_sampled) == ("2026-03-03", True)
    assert filing.document_number == "东昌府河湾镇 不受〔2026〕00001号"
    assert list(filings.to_check(unit)) == [filing]
    for kind in (RoleKind.CENTER_HEAD, RoleKind.SUPERVISOR, RoleKind.CLERK):
        with pytest.raises(NotAllowed):
            refusals.check_filing(filing, is_upheld=True, note="", **path.by(kind))
    bureau = path.by(RoleKind.COUNTY_BUREAU)
    refusals.check_filing(filing, is_upheld=False, note="可以容缺", **bureau)
    assert list(filings.to_check(unit)) == []
    found = filings.figures(unit, path.at)
    assert (found.proposed, found.refused, found.in_time, found.wrong) == (1, 1, 1, 1)
    with pytest.raises(IllegalMove, match="已经查过"):
        refusals.check_filing(filing, is_upheld=True, note="", **bureau)
