"""谁开的门: a case opened by the secret of its link, or by a mandate of whoever is signed in.

The secret outlives every mandate, so a relative is never shown it: their address holds the case's
number, and each request asks anew whether the mandate holds.
"""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.accounts.mandates import acting
from bianmin.accounts.models import Mandate
from bianmin.cases import queries
from bianmin.cases.entrusted import acts_for
from bianmin.cases.models import Case
from bianmin.rules.errors import NotFound
from bianmin.web.frame.acting import actor_for
from bianmin.wire.requests import Request

BY_LINK = "the 128-bit secret of the link, or a mandate that holds at this very moment"
NUMBER = "LC"


def opened(request: Request, code: str) -> tuple[Case, Actor]:
    """Return the case behind the code and who acts in it; NotFound for any other text."""
    if code.upper().startswith(NUMBER):
        return _entrusted(request, code)
    case = queries.tracked(code)
    if case is None:
        raise NotFound("链接不完整或已失效，请从短信里重新打开")
    return case, actor_for(request, case)


def by_mandate(actor: Actor, case: Case) -> Mandate | None:
    """凭委托打开的: the mandate by which this visitor stands in for the applicant."""
    held = acts_for(actor, case)
    if held is None:
        return None
    return Mandate.objects.select_related("principal").get(pk=held.mandate_id)


def _entrusted(request: Request, number: str) -> tuple[Case, Actor]:
    actor = acting(request.actor, at=request.at)
    known = queries.by_number(actor, number).select_related(*queries.SHOWN, "version")
    case = known.first()
    if case is None or acts_for(actor, case) is None:
        raise NotFound("没有这件事，或者委托已经停了；没登录的请先登录，从“我的”里打开")
    return case, actor
