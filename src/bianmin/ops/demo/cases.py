"""演示办件: ninety days of cases, written as the commands would have written them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils.timezone import localdate

from bianmin.accounts.models import Person, User
from bianmin.audit import chain
from bianmin.audit.chain import EventRow
from bianmin.audit.models import Event
from bianmin.cases.models import (
    Case,
    CaseMaterial,
    CaseNumber,
    Decision,
    Delivery,
    Notice,
)
from bianmin.catalogue.models import ItemVersion
from bianmin.feedback.models import Rating
from bianmin.ground import crypto
from bianmin.ground.ids import Minter
from bianmin.ops.demo.answers import plausible_answers
from bianmin.ops.demo.story import Act, Story, Storyteller, state_after
from bianmin.regions.models import Region
from bianmin.rules import clock, numbers
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.lifecycle import CLOSED_STATES, Action, State, after
from bianmin.rules.workdays import WorkCalendar
from bianmin.sites.models import Site

DEMO_NODE = 4095  # no running process mints with it


@dataclass(frozen=True)
class Place:
    """办理点: a centre with its people, and the villages it handles with their agents."""

    center: Site
    clerks: Sequence[User]
    reviewers: Sequence[User]
    villages: Sequence[Region]
    agents: dict[int, User]  # by village id
    bases: dict[int, Site]  # where the agent of a village sits
    residents: dict[int, Sequence[Person]]
    slow: float  # share of promised cases that end late


@dataclass
class Rows:
    """待装入: everything to be copied, in the order of the tables."""

    cases: list[Case] = field(default_factory=list)
    materials: list[CaseMaterial] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    numbers: Counter[tuple[int, date]] = field(default_factory=Counter)


class Writer:
    """办件写手: turns stories into rows; the same seed writes the same cases."""

    def __init__(
        self, seed: int, calendar: WorkCalendar, until: datetime, versions: Sequence[ItemVersion]
    ) -> None:
        self._random = Random(f"cases {seed}")
        self._calendar = calendar
        self._until = until
        self._versions = versions
        self._weights = [max(1, version.item.popularity) for version in versions]
        self._teller = Storyteller(seed, calendar, until)
        self._minters: dict[str, Minter] = defaultdict(lambda: Minter(DEMO_NODE))
        self._seed = seed
        self.rows = Rows()
        self._traces: list[tuple[Case, Act, User | None]] = []

    def write(self, places: Sequence[Place], first: date, last: date, total: int) -> Rows:
        """Write about `total` cases over the days; return all rows with their events."""
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
        case = self._row(story, place, version, village, person, agent)
        self.rows.cases.append(case)
        self._hang_on(case, story, place, agent)

    def _row(
        self,
        story: Story,
        place: Place,
        version: ItemVersion,
        village: Region,
        person: Person,
        agent: User | None,
    ) -> Case:
        unit, at = place.center.unit, story.submitted_at
        day = localdate(at)
        self.rows.numbers[unit, day] += 1
        number = numbers.case_number(unit, day, self.rows.numbers[unit, day])
        secret = hashlib.sha256(f"{self._seed} {number}".encode()).digest()
        tracking = numbers.tracking_code(unit, int.from_bytes(secret[:16], "big"))
        code = numbers.query_code(int.from_bytes(secret[16:24], "big"))
        state = state_after(story)
        accepted = story.when(Action.ACCEPT)
        closed = story.when(Action.COMPLETE, Action.WITHDRAW)
        return Case(
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
            answers=plausible_answers(version.form, random=self._random),
            tracking=tracking,
            tracking_hash=crypto.keyed_hash("tracking", tracking),
            query_code_hash=crypto.keyed_hash("query_code", f"{number}:{code}"),
            state=state.value,
            submitted_at=at,
            received_at=story.when(Action.RECEIVE),
            accepted_at=accepted,
            decided_at=story.when(Action.GRANT),
            completed_at=story.when(Action.COMPLETE),
            delivered_at=story.when(Action.DELIVER),
            closed_at=closed if state in CLOSED_STATES else None,
            correction_count=sum(a.action is Action.REQUEST_CORRECTION for a in story.acts),
            moved_at=story.acts[-1].at,
            is_demo=True,
            **self._dates(version, story, accepted),
        )

    def _dates(
        self, version: ItemVersion, story: Story, accepted: datetime | None
    ) -> dict[str, Any]:
        told_from = story.when(Action.CORRECT) or story.submitted_at
        tell_by = clock.due_or_pending(localdate(told_from), clock.TELL_ONCE, self._calendar).on
        if accepted is None:
            return {"tell_by": tell_by, "date_pending": tell_by is None}
        start = localdate(accepted)
        promise = clock.Limit.parse(version.promised_limit)
        promised = clock.due_or_pending(start, promise, self._calendar).on
        statutory = None
        if version.statutory_limit:
            limit = clock.Limit.parse(version.statutory_limit)
            statutory = clock.due_or_pending(start, limit, self._calendar).on
        pending = promised is None or bool(version.statutory_limit and statutory is None)
        return {
            "tell_by": tell_by,
            "clock_from": start,
            "promise_due": promised,
            "statutory_due": statutory,
            "date_pending": pending,
        }

    def _hang_on(self, case: Case, story: Story, place: Place, agent: User | None) -> None:
        clerk = self._random.choice(place.clerks)
        reviewer = self._random.choice(place.reviewers)
        case.handler_id = clerk.pk
        for act in story.acts:
            by = {"clerk": clerk, "reviewer": reviewer, "agent": agent}.get(act.by)
            self._traces.append((case, act, by))
        self._materials(case)
        self._papers(case, story, place, clerk, reviewer)
        if story.rating:
            self._rating(case, *story.rating)

    def _materials(self, case: Case) -> None:
        waiting = case.state == "correction"
        for n, material in enumerate(case.version.guide.get("materials", [])):
            status = "shared" if material.get("shared") else "received"
            if waiting and n == 0:
                status = "wrong"
            self.rows.materials.append(
                CaseMaterial(
                    id=self._mint("material", case.submitted_at),
                    unit=case.unit,
                    case=case,
                    key=material["key"],
                    name=material["name"],
                    status=status,
                    received_at=case.submitted_at if status == "received" else None,
                )
            )

    def _papers(self, case: Case, story: Story, place: Place, clerk: User, reviewer: User) -> None:
        asked = story.when(Action.REQUEST_CORRECTION)
        if asked:
            material: dict[str, Any] = next(iter(case.version.guide.get("materials", [])), {})
            self.rows.notices.append(
                Notice(
                    id=self._mint("notice", asked),
                    unit=case.unit,
                    case=case,
                    kind="tell_once",
                    number=self._document(case, place, numbers.DocumentKind.TELL_ONCE),
                    lines=[
                        {
                            "key": material.get("key", ""),
                            "what": material.get("name", "材料"),
                            "why": "照片不清楚，看不清号码",
                            "how": "请重新拍一张清楚的，或带原件到窗口",
                        }
                    ],
                    issued_at=asked,
                    issued_by=clerk.pk,
                )
            )
        if case.decided_at:
            self.rows.decisions.append(
                Decision(
                    id=self._mint("decision", case.decided_at),
                    unit=case.unit,
                    case=case,
                    outcome="granted",
                    document_number=self._document(case, place, numbers.DocumentKind.GRANT),
                    decided_at=case.decided_at,
                    decided_by=reviewer.pk,
                )
            )
        if case.delivered_at:
            self.rows.deliveries.append(
                Delivery(
                    id=self._mint("delivery", case.delivered_at),
                    unit=case.unit,
                    case=case,
                    mode="agent" if case.agent_id else "pickup",
                    receiver=case.applicant.name,
                    delivered_at=case.delivered_at,
                    delivered_by=clerk.pk,
                )
            )

    def _document(self, case: Case, place: Place, kind: numbers.DocumentKind) -> str:
        made = numbers.parse_case_number(case.number)
        return numbers.document_number(place.center.region.name, kind, made.day.year, made.serial)

    def _rating(self, case: Case, level: int, at: datetime) -> None:
        words = {4: "等的时间有点长", 5: "来了两趟才办成"}.get(level, "")
        self.rows.ratings.append(
            Rating(
                id=self._mint("rating", at),
                unit=case.unit,
                case=case,
                act="closed",
                site=case.site,
                item=case.item,
                handler_id=case.handler_id,
                level=level,
                reasons=["slow"] if level > 3 else [],
                words=words,
                is_anonymous=self._random.random() < 0.4,
                channel="link",
                rated_at=at,
            )
        )

    def _mint(self, table: str, at: datetime) -> int:
        """An id of the simulated moment: the same seed mints the same ids."""
        return self._minters[table].mint(int(at.timestamp() * 1000))

    def _events(self) -> None:
        """Write one event for each act, by rising time, each with its digest."""
        key_id = crypto.current_key_id()
        states: dict[int, State] = defaultdict(lambda: State.DRAFT)
        for case, act, by in sorted(self._traces, key=lambda trace: trace[1].at):
            before = states[case.pk]
            states[case.pk] = after(before, act.action)
            row = EventRow(
                id=self._mint("event", act.at),
                unit=case.unit,
                at=chain.microseconds(act.at),
                subject=f"case:{case.pk}",
                action=act.action.value,
                by_user=by.pk if by else None,
                by_person=by.person_id if by else case.applicant_id,
                by_name=by.display_name if by else "申请人",
                reason="",
                facts={"before": before.value, "after": states[case.pk].value},
                key_id=key_id,
                digest=b"",
            )
            self.rows.events.append(
                Event(**row._asdict() | {"at": act.at, "digest": chain.digest_of(row)})
            )


def number_rows(counted: Counter[tuple[int, date]]) -> list[CaseNumber]:
    """The running numbers, so that the next real case of a day goes on behind them."""
    return [CaseNumber(unit=unit, day=day, last=last) for (unit, day), last in counted.items()]
