"""腾岗与重发值班表: the posts of somebody who goes, and their rotas published anew without them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Role, User
from bianmin.rules import rota as rules
from bianmin.rules.errors import Conflict
from bianmin.rules.rota import PostKind, Watch
from bianmin.workforce.commands.turns import one_at_a_time
from bianmin.workforce.models import Post, Rota
from bianmin.workforce.queries import rotas, watches
from bianmin.workforce.queries.able import qualified
from bianmin.workforce.queries.gaps import empty_posts, halves_of


def leave_posts(
    user: User, successor: User, held: Iterable[Role], *, by: Actor, at: datetime
) -> None:
    """腾岗: take the person out of posts and rotas: the successor in their place where qualified,
    else whoever stays."""
    ids = {role.site_id for role in held}
    posts = [post for post in rotas.named_posts(user) if post.site_id in ids]
    one_at_a_time(posts)
    able = qualified(posts, at=at)
    for post in posts:
        heir = successor if successor.pk in able[post.pk] else None
        _reissue(post, user, heir, by=by, at=at)
        _rename(post, user, heir)
    _refuse_empty(posts, user, at=at)


def _rename(post: Post, user: User, heir: User | None) -> None:
    holders = [post.a_id, post.b_id, post.c_id]
    if user.pk not in holders:
        return
    index = holders.index(user.pk)
    if heir is not None and heir.pk not in holders:
        holders[index] = heir.pk
    else:
        holders = [p for n, p in enumerate(holders) if n != index and p is not None]
        holders += [None] * (3 - len(holders))
    a, b, c = holders
    Post.objects.filter(pk=post.pk).update(a=a, b=b, c=c)


def _reissue(post: Post, user: User, heir: User | None, *, by: Actor, at: datetime) -> None:
    """Publish the post's rotas anew without the person: the one in force from today on, those to
    come in their place; drafts are forgotten."""
    today = localdate(at)
    named = Q(a_id=user.pk) | Q(b_id=user.pk) | Q(c_id=user.pk)
    mine = Rota.objects.filter(named, post=post).select_related("post")
    mine.filter(published_at__isnull=True).delete()
    now = [
        rota
        for rota in _in_force_by_season(post, today)
        if user.pk in (rota.a_id, rota.b_id, rota.c_id)
    ]
    coming = list(mine.filter(published_at__isnull=False, starts_on__gt=today))
    if not now and not coming:
        return
    others = _beside(post, user)
    for rota in (*now, *coming):
        after = rules.replaced(watches.watch_of(rota), user.pk, heir.pk if heir else None, others)
        if after is None:
            raise Conflict(f"{post.site.name}“{post.name}”没有别人能顶：请先给这个岗位定好接岗的人")
        _write(rota, after, today, by=by, at=at)


def _in_force_by_season(post: Post, today: date) -> list[Rota]:
    """What holds in summer and in winter; the one for both first, so that it stays the older."""
    rows = list(
        Rota.objects.filter(post=post, published_at__isnull=False, starts_on__lte=today)
        .select_related("post__site")
        .order_by("-starts_on", "-published_at", "-id")
    )
    newest = [
        next((rota for rota in rows if rota.season in ("all", season)), None)
        for season in ("summer", "winter")
    ]
    found = {rota.pk: rota for rota in newest if rota is not None}
    return sorted(found.values(), key=lambda rota: rota.season)


def _write(rota: Rota, after: Watch, today: date, *, by: Actor, at: datetime) -> None:
    a, b, c = after.holders
    new = {"a_id": a, "b_id": b, "c_id": c, "pattern": after.pattern, "is_short": b is None}
    if rota.starts_on >= today:
        Rota.objects.filter(pk=rota.pk).update(**new)
        return
    Rota.objects.create(
        post=rota.post,
        season=rota.season,
        starts_on=today,
        opening=rota.opening,
        drafted_at=at,
        drafted_by=by.user_id,
        published_at=at,
        published_by=by.user_id,
        **new,
    )


def _beside(post: Post, user: User) -> list[Watch]:
    """What the colleagues of a post do elsewhere, so that whoever is free takes over."""
    colleagues = [p for p in (post.a_id, post.b_id, post.c_id) if p and p != user.pk]
    named = Q(a_id__in=colleagues) | Q(b_id__in=colleagues) | Q(c_id__in=colleagues)
    rows = (
        Rota.objects.filter(named, published_at__isnull=False, post__closed_on__isnull=True)
        .exclude(post=post)
        .select_related("post")
        .order_by("post_id", "-starts_on", "-published_at", "-id")
        .distinct("post_id")
    )
    return [w for w in map(watches.watch_of, rows) if w.kind is not PostKind.AGENT]


def _refuse_empty(posts: list[Post], user: User, *, at: datetime) -> None:
    """Refuse when, absences counted, somebody's window would stand empty for it."""
    if not posts:
        return
    today = localdate(at)
    last = today + watches.AHEAD
    plans = watches.plans(watches.township_of(posts), watches.everywhere(), today, last, at=at)
    for plan in plans.values():
        for half in halves_of(plan):
            if half.ends_at <= at:
                continue
            away = plan.away_at(max(half.starts_at, at), half.ends_at)
            empty = empty_posts(plan, half, away | {user.pk})
            for post in posts:
                if post.pk in empty:
                    raise Conflict(
                        f"{half.day:%m月%d日}{'下午' if half.part else '上午'}"
                        f"{post.site.name}“{post.name}”会没有人：请先定好接岗的人"
                    )
