"""环节: 受理 → 审查 → 决定 → 送达 of one case, each with whoever has it and its last day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from bianmin.accounts.queries import names_of
from bianmin.audit.models import Event
from bianmin.cases.deliveries import deliver_by
from bianmin.cases.linking import due_of, pauses_in
from bianmin.cases.models import Case
from bianmin.cases.queries import Dossier
from bianmin.regions.queries import unit_name
from bianmin.rules import links
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.links import LABELS, LinkKind

DELIVERING = (Action.COMPLETE, Action.DELIVER, Action.OPEN_RESULT)


@dataclass(frozen=True)
class Link:
    """一环: its name, who has it, its last day (and whether that is its own), when it was done."""

    name: str
    owner: str
    limit: date | None
    done_on: date | None
    today: date
    is_own: bool = False  # 环节时限: the office's own day, not the promised one
    is_here: bool = False
    is_stopped: bool = False

    @property
    def words(self) -> str:
        if self.done_on is not None:
            late = self.limit is not None and self.done_on > self.limit
            return "超期完成" if late else "已完成"
        if not self.is_here:
            return "还没到"
        if self.is_stopped:
            return "暂停计时"
        return "超期" if self.limit is not None and self.today > self.limit else "进行中"

    @property
    def tag(self) -> str:
        return {"已完成": "v", "超期完成": "r", "超期": "r", "进行中": "w"}.get(self.words, "")


@dataclass(frozen=True)
class Span:
    """在这一环: from which day, until which (None: still), and who moved it last."""

    start: date
    end: date | None
    by: str


def links_of(dossier: Dossier, today: date) -> list[Link]:
    """Return the links in their order; what has not come yet has neither owner nor day."""
    case = dossier.case
    spans = _spans(dossier.events)
    told = [_link(dossier, kind, spans.get(kind), today) for kind in LinkKind]
    given = dossier.delivery.received_on if dossier.delivery else None
    handed = given or _day(case.delivered_at)
    by = _name(dossier.events, DELIVERING)
    due = deliver_by(case)
    return [*told, Link("送达", by, due, handed, today, is_here=due is not None and not handed)]


def _link(dossier: Dossier, kind: LinkKind, span: Span | None, today: date) -> Link:
    case = dossier.case
    is_here = links.at(State(case.state)) is kind
    if is_here and case.link_from is not None:
        own, owner = case.link_due, _owner(case)
    elif span is not None:
        pauses = pauses_in(dossier.pauses)
        own, owner = due_of(case.version, kind, span.start, pauses), span.by
    else:
        return Link(LABELS[kind], "", None, None, today, is_here=is_here)
    whole = case.tell_by if kind is LinkKind.ACCEPT else case.promise_due
    return Link(
        LABELS[kind],
        owner,
        own or whole,
        None if is_here or span is None else span.end,
        today,
        is_own=own is not None,
        is_here=is_here,
        is_stopped=case.paused,
    )


def _owner(case: Case) -> str:
    """谁在办: the colleague, or the office while nobody has taken it up."""
    state = State(case.state)
    if state is State.SUBMITTED:
        return "窗口，还没收"
    if state is State.ACCEPTED:
        return "审批，还没人接手"
    if state is State.FORWARDED:
        return f"{unit_name(case.unit)}的部门"
    return names_of({case.handler_id or 0}).get(case.handler_id or 0, "")


def _spans(events: Iterable[Event]) -> dict[LinkKind, Span]:
    """经过的环节: the last stay in each, read from what moved the case."""
    found: dict[LinkKind, Span] = {}
    for event in events:
        told = event.facts.get("after")
        if told is None:
            continue
        before, after = (links.at(State(event.facts[key])) for key in ("before", "after"))
        day = localdate(event.at)
        if before is not None and before is not after and before in found:
            found[before] = Span(found[before].start, day, event.by_name)
        if after is not None and (after is not before or after not in found):
            found[after] = Span(day, None, event.by_name)
    return found


def _day(at: datetime | None) -> date | None:
    return localdate(at) if at is not None else None


def _name(events: Collection[Event], actions: Collection[Action]) -> str:
    named = {action.value for action in actions}
    return next((one.by_name for one in reversed(list(events)) if one.action in named), "")
