"""Random histories: cases of two townships led through the table of moves over some weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from bianmin.accounts.actor import Actor
from bianmin.cases.commands import clocks, closing, delivering, intake, refusals, review
from bianmin.cases.models import Case
from bianmin.cases.queries import holder_of_link
from bianmin.feedback.commands import rate
from bianmin.rules import lifecycle
from bianmin.rules.errors import DomainError
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import Path
from tests.make import ANSWERS, MONDAY_9AM

Act = Callable[[Path, Case], object]


def resubmit(path: Path, case: Case) -> None:
    intake.resubmit_case(case, ANSWERS, by=holder_of_link(case), at=path.at)


def withdraw(path: Path, case: Case) -> None:
    closing.withdraw_case(case, reason="不办了", by=holder_of_link(case), at=path.at)


def correct(path: Path, case: Case) -> None:
    intake.correct_case(case, {"account": "received"}, **path.by(RoleKind.CLERK))


def by_law(path: Path, case: Case) -> None:
    clocks.deem_accepted(case, at=path.at)


def give_back(path: Path, case: Case) -> None:
    review.return_forwarded(case, reason="请补充初审意见", **path.by(RoleKind.COUNTY_REVIEWER))


def decide_in_county(path: Path, case: Case) -> None:
    review.grant_case(case, **path.by(RoleKind.COUNTY_REVIEWER))


def deny_in_county(path: Path, case: Case) -> None:
    path.propose(case, Action.DENY, RoleKind.COUNTY_BUREAU)
    review.deny_case(case, reason="不符合条件", **path.by(RoleKind.COUNTY_REVIEWER))


def refuse_and_think_again(path: Path, case: Case) -> None:
    path.propose(case, Action.REFUSE_ACCEPTANCE, RoleKind.CLERK)
    refusals.dismiss_refusal(case, reason="可以补正", **path.by(RoleKind.CENTER_HEAD))


def open_result(path: Path, case: Case) -> None:
    himself = {"by": Actor(0, case.applicant_id, "本人", (), "web"), "at": path.at}
    delivering.choose_delivery(case, mode="electronic", **himself)
    delivering.open_result(case, **himself)


def resume(path: Path, case: Case) -> None:
    clocks.resume_case(case, result="已听证", **path.by(RoleKind.REVIEWER))


def rated(level: int, path: Path, case: Case) -> None:
    given = {"reasons": ["slow"], "words": "", "is_anonymous": False, "channel": "link"}
    rate(case, level=level, by=holder_of_link(case), at=path.at, **given)


ACTS: dict[Action, Act] = {
    Action.RECEIVE: Path.receive,
    Action.RETURN: Path.give_back,
    Action.RESUBMIT: resubmit,
    Action.REQUEST_CORRECTION: Path.ask,
    Action.CORRECT: correct,
    Action.ACCEPT: Path.accept,
    Action.DEEM_ACCEPTED: by_law,
    Action.REFUSE_ACCEPTANCE: Path.refuse,
    Action.CLOSE_INCOMPLETE: Path.close,
    Action.START_REVIEW: Path.start,
    Action.REQUEST_REVIEW_CORRECTION: Path.ask_in_review,
    Action.CORRECT_REVIEW: correct,
    Action.GRANT: Path.grant,
    Action.DENY: Path.deny,
    Action.FORWARD: Path.forward,
    Action.RETURN_FORWARDED: give_back,
    Action.COMPLETE: Path.complete,
    Action.DELIVER: Path.deliver,
    Action.OPEN_RESULT: open_result,
    Action.ARCHIVE: Path.archive,
    Action.WITHDRAW: withdraw,
    Action.VOID: Path.void,
}
BESIDE: tuple[Act, ...] = (
    Path.pause,
    resume,
    refuse_and_think_again,
    *(partial(rated, level) for level in range(1, 6)),
)
IN_COUNTY: dict[Action, Act] = {
    Action.GRANT: decide_in_county,
    Action.DENY: deny_in_county,
    Action.COMPLETE: Path.complete,
}
ENDS = frozenset({Action.WITHDRAW, Action.VOID, Action.CLOSE_INCOMPLETE})


def possible(case: Case) -> list[Act]:
    """The acts of the table for the case's state, and those beside it; what ends it is rare."""
    state = State(case.state)
    actions = sorted(set(lifecycle.actions_from(state)) - {Action.LAPSE})  # of a bundle alone
    acts = [
        (IN_COUNTY.get(action) if state is State.FORWARDED else None) or ACTS[action]
        for action in actions
        for _ in range(1 if action in ENDS else 4)
    ]
    return [*acts, *BESIDE]


def begin(path: Path, channel: int) -> Case:
    """A case by the agent, online, or at the counter."""
    town = path.town
    who = make.person(village=town.village)
    if channel == 0:
        return path.submitted(who)
    if channel == 1:
        return make.submitted(
            town.center, town.village, applicant=who, of=path.cast.version, at=path.at
        ).case
    clerk = path.actor(RoleKind.CLERK)
    return make.received(town.center, town.village, clerk, of=path.cast.version, at=path.at)


def live(paths: Sequence[Path], draws: Sequence[tuple[int, int, int]]) -> list[Case]:
    """Lead cases by draws of (which case, which act, hours later); a refused one is none."""
    cases: list[tuple[Path, Case]] = []
    at = MONDAY_9AM
    for which, act, hours in draws:
        at += timedelta(hours=hours)
        if which >= len(cases):
            path = paths[act % len(paths)]
            path.at = at
            cases.append((path, begin(path, act % 3)))
            continue
        path, case = cases[which]
        path.at = at
        acts = possible(case)
        try:
            acts[act % len(acts)](path, case)
        except DomainError:
            case.refresh_from_db(from_queryset=Case.objects.filter(unit=case.unit))
    return [case for _, case in cases]
