"""授权到期: who is still on a rota though what they were granted has run out, or soon will."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from bianmin.accounts.models import User
from bianmin.rules.rota import SLOTS
from bianmin.workforce.models import Post, Rota
from bianmin.workforce.queries import watches
from bianmin.workforce.queries.able import until

WARNED = timedelta(days=30)
"""提前提醒: time to learn and to pass again."""
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Lapse:
    """到期: somebody on a rota who may stand there only until a day, or no longer (None)."""

    rota: Rota
    person: User
    slot: str
    until: date | None

    @property
    def post(self) -> Post:
        return self.rota.post


def lapses(sites: Q, *, at: datetime) -> list[Lapse]:
    """到期的授权: of the rotas in force at some sites (`site__…` conditions), those already over
    first, then the soonest; in three statements."""
    posts = Q(post__in=watches.open_posts(sites).values("pk"))
    rotas = list(watches.in_force(posts, localdate(at)).select_related("post__site__region"))
    able = until([rota.post for rota in rotas], at=at)
    found = []
    for rota in rotas:
        for slot, person in zip(SLOTS, (rota.a, rota.b, rota.c), strict=True):
            if person is None:
                continue
            ends = able[rota.post_id].get(person.pk)
            if ends is None or ends <= at + WARNED:
                found.append(Lapse(rota, person, slot, ends and localdate(ends - MOMENT)))
    return sorted(found, key=lambda one: (one.until or date.min, one.rota.post_id, one.slot))
