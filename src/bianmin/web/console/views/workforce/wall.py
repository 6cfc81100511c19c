"""上墙: who works at a site, with photo, post and phone, as a page that is printed for the wall."""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from bianmin.papers.codes import qr
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.queries import people, watches


@staff(*policies.SEES_PEOPLE)
@require_GET
def wall(request: Request, site: int) -> HttpResponse:
    here = reach.site_of(request, site)
    posts: dict[int, list[str]] = defaultdict(list)
    for post in watches.open_posts(Q(site=here)):
        for slot, user in zip("ABC", (post.a_id, post.b_id, post.c_id), strict=True):
            if user is not None:
                posts[user].append(f"{post.name} {slot} 岗")
    lines = people.lines(list(people.on_wall(here, at=request.at)), at=request.at)
    address = settings.BIANMIN_ADDRESS + reverse("public:site", args=[here.pk])
    context = {
        "site": here,
        "crumbs": reach.crumbs(here.region, request.actor),
        "faces": [
            (line.user, [r for r in line.roles if r.site_id == here.pk], posts[line.user.pk])
            for line in lines
        ],
        "qr": qr(address),
    }
    return page(request, "console/workforce/wall.html", context)
