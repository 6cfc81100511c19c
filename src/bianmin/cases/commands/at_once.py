"""即办件: done on the spot by the window that was granted it, with the result in hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.cases import policies
from bianmin.cases.commands.closing import complete_case
from bianmin.cases.commands.delivering import deliver_result
from bianmin.cases.commands.review import accept_case, grant_case
from bianmin.cases.models import Case
from bianmin.rules.lifecycle import State
from bianmin.rules.verdict import require


@transaction.atomic
def finish_at_once(
    case: Case, *, receiver: str, mandate: str = "", by: Actor, at: datetime
) -> Case:
    """当场办结: accept, grant, complete and hand over in one act; all of it or nothing.

    Every step is a move of the table with its document, as if it had taken days.
    """
    require(policies.may_finish_at_once(by, case))
    if case.state == State.RECEIVED:
        accept_case(case, by=by, at=at)
    grant_case(case, by=by, at=at)
    complete_case(case, by=by, at=at)
    return deliver_result(case, mode="pickup", receiver=receiver, mandate=mandate, by=by, at=at)
