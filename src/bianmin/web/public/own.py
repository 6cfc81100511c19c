"""我的: a resident's own cases and drafts, a line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bianmin.cases import queries
from bianmin.cases.drafted import name_of
from bianmin.cases.models import Case, Draft
from bianmin.cases.standing import Standing, standing
from bianmin.disputes.models import Dispute
from bianmin.rules.lifecycle import AT_APPLICANT
from bianmin.rules.mediation import KIND_LABELS, STATE_LABELS, DisputeKind, DisputeState
from bianmin.web.frame.promises import promise
from bianmin.web.public import drafts
from bianmin.web.public.filling import steps_here
from bianmin.web.public.steps import next_step
from bianmin.wire.requests import Request

MOST_DRAFTS = 20


@dataclass(frozen=True)
class Line:
    """一行: one of my cases, how it stands, and what opens its page."""

    case: Case
    code: str
    now: Standing
    promise: str

    @property
    def waits_for_me(self) -> bool:
        return self.now.state in AT_APPLICANT


def lines(cases: Iterable[Case], today: date) -> list[Line]:
    return [_line(case, today, case.tracking.clear()) for case in cases]


def entrusted_lines(cases: Iterable[Case], today: date) -> list[Line]:
    """替家人办的: the same, opened by the mandate: the number is no secret."""
    return [_line(case, today, case.number) for case in cases]


def unfinished(request: Request) -> list[tuple[Draft, str, str]]:
    """没填完的: the drafts of the account and of this browser, by name, with the next page."""
    user = request.actor.user_id
    mine = queries.drafts_of(user or 0, at=request.at).filter(village__isnull=False)
    own = list(mine[:MOST_DRAFTS])  # without a village it is an agent's, for somebody else
    known = {draft.pk for draft in own}
    own += [draft for draft in drafts.here(request) if draft.pk not in known]
    return [(draft, name_of(draft), next_step(steps_here(request, draft)).url) for draft in own]


def dispute_lines(disputes: Iterable[Dispute]) -> list[tuple[Dispute, str, str]]:
    """我的调解: each with its kind and how it stands."""
    return [
        (one, KIND_LABELS[DisputeKind(one.kind)], STATE_LABELS[DisputeState(one.state)])
        for one in disputes
    ]


def _line(case: Case, today: date, code: str) -> Line:
    now = standing(case, today)
    words = promise(now, today, is_accepted=case.clock_from is not None)
    return Line(case, code, now, words)
