"""待办: the tabs of the worklist, the cases of one of them, and how a line looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import Count, QuerySet

from bianmin.accounts.actor import Actor
from bianmin.cases import queries
from bianmin.cases.linking import is_slow
from bianmin.cases.models import Case
from bianmin.regions.queries import unit_name
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from bianmin.web.frame.lamp import Lamp, lamp

TABS: Mapping[str, tuple[str, frozenset[State]]] = MappingProxyType(
    {
        "arrived": ("待预审", frozenset({State.SUBMITTED})),
        "received": ("待受理", frozenset({State.RECEIVED})),
        "correction": (
            "待补正",
            frozenset({State.RETURNED, State.CORRECTION, State.REVIEW_CORRECTION}),
        ),
        "review": ("待审批", frozenset({State.ACCEPTED, State.REVIEW, State.FORWARDED})),
        "decided": ("待办结", frozenset({State.GRANTED, State.DENIED})),
        "completed": ("待送达", frozenset({State.COMPLETED})),
    }
)
PAUSED, ALL = "paused", "all"
KEYS = (*TABS, PAUSED, ALL)
LABELS: Mapping[str, str] = MappingProxyType(
    {key: label for key, (label, _) in TABS.items()} | {PAUSED: "已暂停", ALL: "全部在办"}
)


@dataclass(frozen=True)
class Tab:
    """栏目: a part of the worklist and how many cases stand in it."""

    key: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Line:
    """一行: a case as the worklist shows it."""

    case: Case
    lamp: Lamp
    is_slow: bool  # 环节超期


@dataclass(frozen=True)
class Counts:
    """件数: how many cases there are of each kind, counted in one statement."""

    rows: tuple[tuple[str, bool, str, int, str, int], ...]  # state paused channel item name count

    def tabs(self, current: str, *, item: int | None = None, channel: str = "") -> list[Tab]:
        """Return every tab with its count under the chosen filters."""
        return [
            Tab(key, LABELS[key], self._count(key, item, channel), key == current) for key in KEYS
        ]

    def items(self) -> list[tuple[int, str]]:
        """Return the items that occur, for the filter."""
        return sorted({(row[3], row[4]) for row in self.rows}, key=lambda pair: pair[1])

    def _count(self, key: str, item: int | None, channel: str) -> int:
        return sum(
            count
            for state, paused, came_by, item_id, _, count in self.rows
            if _stands_in(key, State(state), paused)
            and item in (None, item_id)
            and channel in ("", came_by)
        )


def counts(cases: QuerySet[Case]) -> Counts:
    kinds = ("state", "paused", "channel", "item_id", "item__plain_name")
    return Counts(tuple(cases.order_by().values_list(*kinds).annotate(Count("id"))))


def _stands_in(key: str, state: State, paused: bool) -> bool:
    if key == ALL:
        return state is not State.COMPLETED
    if key == PAUSED:
        return paused
    return state in TABS[key][1]


def in_tab(
    cases: QuerySet[Case], key: str, *, item: int | None = None, channel: str = ""
) -> QuerySet[Case]:
    """The cases of one tab, those that are due first before the others."""
    if item is not None:
        cases = cases.filter(item_id=item)
    if channel:
        cases = cases.filter(channel=channel)
    if key == ALL:
        chosen = cases.filter(closed_at__isnull=True)
    elif key == PAUSED:
        chosen = cases.filter(closed_at__isnull=True, paused=True)
    else:
        chosen = cases.filter(state__in=[state.value for state in TABS[key][1]])
    return queries.due_first(chosen.select_related(*queries.SHOWN))


def read(chosen: QuerySet[Case], ids: Iterable[int]) -> list[Case]:
    """Read the cases that a page shows; which they are, the worklist's index told alone."""
    ids = list(ids)
    found = {case.pk: case for case in chosen.order_by().filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def lines(cases: Iterable[Case], today: date) -> list[Line]:
    """Return how each case stands today."""
    return [Line(case, lamp(case, today), is_slow(case, today)) for case in cases]


def units(actor: Actor) -> list[tuple[int, str]]:
    """Return the units in which the actor's posts have cases, for the filter."""
    return [(unit, unit_name(unit)) for unit in queries.units_in_duty(actor)]


def unit_asked(actor: Actor, asked: str) -> int | None:
    """县区: whose posts reach over several units sees one at a time: the asked one, or the first.

    None: the actor's posts lie in one unit, and there is nothing to choose.
    """
    units = queries.units_in_duty(actor)
    if len(units) < 2:
        return None
    return next((unit for unit in units if str(unit) == asked), units[0])


FIRST_TAB: tuple[tuple[frozenset[RoleKind], str], ...] = (
    (frozenset({RoleKind.CLERK, RoleKind.STATION_CLERK}), "received"),
    (frozenset({RoleKind.REVIEWER, RoleKind.COUNTY_REVIEWER}), "review"),
)


def first_tab(actor: Actor, found: Counts) -> str:
    """Return the tab that opens when none is asked for: the post's own one, else one with work."""
    own = next((tab for kinds, tab in FIRST_TAB if actor.has(*kinds)), ALL)
    waiting = [tab.key for tab in found.tabs(own) if tab.count]
    return own if own in waiting or not waiting else waiting[0]
