from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from bianmin.assistance.custody import held_by
from bianmin.assistance.queries import running, visible_to
from bianmin.papers.queries import outdated_at, own_sites
from bianmin.rules.roles import RoleKind
from bianmin.web.field.page import page
from bianmin.web.field.posts import posts_of
from bianmin.web.field.today import MOST, today_of, unfinished
from bianmin.web.frame.orders import OrderLine, lines
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(RoleKind.AGENT)
@require_GET
def today(request: Request) -> HttpResponse:
    posts = posts_of(request.actor)
    today, orders = today_of(request.actor, localdate(request.at)), _orders(request)
    context = {
        "today": today,
        "to_do": today.to_do + len(orders),
        "old_prints": len(outdated_at(own_sites(request.actor))),
        "orders": orders,
        "in_hand": len(held_by(request.actor)),
        "drafts": unfinished(request.actor, posts, request.at),
    }
    return page(request, "field/today.html", context)


def _orders(request: Request) -> list[OrderLine]:
    """代办单: one's own, and those of the site that nobody carries yet."""
    mine = Q(agent_id=request.actor.user_id) | Q(agent__isnull=True)
    return lines(running(visible_to(request.actor)).filter(mine)[:MOST], request.at)
