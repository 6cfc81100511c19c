"""排班的问题: drafts and what is published of a post, who holds which, who is on in a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from bianmin.accounts.models import User
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.workforce.models import Post, Rota
from bianmin.workforce.queries import watches
from bianmin.workforce.queries.watches import HalfDay


def drafts(posts: Q) -> QuerySet[Rota]:
    """待公布的值班表: of these posts (`post__…` conditions), site by site."""
    return (
        Rota.objects.filter(posts, published_at__isnull=True, post__closed_on__isnull=True)
        .select_related("post__site__region", "a", "b", "c")
        .order_by("post__site_id", "post_id", "starts_on")
    )


def of_post(post: Post) -> Q:
    """The condition for the rotas of one post."""
    return Q(post_id=post.pk)


def draft_of(pk: int) -> Rota:
    """一张草稿; NotFound when it was published or dropped."""
    found = drafts(Q(pk=pk)).first()
    if found is None:
        raise NotFound("没有这张值班表草稿，可能刚被公布或删除")
    return found


def published(post: Post, today: date) -> list[Rota]:
    """公布的值班表: of one post, what holds today in each season and what is to come."""
    rows = list(
        Rota.objects.filter(post=post, published_at__isnull=False)
        .select_related("post__site", "a", "b", "c")
        .order_by("-starts_on", "-published_at", "-id")
    )
    coming = [rota for rota in rows if rota.starts_on > today]
    holding: dict[str, Rota] = {}
    for rota in rows:
        if rota.starts_on <= today:
            holding.setdefault(rota.season, rota)
    return sorted(holding.values(), key=lambda rota: rota.season) + coming[::-1]


@dataclass(frozen=True)
class Cell:
    """一格: one half-day of somebody's week: where they are on, and as what."""

    half: HalfDay
    post: Post
    slot: str
    how: str


def week_of(user: User, first: date, *, at: datetime) -> list[Cell]:
    """本人的值班: seven days from a day on, stand-ins counted as far as absences are known."""
    posts = watches.around(list(held_posts(user)))
    last = first + timedelta(days=6)
    plans = watches.plans(posts, watches.everywhere(), first, last, at=at)
    return [cell for plan in plans.values() for cell in _cells(plan, user)]


def _cells(plan: watches.Planned, user: User) -> list[Cell]:
    cells: list[Cell] = []
    for rota in plan.rotas.values():
        for half in watches.half_days(rota.post.site, plan.day):
            away = plan.away_at(half.starts_at, half.ends_at)
            cover = plan.covers(half, away).get(rota.post_id)
            if cover and cover.person == user.pk:
                cells.append(Cell(half, rota.post, cover.slot, cover.how.value))
    return sorted(cells, key=lambda cell: (cell.half.part, cell.post.pk))


def held_posts(user: User) -> QuerySet[Post]:
    """本人的岗位: posts that somebody holds as A, B or C."""
    held = Q(a_id=user.pk) | Q(b_id=user.pk) | Q(c_id=user.pk)
    return (
        Post.objects.filter(held, closed_on__isnull=True)
        .select_related("site__region", "a", "b", "c")
        .order_by("site_id", "id")
    )


def named_posts(user: User) -> QuerySet[Post]:
    """有名字的岗位: posts that somebody holds, or that a published rota still names them for."""
    held = Q(a_id=user.pk) | Q(b_id=user.pk) | Q(c_id=user.pk)
    published = Rota.objects.filter(held, published_at__isnull=False).values("post_id")
    return (
        Post.objects.filter(held | Q(pk__in=published), closed_on__isnull=True)
        .select_related("site__region", "a", "b", "c")
        .order_by("site_id", "id")
    )


def below(region: Region) -> Q:
    """The condition for the rotas of the posts below a region."""
    return Q(post__site__region__path__startswith=region.path)
