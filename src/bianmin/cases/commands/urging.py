"""催办(群众): the applicant urges a case that is late; handler and head hear of it, once a day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.cases import village_policies
from bianmin.cases.commands.escalation import tell_late
from bianmin.cases.commands.standing_in import in_their_name
from bianmin.cases.models import Case
from bianmin.cases.urging import is_urged_on
from bianmin.rules.errors import Conflict
from bianmin.rules.verdict import require


@transaction.atomic
def urge_case(case: Case, *, by: Actor, at: datetime) -> int:
    """催一催: only after the promised day, once a day; return how many people were told."""
    today = localdate(at)
    require(village_policies.may_urge(by, case, today))
    if is_urged_on(case, today):
        raise Conflict("今天已经催过了，负责人已经知道；急的话请打电话")
    facts = in_their_name(case, "urge", by=by, at=at)
    record(f"case:{case.pk}", "urge", unit=case.unit, by=by, at=at, **facts)
    return tell_late(case, at=at)
