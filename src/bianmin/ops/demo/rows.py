"""待装入: everything of the demonstration that is copied into tables, and the ids it gets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate

from bianmin.accounts.models import Person, User
from bianmin.audit.models import Event
from bianmin.cases.models import (
    Case,
    CaseMaterial,
    CaseNumber,
    CasePause,
    Decision,
    Delivery,
    Dispatch,
    DocumentNumber,
    Notice,
    RefusalFiling,
)
from bianmin.feedback.models import Rating
from bianmin.ground.ids import Minter
from bianmin.regions.models import Region
from bianmin.rules import clock
from bianmin.rules.clock import Limit, Pause
from bianmin.rules.documents import WORDS, NoticeKind
from bianmin.rules.numbers import DocumentKind, document_number
from bianmin.rules.workdays import WorkCalendar
from bianmin.sites.models import Site

DEMO_NODE = 4095  # no running process mints with it


@dataclass(frozen=True)
class Place:
    """办理点: a centre with its people, and the villages it handles with their agents."""

    center: Site
    unit_name: str
    head: User
    clerks: Sequence[User]
    reviewers: Sequence[User]
    county: User  # decides what the centre hands up
    villages: Sequence[Region]
    agents: dict[int, User]  # by village id
    bases: dict[int, Site]  # where the agent of a village sits
    residents: dict[int, Sequence[Person]]
    slow: float  # share of promised cases that end late


@dataclass
class Rows:
    """待装入: the rows, in the order of the tables."""

    cases: list[Case] = field(default_factory=list)
    materials: list[CaseMaterial] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    pauses: list[CasePause] = field(default_factory=list)
    filings: list[RefusalFiling] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    numbers: Counter[tuple[int, date]] = field(default_factory=Counter)
    words: dict[int, str] = field(default_factory=dict)  # township → how its documents name it

    def case_numbers(self) -> list[CaseNumber]:
        """The running numbers, so that the next real case of a day goes on behind them."""
        return [
            CaseNumber(unit=unit, day=day, last=last) for (unit, day), last in self.numbers.items()
        ]


def number_documents(rows: Rows) -> list[DocumentNumber]:
    """Number the notices as they were issued; return how far each township's numbers have come."""
    last: Counter[tuple[int, int, DocumentKind, int]] = Counter()
    decisions = {decision.case_id: decision for decision in rows.decisions}
    for notice in sorted(rows.notices, key=lambda each: (each.issued_at, each.pk)):
        kind, year = WORDS[NoticeKind(notice.kind)], localdate(notice.issued_at).year
        township = notice.case.township_id
        last[notice.unit, township, kind, year] += 1
        serial = last[notice.unit, township, kind, year]
        notice.number = document_number(rows.words[township], kind, year, serial)
        if kind in (DocumentKind.GRANT, DocumentKind.DENIAL):
            decisions[notice.case_id].document_number = notice.number
    return [
        DocumentNumber(unit=unit, township_id=township, kind=kind.value, year=year, last=serial)
        for (unit, township, kind, year), serial in last.items()
    ]


class Mint:
    """编号机: ids of the simulated moment; the same seed mints the same ids."""

    def __init__(self) -> None:
        self._minters: dict[str, Minter] = defaultdict(lambda: Minter(DEMO_NODE))

    def __call__(self, table: str, at: datetime) -> int:
        return self._minters[table].mint(int(at.timestamp() * 1000))


class DueDays:
    """到期日: as the clock counts them; thousands of cases ask for the same few days."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._known: dict[tuple[date, Limit, tuple[Pause, ...]], date | None] = {}

    def __call__(self, start: date, limit: Limit, pauses: Sequence[Pause] = ()) -> date | None:
        """Return the due day; None while its year has no published calendar."""
        key = (start, limit, tuple(pauses))
        if key not in self._known:
            self._known[key] = clock.due_or_pending(start, limit, self._calendar, pauses).on
        return self._known[key]
