"""今日: what an agent has to fetch, to mend and to hand over, those due first before the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bianmin.accounts.actor import Actor
from bianmin.cases import queries
from bianmin.cases.deliveries import choices_of, wanted_mode
from bianmin.cases.models import IN_HAND, Case, CaseMaterial, Draft
from bianmin.rules.delivery import Mode
from bianmin.rules.lifecycle import State
from bianmin.web.field.posts import Post
from bianmin.web.frame.lamp import Lamp, lamp

MOST = 100
TO_MEND = frozenset({State.RETURNED, State.CORRECTION, State.REVIEW_CORRECTION})
MAY_LACK = frozenset({State.SUBMITTED, State.RECEIVED})


@dataclass(frozen=True)
class Line:
    """一行: a case the agent carries, how it stands, and what is still to be fetched for it."""

    case: Case
    lamp: Lamp
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Today:
    """今日: the agent's cases by what has to be done with them."""

    to_mend: tuple[Line, ...]
    to_fetch: tuple[Line, ...]
    to_deliver: tuple[Line, ...]
    elsewhere: tuple[Line, ...]

    @property
    def to_do(self) -> int:
        return len(self.to_mend) + len(self.to_fetch) + len(self.to_deliver)


def today_of(actor: Actor, today: date) -> Today:
    """Return the open cases the agent carries, in as many statements for one as for many."""
    cases = list(_carried(actor))
    lacking = _lacking(case for case in cases if State(case.state) in MAY_LACK)
    wanted = choices_of(cases)
    mine = {c.pk for c in cases if wanted_mode(c, wanted.get(c.pk)) is Mode.AGENT}
    lines = [Line(case, lamp(case, today), lacking.get(case.pk, ())) for case in cases]
    return Today(
        to_mend=_those(lines, lambda one: one.lamp.standing.state in TO_MEND),
        to_fetch=_those(lines, lambda one: bool(one.lacking)),
        to_deliver=_those(lines, lambda one: _is_ready(one) and one.case.pk in mine),
        elsewhere=_those(lines, lambda one: _is_elsewhere(one, mine)),
    )


def unfinished(actor: Actor, posts: Iterable[Post], at: datetime) -> list[Draft]:
    """没填完的: what the agent began and has not sent."""
    units = {post.center.unit for post in posts}
    own = queries.drafts_of(actor.user_id or 0, at=at)
    return list(own.filter(unit__in=units, village__isnull=True)[:MOST])  # not what is my own


def _carried(actor: Actor) -> Iterable[Case]:
    carried = queries.carried_by(actor.person_id or 0).filter(IN_HAND)
    return queries.due_first(carried)[:MOST]


def _lacking(cases: Iterable[Case]) -> dict[int, tuple[str, ...]]:
    by_id = {case.pk: case for case in cases}
    rows = CaseMaterial.objects.filter(
        unit__in={case.unit for case in by_id.values()},
        case_id__in=by_id,
        status__in=["missing", "wrong"],
    ).values_list("case_id", "name")
    found: dict[int, tuple[str, ...]] = {}
    for case_id, name in rows.order_by("id"):
        found[case_id] = (*found.get(case_id, ()), name)
    return found


def _is_ready(one: Line) -> bool:
    return one.lamp.standing.state is State.COMPLETED


def _is_elsewhere(one: Line, mine: Collection[int]) -> bool:
    """Others have it: neither to mend nor to fetch, nor a result that I bring home."""
    to_bring = _is_ready(one) and one.case.pk in mine
    return one.lamp.standing.state not in TO_MEND and not to_bring and not one.lacking


def _those(lines: Iterable[Line], wanted: Callable[[Line], bool]) -> tuple[Line, ...]:
    return tuple(one for one in lines if wanted(one))
