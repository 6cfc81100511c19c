"""说经过: draws lives of cases from a seed: most go well and in time, some wait, a few are refused.

Refusals are told as the law wants them: one person proposes, another decides, and now and then the
other says no to the no.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from bianmin.ops.demo.story import Act, Aside, Post, Story
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.lifecycle import Action
from bianmin.rules.workdays import WorkCalendar

OPENS, CLOSES = time(8, 30), time(17, 30)
EVENING = time(18, 30)  # nobody begins anything
NEVER_MENDED = (16, 20)  # working days after which the head closes what was not mended
RATES_OF_A_RESULT = (70, 21, 6.5, 1.6, 0.9)
RATES_OF_A_REFUSAL = (8, 22, 30, 25, 15)


class Storyteller:
    """Tells cases, one after another; the same seed tells the same ones."""

    def __init__(self, seed: int, calendar: WorkCalendar, until: datetime) -> None:
        self._random = Random(f"stories {seed}")
        self._calendar = calendar
        self._until = until

    def story(self, day: date, *, licence: bool, workdays: int, slow: float) -> Story:
        """Return the life of a case that comes in on this day; `slow` is the place's late share."""
        pick = self._random.random()
        channel = "agent" if pick < 0.46 else "counter" if pick < 0.78 else "online"
        acts = _Acts(self._random, self._calendar, self._until)
        told = acts.of(channel, day, licence, workdays, slow)
        story = Story(channel)
        for act in told:
            if act.at > self._until:
                break
            story.acts.append(act)
        return story


class _Acts:
    """One case's acts, in their order, without regard to where the demonstration ends."""

    def __init__(self, random: Random, calendar: WorkCalendar, until: datetime) -> None:
        self._random = random
        self._calendar = calendar
        self._until = until

    def of(
        self, channel: str, day: date, licence: bool, workdays: int, slow: float
    ) -> Iterator[Act]:
        owner = Post.AGENT if channel == "agent" else Post.APPLICANT
        if channel == "counter":
            at = self._moment(day)
            yield Act(Action.RECEIVE, at, Post.CLERK)
        else:
            at = self._moment(day) if channel == "agent" else self._any_moment(day)
            yield Act(Action.SUBMIT, at, owner)
            if self._chance(0.012):
                yield Act(Action.WITHDRAW, self._later(at, 1), owner)
                return
            if self._chance(0.03):
                at = self._later(at, 0 if self._chance(0.7) else 1)
                yield Act(Action.RETURN, at, Post.CLERK)
                at = self._later(at, self._random.randint(1, 4))
                if self._chance(0.12):
                    yield Act(Action.WITHDRAW, at, owner)
                    return
                yield Act(Action.RESUBMIT, at, owner)
            at = self._later(at, 0 if self._chance(0.8) else 1)
            yield Act(Action.RECEIVE, at, Post.CLERK)
        yield from self._received(at, owner, licence, workdays, slow)

    def _received(
        self, at: datetime, owner: Post, licence: bool, workdays: int, slow: float
    ) -> Iterator[Act]:
        if self._chance(0.075):
            at = self._soon(at)
            yield Act(Action.REQUEST_CORRECTION, at, Post.CLERK)
            if self._chance(0.06):
                at = self._later(at, self._random.randint(*NEVER_MENDED))
                yield Act(Aside.PROPOSE, at, Post.CLERK, Action.CLOSE_INCOMPLETE)
                at = self._soon(at)
                yield Act(Action.CLOSE_INCOMPLETE, at, Post.HEAD)
                yield from self._rated(at, 0.1, RATES_OF_A_REFUSAL)
                return
            at = self._later(at, self._random.randint(1, 4))
            yield Act(Action.CORRECT, at, owner)
        if self._chance(0.012):
            refusal = Action.REFUSE_ACCEPTANCE
            at = self._soon(at)
            yield Act(Aside.PROPOSE, at, Post.CLERK, refusal)
            at = self._later(at, 0 if self._chance(0.6) else 1)
            if self._chance(0.65):
                yield Act(refusal, at, Post.HEAD)
                yield from self._rated(at, 0.2, RATES_OF_A_REFUSAL)
                return
            yield Act(Aside.DISMISS, at, Post.HEAD, refusal)
        at = self._soon(at) if self._chance(0.9) else self._later(at, 1)
        yield Act(Action.ACCEPT, at, Post.CLERK)
        if self._chance(0.004):
            yield Act(Action.WITHDRAW, self._later(at, 1), owner)
            return
        if licence and self._chance(0.02):
            yield from self._forwarded(at, workdays)
        else:
            yield from self._reviewed(at, owner, licence, workdays, slow)

    def _forwarded(self, accepted: datetime, workdays: int) -> Iterator[Act]:
        """The county decides: 转报."""
        at = self._later(accepted, 1)
        yield Act(Action.FORWARD, at, Post.CLERK)
        at = self._later(at, max(1, workdays - self._random.randint(1, 4)))
        yield Act(Action.GRANT, at, Post.COUNTY)
        yield from self._ended(at, RATES_OF_A_RESULT)

    def _reviewed(
        self, accepted: datetime, owner: Post, licence: bool, workdays: int, slow: float
    ) -> Iterator[Act]:
        ends = self._end(accepted, workdays, slow)
        begun = self._between(accepted, ends)
        yield Act(Action.START_REVIEW, begun, Post.REVIEWER)
        if workdays > 1 and self._chance(0.02):
            asked = self._soon(begun)
            yield Act(Action.REQUEST_REVIEW_CORRECTION, asked, Post.REVIEWER)
            mended = self._later(asked, self._random.randint(1, 5))
            yield Act(Action.CORRECT_REVIEW, mended, owner)
            ends = max(ends, self._later(mended, 1))
        elif licence and self._chance(0.03):
            paused = self._soon(begun)
            yield Act(Aside.PAUSE, paused, Post.REVIEWER)
            again = self._later(paused, self._random.randint(2, 6))
            yield Act(Aside.RESUME, again, Post.REVIEWER)
            ends = max(ends, self._later(again, 1))
        if self._chance(0.009):
            yield Act(Aside.PROPOSE, ends, Post.SECOND, Action.DENY)
            ends = self._later(ends, 0 if self._chance(0.6) else 1)
            if self._chance(0.8):
                yield Act(Action.DENY, ends, Post.REVIEWER)
                yield from self._ended(ends, RATES_OF_A_REFUSAL)
                return
            yield Act(Aside.DISMISS, ends, Post.HEAD, Action.DENY)
            ends = self._soon(ends)
        yield Act(Action.GRANT, ends, Post.REVIEWER)
        yield from self._ended(ends, RATES_OF_A_RESULT)

    def _end(self, accepted: datetime, workdays: int, slow: float) -> datetime:
        if workdays == 0:
            return self._soon(accepted)
        if self._chance(slow):
            return self._later(accepted, workdays + self._random.randint(1, 3))
        return self._later(accepted, min(workdays, 1 + int(workdays * self._random.random())))

    def _ended(self, decided: datetime, rates: tuple[float, ...]) -> Iterator[Act]:
        at = self._soon(decided)
        yield Act(Action.COMPLETE, at, Post.CLERK)
        then = list(self._rated(at, 0.38, rates))
        if self._chance(0.9):
            given = self._later(at, self._random.choice((0, 0, 1, 2)))
            then.append(Act(Action.DELIVER, given, Post.CLERK))
        yield from sorted(then, key=lambda act: act.at)

    def _rated(self, ended: datetime, share: float, rates: tuple[float, ...]) -> Iterator[Act]:
        if self._chance(share):
            at = ended + timedelta(minutes=self._random.randint(5, 2000))
            level = self._random.choices((1, 2, 3, 4, 5), weights=rates)[0]
            yield Act(Aside.RATE, at, Post.APPLICANT, level=level)

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
        """A moment of office hours some working days later, after what went before.

        Past the end of the calendar it is simply after the end of the demonstration.
        """
        day = at.astimezone(SHANGHAI).date()
        try:
            for _ in range(workdays):
                day = self._calendar.next_workday(day)
            found = max(self._moment(day), self._soon(at))
            if found.astimezone(SHANGHAI).time() >= EVENING:
                return self._moment(self._calendar.next_workday(day))
            return found
        except CalendarNotPublished:
            return self._until + timedelta(days=1)

    def _between(self, first: datetime, last: datetime) -> datetime:
        """A moment in office hours on some day between the two."""
        at = first + (last - first) * self._random.uniform(0.1, 0.9)
        try:
            return min(max(self._moment(at.astimezone(SHANGHAI).date()), first), last)
        except CalendarNotPublished:
            return at
