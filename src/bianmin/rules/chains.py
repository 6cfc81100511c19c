"""一链办件规则: what becomes of the items of one bundle when they are decided apart (三（九）).

An item that comes after others waits for them, and no clock of it runs. It begins when each of
them was granted, or given up by the applicant: what nobody has decided against stands in no way.
It ends with the first that was decided against, or never mended: the applicant asked for it in
that order, and can ask for it alone at any time. The whole is what its items are, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.bundles import Step
from bianmin.rules.lifecycle import AT_APPLICANT, CLOSED_STATES, State

FEWEST = 2
"""至少几件: with one item alone there is nothing to put together."""


class Outcome(StrEnum):
    """结局: what an item has come to, as the items after it see it."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    UNMENDED = "unmended"
    GIVEN_UP = "given_up"
    LAPSED = "lapsed"


class Turn(StrEnum):
    """轮次: what an item that comes after others does now."""

    WAIT = "wait"
    BEGIN = "begin"
    END = "end"


class Whole(StrEnum):
    """整链状态: where the bundle stands; always what its items make of it."""

    RUNNING = "running"
    MENDING = "mending"
    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"
    GIVEN_UP = "given_up"


WHOLE_LABELS: Mapping[Whole, str] = MappingProxyType(
    {
        Whole.RUNNING: "正在办",
        Whole.MENDING: "等您补材料",
        Whole.DONE: "都办完了",
        Whole.PARTLY: "办完了，有的没办成",
        Whole.FAILED: "没有办成",
        Whole.GIVEN_UP: "都撤回了",
    }
)
"""百姓话: the state of the whole, for its applicant."""

_BY_STATE: Mapping[State, Outcome] = MappingProxyType(
    {
        State.GRANTED: Outcome.GRANTED,
        State.COMPLETED: Outcome.GRANTED,  # after 转报 too: decided elsewhere, the result is here
        State.DELIVERED: Outcome.GRANTED,
        State.ARCHIVED: Outcome.GRANTED,
        State.NOT_ACCEPTED: Outcome.REFUSED,
        State.DENIED: Outcome.REFUSED,
        State.CLOSED_INCOMPLETE: Outcome.UNMENDED,
        State.WITHDRAWN: Outcome.GIVEN_UP,
        State.VOID: Outcome.GIVEN_UP,
        State.DISCARDED: Outcome.GIVEN_UP,
        State.LAPSED: Outcome.LAPSED,
    }
)
AGAINST = frozenset({Outcome.REFUSED, Outcome.UNMENDED, Outcome.LAPSED})
"""没办成: what ends the items that come after."""


def outcome(state: State, *, is_denied: bool) -> Outcome:
    """结局: of an item in this state; `is_denied` is remembered when it is completed."""
    return Outcome.REFUSED if is_denied else _BY_STATE.get(state, Outcome.OPEN)


def turn(before: Iterable[Outcome]) -> Turn:
    """轮次: of an item that comes after items with these outcomes."""
    outcomes = set(before)
    if outcomes & AGAINST:
        return Turn.END
    return Turn.WAIT if Outcome.OPEN in outcomes else Turn.BEGIN


def whole(items: Sequence[tuple[State, bool]]) -> Whole:
    """整链状态: of items in these states, each with whether it was denied."""
    if any(state not in CLOSED_STATES for state, _ in items):
        return Whole.MENDING if any(s in AT_APPLICANT for s, _ in items) else Whole.RUNNING
    outcomes = {outcome(state, is_denied=denied) for state, denied in items}
    if outcomes == {Outcome.GRANTED}:
        return Whole.DONE
    if Outcome.GRANTED in outcomes:
        return Whole.PARTLY
    return Whole.FAILED if outcomes & AGAINST else Whole.GIVEN_UP


def before(steps: Iterable[Step], codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """先后: of each chosen item, the chosen items that come before it."""
    chosen = set(codes)
    return {
        step.code: tuple(code for code in step.after if code in chosen)
        for step in steps
        if step.code in chosen
    }
