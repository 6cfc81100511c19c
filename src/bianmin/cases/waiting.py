"""等前件: a part of a bundle whose turn has not come."""

from __future__ import annotations

from bianmin.cases.models import Case
from bianmin.rules.lifecycle import State


def is_waiting(case: Case) -> bool:
    """等前件: nothing else pauses before receipt, so the pause tells it."""
    return case.paused and case.state == State.SUBMITTED
