"""演示办件: ninety days of cases, written as the commands would have written them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils.timezone import localdate

from bianmin.accounts.models import Person, User
from bianmin.audit import chain
from bianmin.audit.chain import EventRow
from bianmin.audit.models import Event
from bianmin.cases.models import Case
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import form_in, promised_in, scenarios_in
from bianmin.ground import crypto
from bianmin.ground.copying import Blank
from bianmin.ops.demo.answers import plausible_answers
from bianmin.ops.demo.papers import Papers, delivery_mode
from bianmin.ops.demo.reasons import REASONS
from bianmin.ops.demo.rows import DueDays, Mint, Place, Rows
from bianmin.ops.demo.story import Act, Aside, Post, Story, state_after
from bianmin.ops.demo.teller import Storyteller
from bianmin.regions.models import Region
from bianmin.rules import clock, numbers
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.lifecycle import CLOSED_STATES, Action, State, after
from bianmin.rules.pauses import PauseKind
from bianmin.rules.workdays import WorkCalendar

ENDS = (
    Action.COMPLETE,
    Action.WITHDRAW,
    Action.REFUSE_ACCEPTANCE,
    Action.CLOSE_INCOMPLETE,
)
CORRECTIONS = (Action.REQUEST_CORRECTION, Action.REQUEST_REVIEW_CORRECTION)
STOPS: Mapping[Action | Aside, PauseKind] = {
    Action.REQUEST_REVIEW_CORRECTION: PauseKind.REVIEW_CORRECTION,
    Aside.PAUSE: PauseKind.INSPECTION,
}
GOES_ON = (Action.CORRECT_REVIEW, Aside.RESUME)
Posts = Mapping[Post, User | None]
NEW_CASE = Blank(Case)
NEW_EVENT = Blank(Event)


class Writer:
    """办件写手: turns stories into rows; the same seed writes the same cases."""

    def __init__(
        self, seed: int, calendar: WorkCalendar, until: datetime, versions: Sequence[ItemVersion]
    ) -> None:
        self._random = Random(f"cases {seed}")
        self._scenarios = Random(f"scenarios {seed}")
        self._calendar = calendar
        self._due_on = DueDays(calendar)
        self._versions = versions
        self._weights = [max(1, version.item.popularity) for version in versions]
        self._teller = Storyteller(seed, calendar, until)
        self._mint = Mint()
        self._seed = seed
        self.rows = Rows()
        self._traces: list[tuple[Case, Act, User | None]] = []

    def write(self, places: Sequence[Place], first: date, last: date, total: int) -> Rows:
        """Write about `total` cases over the days; return their rows with their events.

        Further days may follow: numbers and ids go on behind those that were written.
        """
        self.rows, self._traces = Rows(numbers=self.rows.numbers), []
        self._papers = Papers(self._random, self._due_on, self._mint, self.rows)
        told: list[tuple[Story, Place, ItemVersion]] = []
        for day, place in self._arrivals(places, first, last, total):
            version = self._random.choices(self._versions, self._weights)[0]
            limit = clock.Limit.parse(version.promised_limit)
            days = limit.amount if limit.unit is clock.Unit.WORKDAY else limit.amount * 5 // 7
            story = self._teller.story(
                day, licence=version.is_licence, workdays=days, slow=place.slow
            )
            if story.acts:
                told.append((story, place, version))
        told.sort(key=lambda entry: entry[0].submitted_at)
        for story, place, version in told:
            self._case(story, place, version)
        self._events()
        return self.rows

    def _arrivals(
        self, places: Sequence[Place], first: date, last: date, total: int
    ) -> Iterator[tuple[date, Place]]:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        weights = [self._busy(day) for day in days]
        sizes = [len(place.villages) for place in places]
        for day in self._random.choices(days, weights, k=total):
            yield day, self._random.choices(places, sizes)[0]

    def _busy(self, day: date) -> float:
        try:
            return (1.25 if day.weekday() == 0 else 1.0) if self._calendar.is_workday(day) else 0.08
        except CalendarNotPublished:
            return 0.0

    def _case(self, story: Story, place: Place, version: ItemVersion) -> None:
        village = self._random.choice(place.villages)
        person = self._random.choice(place.residents[village.pk])
        agent = place.agents.get(village.pk) if story.channel == "agent" else None
        if story.channel == "agent" and (agent is None or agent.person_id == person.pk):
            story.channel, agent = "online", None
        posts = self._posts(place, agent)
        case = self._row(story, place, version, village, person, posts)
        self.rows.cases.append(case)
        self._traces += [(case, act, posts.get(act.by)) for act in story.acts]
        words = numbers.region_words(place.unit_name, place.center.region.name)
        self._papers.hang_on(case, story, posts, words)

    def _posts(self, place: Place, agent: User | None) -> Posts:
        reviewer, second = self._random.sample(place.reviewers, k=2)
        return {
            Post.AGENT: agent,
            Post.CLERK: self._random.choice(place.clerks),
            Post.REVIEWER: reviewer,
            Post.SECOND: second,
            Post.HEAD: place.head,
            Post.COUNTY: place.county,
        }

    def _row(
        self,
        story: Story,
        place: Place,
        version: ItemVersion,
        village: Region,
        person: Person,
        posts: Posts,
    ) -> Case:
        unit, at = place.center.unit, story.submitted_at
        day = localdate(at)
        self.rows.numbers[unit, day] += 1
        number = numbers.case_number(unit, day, self.rows.numbers[unit, day])
        secret = hashlib.sha256(f"{self._seed} {number}".encode()).digest()
        tracking = numbers.tracking_code(unit, int.from_bytes(secret[:16], "big"))
        code = numbers.query_code(int.from_bytes(secret[16:24], "big"))
        scenario = self._scenario(version)
        state = state_after(story)
        desk = story.handled_by()
        handler = posts[desk] if desk else None
        agent = posts[Post.AGENT]
        return NEW_CASE(
            id=self._mint("case", at),
            unit=unit,
            number=number,
            version=version,
            item=version.item,
            township=place.center.region,
            village=village,
            site=place.center,
            intake_site=place.bases[village.pk] if agent else place.center,
            applicant=person,
            agent=agent.person if agent else None,
            channel=story.channel,
            contact_phone=person.phone,
            answers=plausible_answers(form_in(version, scenario), random=self._random),
            scenario=scenario,
            tracking=tracking,
            tracking_hash=crypto.keyed_hash("tracking", tracking),
            query_code_hash=crypto.keyed_hash("query_code", f"{number}:{code}"),
            state=state.value,
            submitted_at=at,
            received_at=story.when(Action.RECEIVE),
            accepted_at=story.when(Action.ACCEPT),
            decided_at=story.when(Action.GRANT, Action.DENY),
            completed_at=story.when(Action.COMPLETE),
            delivered_at=story.when(Action.DELIVER),
            closed_at=story.when(*ENDS) if state in CLOSED_STATES else None,
            correction_count=sum(act.action in CORRECTIONS for act in story.acts),
            moved_at=next(a.at for a in reversed(story.acts) if _moves(a)),
            handler_id=handler.pk if handler else None,
            is_demo=True,
            **self._dates(version, scenario, story),
        )

    def _scenario(self, version: ItemVersion) -> str:
        leaves = scenarios_in(version)
        return self._scenarios.choice(leaves) if leaves else ""

    def _dates(self, version: ItemVersion, scenario: str, story: Story) -> dict[str, Any]:
        told_from = story.when(Action.CORRECT) or story.submitted_at
        tell_by = self._due_on(localdate(told_from), clock.TELL_ONCE)
        accepted = story.when(Action.ACCEPT)
        if accepted is None:
            return {"tell_by": tell_by, "date_pending": tell_by is None}
        start = localdate(accepted)
        pauses, paused = _pauses(story)
        limit = promised_in(version, scenario)
        promised = self._due(limit, start, pauses, clock.Clock.PROMISED)
        statutory = None
        if version.statutory_limit:
            law = clock.Limit.parse(version.statutory_limit)
            statutory = self._due(law, start, pauses, clock.Clock.STATUTORY)
        pending = promised is None or bool(version.statutory_limit and statutory is None)
        return {
            "tell_by": tell_by,
            "clock_from": start,
            "promise_due": promised,
            "statutory_due": statutory,
            "date_pending": pending,
            "paused": paused,
        }

    def _due(
        self, limit: clock.Limit, start: date, pauses: Sequence[clock.Pause], which: clock.Clock
    ) -> date | None:
        return self._due_on(start, limit, clock.stopping(pauses, which))

    def _events(self) -> None:
        """Write one event for each act, by rising time, each with its digest."""
        key_id = crypto.current_key_id()
        states: dict[int, State] = defaultdict(lambda: State.DRAFT)
        told: Counter[int] = Counter()
        for case, act, by in sorted(self._traces, key=lambda trace: trace[1].at):
            facts: dict[str, Any] = {}
            if isinstance(act.action, Action):
                before = states[case.pk]
                states[case.pk] = after(before, act.action)
                facts = {"before": before.value, "after": states[case.pk].value}
            facts |= _facts(case, act, again=told[case.pk] > 0, is_first=case.pk not in told)
            told[case.pk] += act.action in CORRECTIONS
            row = EventRow(
                id=self._mint("event", act.at),
                unit=case.unit,
                at=chain.microseconds(act.at),
                subject=f"case:{case.pk}",
                action=act.action.value,
                by_user=by.pk if by else None,
                by_person=by.person_id if by else case.applicant_id,
                by_name=by.display_name if by else "申请人",
                reason=REASONS.get(act.action, ""),
                facts=facts,
                key_id=key_id,
                digest=b"",
            )
            self.rows.events.append(
                NEW_EVENT(**row._asdict() | {"at": act.at, "digest": chain.digest_of(row)})
            )


def _moves(act: Act) -> bool:
    return isinstance(act.action, Action) or act.action in (Aside.PAUSE, Aside.RESUME)


def _pauses(story: Story) -> tuple[list[clock.Pause], bool]:
    """The pauses that have ended, and whether another one still lasts."""
    ended: list[clock.Pause] = []
    begun: Act | None = None
    for act in story.acts:
        if act.action in STOPS:
            begun = act
        elif begun is not None and act.action in GOES_ON:
            kind = STOPS[begun.action]
            ended.append(clock.Pause(localdate(begun.at), localdate(act.at), kind))
            begun = None
    return ended, begun is not None


def _facts(case: Case, act: Act, *, again: bool, is_first: bool) -> dict[str, Any]:
    """What the command would have noted beside the two states."""
    match act.action:
        case Action.SUBMIT | Action.RECEIVE if is_first:
            return {"number": case.number, "channel": case.channel}
        case Action.RETURN:
            return {"gaps": 1}
        case Action.REQUEST_CORRECTION | Action.REQUEST_REVIEW_CORRECTION:
            return {"gaps": 1, "again": again}
        case Action.DELIVER:
            return {"mode": delivery_mode(case)}
        case Aside.PROPOSE if act.about:
            return {"proposed": act.about.value}
        case Aside.PAUSE:
            return {"kind": PauseKind.INSPECTION.value}
        case Aside.RATE:
            return {"level": act.level}
    return {}
