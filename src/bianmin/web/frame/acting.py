"""办理人: who acts on this request, and when; what every command is told."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from bianmin.accounts.actor import Actor
from bianmin.wire.requests import Request


class Act(TypedDict):
    """一次办理: who acts, and when."""

    by: Actor
    at: datetime


def act(request: Request) -> Act:
    return Act(by=request.actor, at=request.at)
