"""我的成绩: what an agent handed over in a month, what of it counts, and why the rest does not."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from bianmin.assistance.facts import Month, facts_of
from bianmin.assistance.queries import handed_over_by
from bianmin.rules.order_facts import counts, tally
from bianmin.rules.roles import RoleKind
from bianmin.web.field.page import page
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(RoleKind.AGENT)
@require_GET
def results(request: Request) -> HttpResponse:
    month = Month.parse(request.GET.get("month", ""), localdate(request.at))
    mine = handed_over_by(request.actor)
    found = [one for one in facts_of(mine, month) if one.agent.pk == request.actor.user_id]
    facts = [pair for one in found for pair in one.facts]
    context = {
        "month": month,
        "tally": tally(fact for _, fact in facts),
        "lines": [(order, fact, counts(fact)) for order, fact in facts],
    }
    return page(request, "field/results.html", context)
