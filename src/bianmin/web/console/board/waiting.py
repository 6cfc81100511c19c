"""要处理的: the list of what waits with who answers for it, and the cases themselves, paged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.queries import names_of
from bianmin.cases.models import Case, RefusalFiling
from bianmin.cases.policies import SEES_CASES, may_view
from bianmin.cases.queries import due_first
from bianmin.reports.board import Scope
from bianmin.reports.late import late_cases
from bianmin.reports.todo import Kind, Todo, slow_cases, todo, untold_cases
from bianmin.rules.roles import RoleKind
from bianmin.web.console.board.parts import address
from bianmin.web.console.forms.boards import BoardWish
from bianmin.web.frame.lamp import Lamp, lamp

MOST, EACH = 8, 3
AT_A_DESK = SEES_CASES - {RoleKind.CITY_BUREAU, RoleKind.CITY_OFFICE}  # the city's have none
PER_PAGE = 20
LOOKS: Mapping[Kind, tuple[str, str, str, str]] = {
    Kind.LATE: ("clock", "件超期", "最早应于", "late"),
    Kind.UNTOLD: ("ring", "件过了 5 个工作日没告知", "最早应于", "untold"),
    Kind.SLOW: ("clock", "件环节超期，还没到承诺日", "最早应于", "slow"),
    Kind.REFUSAL: ("doc", "件拟否决等待决定", "最早提出于", "refusal"),
    Kind.POOR: ("chat", "条差评", "最近一周，最早", "open"),
}
"""样子: icon, words after the number, words before the day, and the list it leads to."""


@dataclass(frozen=True)
class Item:
    """一条: what waits, as the template prints it."""

    icon: str
    words: str
    since: str
    todo: Todo
    url: str
    is_mild: bool


@dataclass(frozen=True)
class Line:
    """一行: a case of the list with its light, its handler and its address for whoever may open."""

    case: Case
    lamp: Lamp
    handler: str
    url: str


def items(scope: Scope, wish: BoardWish, at: datetime) -> tuple[list[Item], int]:
    """What waits: the first few, and how many there are."""
    found = todo(scope, at)
    return [_item(line, scope, wish) for line in _some_of_each(found)], len(found)


def _some_of_each(found: list[Todo]) -> list[Todo]:
    """The most pressing, but some of every kind."""
    first = [line for kind in Kind for line in [t for t in found if t.kind is kind][:EACH]]
    rest = [line for line in found if line not in first]
    return sorted([*first, *rest][:MOST], key=found.index)


def _item(line: Todo, scope: Scope, wish: BoardWish) -> Item:
    icon, words, since, shown = LOOKS[line.kind]
    here = scope.site is not None
    base = "" if here else address("township", line.township_id)
    return Item(
        icon=icon,
        words=words,
        since=since,
        todo=line,
        url=f"{base}{wish.query(shown=shown)}#cases",
        is_mild=line.kind in (Kind.SLOW, Kind.REFUSAL, Kind.POOR),
    )


def cases(scope: Scope, wish: BoardWish, at: datetime) -> QuerySet[Case]:
    """The cases of the chosen list, those with the least time first."""
    today = localdate(at)
    match wish.shown:
        case "late":
            chosen = late_cases(scope, today)
        case "untold":
            chosen = untold_cases(scope, today)
        case "slow":
            chosen = slow_cases(scope, today)
        case "refusal":
            waiting = RefusalFiling.objects.filter(
                unit=OuterRef("unit"), case=OuterRef("pk"), decided_at__isnull=True
            )
            chosen = scope.open_cases().filter(Exists(waiting))
        case _:
            chosen = scope.open_cases()
    return due_first(chosen.select_related("item", "site", "village"))


def case_page(
    scope: Scope, wish: BoardWish, page: str, actor: Actor, at: datetime
) -> tuple[Page[Case], list[Line]]:
    """One page of the list, and its lines."""
    found = Paginator(cases(scope, wish, at), PER_PAGE).get_page(page)
    today = localdate(at)
    handlers = names_of({case.handler_id for case in found if case.handler_id})
    return found, [
        Line(
            case,
            lamp(case, today),
            handlers.get(case.handler_id or 0, ""),
            reverse("desk:case", args=[case.number]) if may_open(actor, case) else "",
        )
        for case in found
    ]


def may_open(actor: Actor, case: Case) -> bool:
    """Say whether the case's page opens to the actor."""
    return actor.has(*AT_A_DESK) and bool(may_view(actor, case))
