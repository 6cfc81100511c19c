"""环节: 受理 → 审查 → 决定 → 送达 of one case, each with whoever has it and its last day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from bianmin.audit.models import Event
from bianmin.cases.deliveries import deliver_by
from bianmin.cases.queries import Dossier
from bianmin.rules.lifecycle import Action

ACCEPTING = (Action.RECEIVE, Action.ACCEPT, Action.DEEM_ACCEPTED)
REVIEWING = (Action.START_REVIEW, Action.FORWARD, Action.RETURN_FORWARDED)
DECIDING = (Action.GRANT, Action.DENY)
DELIVERING = (Action.COMPLETE, Action.DELIVER, Action.OPEN_RESULT)


@dataclass(frozen=True)
class Link:
    """一环: its name, who had it last, its last day, and when it was done."""

    name: str
    owner: str
    limit: date | None
    done_on: date | None
    today: date

    @property
    def words(self) -> str:
        if self.done_on is not None:
            late = self.limit is not None and self.done_on > self.limit
            return "超期完成" if late else "已完成"
        if not self.owner and self.limit is None:
            return "还没到"
        return "超期" if self.limit is not None and self.today > self.limit else "进行中"

    @property
    def tag(self) -> str:
        return {"已完成": "v", "超期完成": "r", "超期": "r", "进行中": "w"}.get(self.words, "")


def links_of(dossier: Dossier, today: date) -> list[Link]:
    """Return the links in their order; what has not come yet has neither owner nor day."""
    case, events = dossier.case, dossier.events
    reviewed = _last(events, REVIEWING)
    decided = _day(case.decided_at)
    is_accepted = case.accepted_at is not None
    given = dossier.delivery.received_on if dossier.delivery else None
    delivered = given or _day(case.delivered_at)
    review = case.promise_due if is_accepted else None
    return [
        Link("受理", _name(events, ACCEPTING), case.tell_by, _day(case.accepted_at), today),
        Link("审查", reviewed.by_name if reviewed else "", review, decided, today),
        Link("决定", _name(events, DECIDING), review, decided, today),
        Link("送达", _name(events, DELIVERING), deliver_by(case), delivered, today),
    ]


def _day(at: datetime | None) -> date | None:
    return localdate(at) if at is not None else None


def _last(events: Collection[Event], actions: Collection[Action]) -> Event | None:
    named = {action.value for action in actions}
    return next((event for event in reversed(list(events)) if event.action in named), None)


def _name(events: Collection[Event], actions: Collection[Action]) -> str:
    found = _last(events, actions)
    return found.by_name if found else ""
