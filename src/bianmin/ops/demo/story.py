"""一件事的经过: one case's life as a list of acts with their moments, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.lifecycle import Action, State, after
from bianmin.rules.workdays import WorkCalendar

OPENS, CLOSES = time(8, 30), time(17, 30)


@dataclass(frozen=True)
class Act:
    """一步: what was done, when and in which post."""

    action: Action
    at: datetime
    by: str  # applicant agent clerk reviewer head


@dataclass
class Story:
    """经过: the acts up to the end of the demonstration, and how the case was rated."""

    channel: str
    acts: list[Act] = field(default_factory=list)
    rating: tuple[int, datetime] | None = None

    @property
    def submitted_at(self) -> datetime:
        return self.acts[0].at

    def when(self, *actions: Action) -> datetime | None:
        """The moment of the last act of these kinds."""
        return next((act.at for act in reversed(self.acts) if act.action in actions), None)


class Storyteller:
    """Tells cases: most go well and in time, some wait, some are mended, a few are late."""

    def __init__(self, seed: int, calendar: WorkCalendar, until: datetime) -> None:
        self._random = Random(f"stories {seed}")
        self._calendar = calendar
        self._until = until

    def story(self, day: date, *, licence: bool, workdays: int, slow: float) -> Story:
        """Return the life of a case that comes in on this day; `slow` is the place's late share."""
        pick = self._random.random()
        channel = "agent" if pick < 0.46 else "counter" if pick < 0.78 else "online"
        story = Story(channel)
        for act in self._acts(channel, day, licence, workdays, slow):
            if act.at > self._until:
                break
            story.acts.append(act)
        self._rate(story)
        return story

    def _acts(
        self, channel: str, day: date, licence: bool, workdays: int, slow: float
    ) -> Iterator[Act]:
        start = self._moment(day) if channel != "online" else self._any_moment(day)
        who = {"agent": "agent", "online": "applicant", "counter": "clerk"}[channel]
        if channel == "counter":
            at = start
            yield Act(Action.RECEIVE, at, who)
        else:
            yield Act(Action.SUBMIT, start, who)
            if self._chance(0.012):
                yield Act(Action.WITHDRAW, self._later(start, 1), who)
                return
            at = self._later(start, 0 if self._chance(0.8) else 1)
            yield Act(Action.RECEIVE, at, "clerk")
        if self._chance(0.075):
            at = self._soon(at)
            yield Act(Action.REQUEST_CORRECTION, at, "clerk")
            if self._chance(0.06):
                return  # still waiting for the resident
            at = self._later(at, self._random.randint(1, 4))
            yield Act(Action.CORRECT, at, who)
        at = self._soon(at) if self._chance(0.9) else self._later(at, 1)
        yield Act(Action.ACCEPT, at, "clerk")
        if licence and self._chance(0.02):
            yield Act(Action.FORWARD, self._later(at, 1), "clerk")
            return
        yield from self._decided(at, workdays, slow)

    def _decided(self, accepted: datetime, workdays: int, slow: float) -> Iterator[Act]:
        if workdays == 0:
            at = self._soon(accepted)
        elif self._chance(slow):
            at = self._later(accepted, workdays + self._random.randint(1, 3))
        else:
            at = self._later(accepted, min(workdays, 1 + int(workdays * self._random.random())))
        begun = self._between(accepted, at)
        yield Act(Action.START_REVIEW, begun, "reviewer")
        yield Act(Action.GRANT, at, "reviewer")
        at = self._soon(at)
        yield Act(Action.COMPLETE, at, "clerk")
        if self._chance(0.9):
            yield Act(Action.DELIVER, self._later(at, self._random.choice((0, 0, 1, 2))), "clerk")

    def _rate(self, story: Story) -> None:
        ended = story.when(Action.COMPLETE)
        if ended is None or not self._chance(0.38):
            return
        at = ended + timedelta(minutes=self._random.randint(5, 2000))
        level = self._random.choices((1, 2, 3, 4, 5), weights=(70, 21, 6.5, 1.6, 0.9))[0]
        if at <= self._until:
            story.rating = (level, at)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _moment(self, day: date) -> datetime:
        """A moment of a working day's hours, more in the morning."""
        day = self._calendar.workday_from(day)
        hour = self._random.choices(range(8, 18), weights=(3, 9, 9, 6, 1, 2, 6, 6, 4, 2))[0]
        at = datetime.combine(day, time(hour, self._random.randrange(60)), SHANGHAI)
        opens, closes = (datetime.combine(day, t, SHANGHAI) for t in (OPENS, CLOSES))
        return min(max(at, opens), closes) + timedelta(seconds=self._random.randrange(60))

    def _any_moment(self, day: date) -> datetime:
        at = time(
            self._random.randint(6, 22), self._random.randrange(60), self._random.randrange(60)
        )
        return datetime.combine(day, at, SHANGHAI)

    def _soon(self, at: datetime) -> datetime:
        return at + timedelta(
            minutes=self._random.randint(3, 55), seconds=self._random.randrange(60)
        )

    def _later(self, at: datetime, workdays: int) -> datetime:
        """A moment some working days later, never earlier than what went before.

        Past the end of the calendar it is simply after the end of the demonstration.
        """
        day = at.astimezone(SHANGHAI).date()
        try:
            for _ in range(workdays):
                day = self._calendar.next_workday(day)
            return max(self._moment(day), self._soon(at))
        except CalendarNotPublished:
            return self._until + timedelta(days=1)

    def _between(self, first: datetime, last: datetime) -> datetime:
        return first + (last - first) * self._random.uniform(0.1, 0.9)


def state_after(story: Story) -> State:
    """Return where the acts leave the case, by the table of moves."""
    state = State.DRAFT
    for act in story.acts:
        state = after(state, act.action)
    return state
