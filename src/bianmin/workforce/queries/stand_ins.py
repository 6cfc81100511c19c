"""谁来顶: who is called when somebody is away, and who keeps open matters when nobody of the post
can."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from bianmin.accounts.models import User
from bianmin.rules.errors import Conflict
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.workforce.models import Post
from bianmin.workforce.queries import rotas, watches
from bianmin.workforce.queries.people import heads_of

MOMENT = timedelta(seconds=1)


def stand_in_for(user: User, site: Site, *, at: datetime) -> tuple[User, Post | None]:
    """谁来顶: whoever covers the person's posts in the next half-day they would be on; else their
    B, else the head of the centre, else the county: open matters always have an owner, and never
    one who is away at this moment."""
    posts = list(rotas.named_posts(user))
    day = localtime(at).date()
    where = watches.township_of(posts) | watches.around(posts)
    plan = watches.planned(where, watches.everywhere(), day, at=at)
    named = {one.pk for post in posts for one in (post.a, post.b, post.c) if one}
    away = plan.away_at(at) | _gone(named, at=at) | {user.pk}  # a free day's plan names nobody
    for post in posts:
        for half in watches.half_days(post.site, day):
            if half.ends_at > at:
                cover = plan.covers(half, plan.away_at(half.starts_at, half.ends_at) | away)
                found = cover.get(post.pk)
                if found is not None:
                    return _user(found.person), post
    for post in posts:
        for other in (post.a, post.b, post.c):
            if other and other.is_active and other.pk not in away:
                return _user(other.pk), post
    return last_resort(user, site, at=at), posts[0] if posts else None


def last_resort(user: User, site: Site, *, at: datetime) -> User:
    """兜底: who keeps open matters when no colleague of the post can: a head who is there, or at
    the worst one who is not."""
    kinds = (RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU, RoleKind.CITY_BUREAU)
    heads = [head for kind in kinds for head in heads_of(site, kind, at=at) if head.pk != user.pk]
    away = _gone({head.pk for head in heads}, at=at)
    for head in (*(one for one in heads if one.pk not in away), *heads):
        return head
    raise Conflict("没有人能接手在办事项，请先请县（市、区）审批局指定接手的人")


def site_of(user: User) -> Site | None:
    """所在站点: the site of the person's first post, else of their first role."""
    post = rotas.held_posts(user).first()
    if post is not None:
        return post.site
    role = (
        user.roles.filter(ends_at__isnull=True, site__isnull=False)
        .select_related("site__region")
        .order_by("id")
        .first()
    )
    return role.site if role else None


def _gone(people: Collection[int], *, at: datetime) -> set[int]:
    """Which of these people are away at this moment."""
    gone = watches.away(watches.everywhere(), at, at + MOMENT).filter(user_id__in=people)
    return set(gone.values_list("user_id", flat=True))


def _user(pk: int) -> User:
    return User.objects.select_related("person").get(pk=pk)
