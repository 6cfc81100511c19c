"""送达的办理: which steps the way of a result allows now, and how its page tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bianmin.accounts.queries import names_of
from bianmin.cases import deliveries
from bianmin.cases.models import Case, DeliveryChoice, Dispatch
from bianmin.cases.queries import Dossier
from bianmin.papers.archive_lists import filed
from bianmin.rules.delivery import LABELS, Mode
from bianmin.rules.lifecycle import State
from bianmin.web.desk.forms.deliveries import AgentForm, PostForm, SignedForm

SIGNED = {Mode.PICKUP: "窗口签收", Mode.POST: "邮件已签收", Mode.AGENT: "代办员已送到"}
FILED = frozenset({State.DELIVERED, State.ARCHIVED})


def mode_now(sent: Dispatch | None) -> Mode:
    """Return how the result would be signed for now: as it was sent out, else at the window."""
    return Mode(sent.mode) if sent else Mode.PICKUP


def signed_form(dossier: Dossier) -> SignedForm:
    name = dossier.case.applicant.name.clear()
    return SignedForm(initial={"receiver": name})


def post_form(dossier: Dossier) -> PostForm:
    choice = dossier.choice
    return PostForm(initial={"address": choice.address.clear() if choice else ""})


def agent_form(dossier: Dossier, at: datetime) -> AgentForm:
    """Offer the agents who serve the village at this moment."""
    return AgentForm(agents=deliveries.agents_for(dossier.case, at=at))


@dataclass(frozen=True)
class Sent:
    """送出一行: in words, when, and how it ended."""

    words: str
    row: Dispatch
    end: str
    tag: str


def shown(dossier: Dossier, today: date) -> dict[str, Any]:
    """Return what the page of a case shows of its delivery and its file."""
    case, given = dossier.case, dossier.delivery
    wanted = deliveries.wanted_mode(case, dossier.choice)
    until = deliveries.deliver_by(case) if case.completed_at else None
    is_waiting = State(case.state) is State.COMPLETED
    return {
        "wanted": LABELS[wanted],
        "choice": dossier.choice,
        "sent": sent_lines(dossier.dispatches),
        "delivery": given,
        "delivered_by": LABELS[Mode(given.mode)] if given else "",
        "deliver_by": until,
        "is_late": is_waiting and until is not None and today > until,
        "filed": filed(dossier) if State(case.state) in FILED else None,
    }


def sent_lines(rows: Iterable[Dispatch]) -> list[Sent]:
    rows = list(rows)
    names = names_of({row.taken_by for row in rows if row.taken_by is not None})
    return [_sent(row, names) for row in rows]


def _sent(row: Dispatch, names: dict[int, str]) -> Sent:
    if row.mode == Mode.POST:
        words = f"{row.carrier} {row.post_number}"
    else:
        words = f"代办员 {names.get(row.taken_by or 0, '')} 领出"
    end, tag = {"": ("在路上", "w"), "arrived": ("送到", "v"), "returned": ("退回", "r")}[row.end]
    return Sent(words, row, end, tag)


@dataclass(frozen=True)
class Waiting:
    """没送到一行: a result, how it was wanted, where it is, its last day."""

    case: Case
    wanted: str
    sent: str
    until: date | None
    is_late: bool


def waiting(cases: Iterable[Case], today: date) -> list[Waiting]:
    """Return how each undelivered result stands today."""
    cases = list(cases)
    choices = deliveries.choices_of(cases)
    lines = {line.row.case_id: line.words for line in sent_lines(_on_the_way(cases))}
    return [_waiting(case, choices.get(case.pk), lines.get(case.pk, ""), today) for case in cases]


def _on_the_way(cases: list[Case]) -> list[Dispatch]:
    return list(deliveries.on_the_ways(cases).values())


def _waiting(case: Case, choice: DeliveryChoice | None, sent: str, today: date) -> Waiting:
    until = deliveries.deliver_by(case)
    wanted = LABELS[deliveries.wanted_mode(case, choice)]
    return Waiting(case, wanted, sent, until, until is not None and today > until)
