"""一件事的经过: one case's life as a list of acts with their moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bianmin.rules.lifecycle import Action, State, after


class Aside(StrEnum):
    """旁注: what is done to a case without moving it; the name of its event."""

    PROPOSE = "propose_refusal"
    DISMISS = "dismiss_refusal"
    PAUSE = "pause"
    RESUME = "resume"
    RATE = "rate"


class Post(StrEnum):
    """岗位: whose hand an act is; `second` is the other reviewer of the centre."""

    APPLICANT = "applicant"
    AGENT = "agent"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    SECOND = "second"
    HEAD = "head"
    COUNTY = "county"


@dataclass(frozen=True)
class Act:
    """一步: what was done, when, by which post; `about` is the refusal that an aside speaks of."""

    action: Action | Aside
    at: datetime
    by: Post
    about: Action | None = None
    level: int = 0  # of a rating


@dataclass
class Story:
    """经过: the acts up to the end of the demonstration."""

    channel: str
    acts: list[Act] = field(default_factory=list)

    @property
    def submitted_at(self) -> datetime:
        return self.acts[0].at

    def when(self, *actions: Action | Aside) -> datetime | None:
        """The moment of the last act of these kinds."""
        return next((act.at for act in reversed(self.acts) if act.action in actions), None)

    def handled_by(self) -> Post | None:
        """Whose desk the case lies on: the last who took it, as the commands note it."""
        return next((act.by for act in reversed(self.acts) if act.action in _TAKES), None)


_TAKES = frozenset({Action.RECEIVE, Action.ACCEPT, Action.START_REVIEW, Action.GRANT, Action.DENY})


def state_after(story: Story) -> State:
    """Return where the acts leave the case, by the table of moves."""
    state = State.DRAFT
    for act in story.acts:
        if isinstance(act.action, Action):
            state = after(state, act.action)
    return state
