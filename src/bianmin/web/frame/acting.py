"""办理人: who acts on this request, and when; what every command is told."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from bianmin.accounts.actor import Actor
from bianmin.cases import policies, queries
from bianmin.cases.models import Case
from bianmin.rules import lifecycle
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.verdict import require
from bianmin.wire.requests import Request


class Act(TypedDict):
    """一次办理: who acts, and when."""

    by: Actor
    at: datetime


def act(request: Request) -> Act:
    return Act(by=request.actor, at=request.at)


def require_move(actor: Actor, case: Case, action: Action) -> None:
    """Refuse, before anything is asked, a move that this actor may not make now.

    A state that does not allow it is a Conflict: it was possible a while ago.
    """
    lifecycle.after(State(case.state), action)
    require(policies.may_move(actor, case, action))


def actor_for(request: Request, case: Case) -> Actor:
    """办理人: the account when it is the applicant's or staff's; else the holder of the link.

    Whoever works for us acts as themselves, so nobody rates their own work by a villager's link.
    """
    own = request.actor
    if own.roles or policies.is_applicant(own, case):
        return own
    return queries.holder_of_link(case)
