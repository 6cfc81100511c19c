"""排班的问题: what is wrong with a rota before it is published, and who is on in a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from bianmin.accounts.models import User
from bianmin.regions.models import Region
from bianmin.rules import rota as rules
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import NotFound
from bianmin.rules.rota import Watch
from bianmin.workforce.models import Absence, Post, Rota
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


def wrong(rotas: Sequence[Rota], *, at: datetime) -> dict[int, tuple[str, ...]]:
    """不能公布的理由: of each rota (by its id) that has any; a few statements for a whole city.

    Looked at with what is in force on its first day at every post its people hold, so that nobody
    is planned at two windows at once, and with the leave that was granted to them.
    """
    posts = {rota.post_id: rota.post for rota in rotas}
    able = watches.qualified(list(posts.values()), at=at)
    found: dict[int, list[str]] = defaultdict(list)
    for rota in rotas:
        watch = watches.watch_of(rota)
        found[rota.pk] += rules.faults(watch, able[rota.post_id])
        opens = watches.opening_pattern(
            rota.post.site, rota.season, len(rota.pattern) // rules.WEEK
        )
        if rota.opening != opens:
            found[rota.pk].append("本站办公时间改过了，请重新排")
    for (season, day), group in _by_start(rotas).items():
        beside = _beside(group, season, day)
        by_post = {rota.post_id: rota for rota in group}
        for watch, sentence in rules.clashes(beside + [watches.watch_of(r) for r in group]):
            if watch.post in by_post:
                found[by_post[watch.post].pk].append(sentence)
    for rota, half in _all_away(rotas):
        part = "下午" if half.part else "上午"
        found[rota.pk].append(f"{half.day:%m月%d日}{part}排的人都请了假，没有人顶")
    return {pk: tuple(dict.fromkeys(said)) for pk, said in found.items() if said}


def _all_away(rotas: Sequence[Rota]) -> Iterator[tuple[Rota, HalfDay]]:
    """Of each rota the first half-day in which everybody it names is away."""
    if not rotas:
        return
    first = min(rota.starts_on for rota in rotas)
    start = datetime.combine(first, time(0), SHANGHAI)
    absent: dict[int, list[Absence]] = defaultdict(list)
    for absence in watches.away(watches.everywhere(), start, start + 3 * watches.AHEAD):
        absent[absence.user_id].append(absence)
    for rota in rotas:
        named = {user for user in (rota.a_id, rota.b_id, rota.c_id) if user}
        if named and named <= set(absent):
            half = next(_halves_without(rota, [absent[user] for user in named]), None)
            if half is not None:
                yield rota, half


def _halves_without(rota: Rota, absences: Sequence[Sequence[Absence]]) -> Iterator[HalfDay]:
    """The half-days from the rota's first on in which each of these people is away."""
    last = min(max(a.ends_at for a in one) for one in absences).astimezone(SHANGHAI).date()
    for n in range((last - rota.starts_on).days + 1):
        for half in watches.half_days(rota.post.site, rota.starts_on + timedelta(days=n)):
            if all(
                any(a.starts_at < half.ends_at and a.ends_at > half.starts_at for a in one)
                for one in absences
            ):
                yield half


def _by_start(rotas: Sequence[Rota]) -> dict[tuple[str, date], list[Rota]]:
    groups: dict[tuple[str, date], list[Rota]] = defaultdict(list)
    for rota in rotas:
        groups[rota.season, rota.starts_on].append(rota)
    return groups


def _beside(group: Sequence[Rota], season: str, day: date) -> list[Watch]:
    """What is in force at the other posts of the same people."""
    people = {user for rota in group for user in (rota.a_id, rota.b_id, rota.c_id) if user}
    named = Q(a_id__in=people) | Q(b_id__in=people) | Q(c_id__in=people)
    others = named & ~Q(post_id__in=[rota.post_id for rota in group])
    rows = (
        Rota.objects.filter(
            others,
            published_at__isnull=False,
            starts_on__lte=day,
            season__in={"all", season} if season != "all" else ("all", "summer", "winter"),
            post__closed_on__isnull=True,
        )
        .select_related("post")
        .order_by("post_id", "-starts_on", "-published_at", "-id")
        .distinct("post_id")
    )
    return [watches.watch_of(rota) for rota in rows]


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


def without_cover(
    user: User, start: datetime, end: datetime, *, at: datetime
) -> list[tuple[Post, HalfDay]]:
    """会空的岗: posts and half-days of this time that this person's absence would leave empty."""
    posts = list(named_posts(user))
    first, last = (moment.astimezone(SHANGHAI).date() for moment in (start, end))
    plans = watches.plans(watches.township_of(posts), watches.everywhere(), first, last, at=at)
    found: list[tuple[Post, HalfDay]] = []
    for plan in plans.values():
        for half in halves_of(plan):
            if half.starts_at < end and start < half.ends_at:
                away = plan.away_at(max(half.starts_at, start), min(half.ends_at, end))
                before = empty_posts(plan, half, away)
                after = empty_posts(plan, half, away | {user.pk})
                found += [(plan.rotas[post].post, half) for post in sorted(after - before)]
    return found


def halves_of(plan: watches.Planned) -> list[HalfDay]:
    """The two halves of a day, each as wide as the widest site's."""
    found: dict[int, HalfDay] = {}
    for rota in plan.rotas.values():
        for half in watches.half_days(rota.post.site, plan.day):
            known = found.get(half.part, half)
            found[half.part] = HalfDay(
                half.day, half.part, min(known.opens, half.opens), max(known.closes, half.closes)
            )
    return [found[part] for part in sorted(found)]


def empty_posts(plan: watches.Planned, half: HalfDay, away: Collection[int]) -> set[int]:
    return {post for post, cover in plan.covers(half, away).items() if cover is None}


def below(region: Region) -> Q:
    """The condition for the rotas of the posts below a region."""
    return Q(post__site__region__path__startswith=region.path)
