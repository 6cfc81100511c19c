from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from bianmin.papers.queries import outdated_at, own_sites, wanting_at
from bianmin.web.me.page import OWN, page
from bianmin.web.me.week import week
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce.models import HandoverItem
from bianmin.workforce.parts import KINDS
from bianmin.workforce.queries import duty, exams, mine, rotas


@staff(*OWN)
@require_GET
def home(request: Request) -> HttpResponse:
    user, today = request.user, localdate(request.at)
    handovers = list(duty.handovers_to_confirm(user))
    items = duty.items_of(handovers)
    monday = today - timedelta(days=today.weekday())
    absence = mine.absence_now(user, at=request.at)
    walls = own_sites(request.actor)
    context = {
        "places": mine.workplaces(user, request.actor, at=request.at),
        "absence": absence,
        "given": mine.given_for(absence) if absence else [],
        "handovers": [(h, h.giver_id == user.pk, _lists(items.get(h.pk, []))) for h in handovers],
        "posts": rotas.held_posts(user),
        "week": week(rotas.week_of(user, monday, at=request.at), monday, today),
        "rights": mine.rights_of(user, at=request.at),
        "takes_items": mine.needs_grant(role.kind for role in request.actor.roles),
        "walls": walls,
        "to_change": outdated_at(walls),
        "unseen": sum(wanting.unseen for wanting in wanting_at(walls).values()) if walls else 0,
        "certificates": exams.valid_certificates(user, on=today),
    }
    return page(request, "me/home.html", context, tab="home")


def _lists(items: list[HandoverItem]) -> list[tuple[str, list[HandoverItem]]]:
    """The parts of a hand-over list that have anything on them, under their titles."""
    found = [(title, [i for i in items if i.kind == kind]) for kind, title in KINDS.items()]
    return [(title, rows) for title, rows in found if rows]
