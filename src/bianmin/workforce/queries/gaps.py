"""空档: half-days in which a post would have nobody free, once leave is counted: asked before a
rota is published, leave granted or somebody let go.

A stand-in is free who is not away, is planned at no other window and stands in at none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from bianmin.accounts.models import User
from bianmin.rules.clock import SHANGHAI
from bianmin.workforce.models import Absence, Post, Rota
from bianmin.workforce.queries import rotas as of_people
from bianmin.workforce.queries import watches
from bianmin.workforce.queries.watches import HalfDay, Planned

LOOKED_AHEAD = timedelta(days=180)
"""往后看: as long as one leave can be."""


@dataclass(frozen=True)
class Gap:
    """空档: one post in one half-day: with nobody at all, or only with somebody from the next
    window."""

    post: Post
    half: HalfDay
    is_empty: bool

    @property
    def when(self) -> str:
        return f"{self.half.day:%m月%d日}{'下午' if self.half.part else '上午'}"

    @property
    def words(self) -> str:
        return "没有人" if self.is_empty else "没有专人，只能由隔壁窗口兼顾"


def without(user: User, start: datetime, end: datetime, *, at: datetime) -> list[Gap]:
    """请假会留的空档: what this person's absence would leave without anybody free, that is not
    so already."""
    posts = list(of_people.named_posts(user))
    first, last = (moment.astimezone(SHANGHAI).date() for moment in (start, end))
    where = watches.township_of(posts) | watches.around(posts)
    plans = watches.plans(where, watches.everywhere(), first, last, at=at)
    found: list[Gap] = []
    for plan in plans.values():
        for half in halves_of(plan):
            if half.starts_at < end and start < half.ends_at:
                away = plan.away_at(max(half.starts_at, start), min(half.ends_at, end))
                found += _worse(plan, half, away, away | {user.pk})
    return found


def coming(posts: Collection[Post], first: date, last: date, *, at: datetime) -> list[Gap]:
    """往后的空档: half-days to come that nobody free is left for, as far as absences are known."""
    if not posts:
        return []
    where = watches.township_of(posts) | watches.around(posts)
    asked = {post.pk for post in posts}
    plans = watches.plans(where, watches.everywhere(), first, last, at=at)
    return [
        Gap(plan.rotas[post].post, half, is_empty)
        for plan in plans.values()
        for half in halves_of(plan)
        if half.ends_at > at
        for post, is_empty in plan.unattended(half, plan.away_at(*_rest(half, at))).items()
        if post in asked
    ]


def left_by(rotas: Sequence[Rota], *, at: datetime) -> Iterator[tuple[Rota, Gap]]:
    """公布会留的空档: of each of these rotas the first half-day in which, with the leave that was
    granted, it would leave its own post or one of the same people's without anybody free.

    Only the people tied to somebody who is away are looked at, so that a whole city costs little.
    """
    if not rotas:
        return
    first = min(rota.starts_on for rota in rotas)
    absent = _absent(first)
    if not absent:
        return
    rows = _tied(rotas, absent, first)
    days = {day for day in _days(absent, rows) if day >= first}
    if not days:
        return
    public = [rota for rota in rows if rota.published_at is not None]
    before = watches.plans_of(_by_day(public, days), watches.everywhere(), at=at)
    after = watches.plans_of(_by_day(rows, days), watches.everywhere(), at=at)
    told: set[int] = set()
    for day in sorted(days):
        for gap in _new_gaps(before[day], after[day]):
            for rota in _blamed(gap, after[day]):
                if rota.pk not in told:
                    told.add(rota.pk)
                    yield rota, gap


def halves_of(plan: Planned) -> list[HalfDay]:
    """The two halves of a day, each as wide as the widest site's."""
    found: dict[int, HalfDay] = {}
    for rota in plan.rotas.values():
        for half in watches.half_days(rota.post.site, plan.day):
            known = found.get(half.part, half)
            found[half.part] = HalfDay(
                half.day, half.part, min(known.opens, half.opens), max(known.closes, half.closes)
            )
    return [found[part] for part in sorted(found)]


def empty_posts(plan: Planned, half: HalfDay, away: Collection[int]) -> set[int]:
    """空岗: the posts that nobody at all can stand at."""
    return {post for post, cover in plan.covers(half, away).items() if cover is None}


def _worse(
    plan: Planned, half: HalfDay, before: Collection[int], after: Collection[int]
) -> list[Gap]:
    was, now = plan.unattended(half, before), plan.unattended(half, after)
    return [
        Gap(plan.rotas[post].post, half, now[post])
        for post in sorted(now)
        if post not in was or now[post] > was[post]
    ]


def _rest(half: HalfDay, at: datetime) -> tuple[datetime, datetime]:
    return max(half.starts_at, at), half.ends_at


def _absent(first: date) -> dict[int, list[Absence]]:
    """Who is away on or after a day, by leave that was granted or illness that was told."""
    start = datetime.combine(first, time(0), SHANGHAI)
    found: dict[int, list[Absence]] = defaultdict(list)
    for absence in watches.away(watches.everywhere(), start, start + LOOKED_AHEAD):
        found[absence.user_id].append(absence)
    return found


def _tied(rotas: Sequence[Rota], absent: Collection[int], first: date) -> list[Rota]:
    """The drafts and the rotas in force whose people are tied, over the posts they share, to
    somebody who is away; the drafts, being the newer, first on their day."""
    towns = {watches.town_path(rota.post) for rota in rotas}
    named = Q(a_id__in=absent) | Q(b_id__in=absent) | Q(c_id__in=absent)
    paths = Rota.objects.filter(named, published_at__isnull=False, post__closed_on__isnull=True)
    near = {
        watches.town_of(path) for path in paths.values_list("post__site__region__path", flat=True)
    }
    near |= {watches.town_path(r.post) for r in rotas if _people(r) & set(absent)}
    where = named
    for path in near & towns:
        where |= Q(post__site__region__path__startswith=path)
    there = list(watches.published(where, first + LOOKED_AHEAD))
    drafts = [rota for rota in rotas if watches.town_path(rota.post) in near]
    rows = _component([*drafts, *there], set(absent))
    return sorted(rows, key=lambda rota: (rota.starts_on, rota.published_at is None), reverse=True)


def _component(rows: Sequence[Rota], seeds: set[int]) -> list[Rota]:
    """The rows that hang together with one of these people over shared holders."""
    of_person: dict[int, list[Rota]] = defaultdict(list)
    for rota in rows:
        for person in _people(rota):
            of_person[person].append(rota)
    found: dict[int, Rota] = {}
    seen, waiting = set(seeds), list(seeds)
    while waiting:
        for rota in of_person.get(waiting.pop(), ()):
            if rota.pk not in found:
                found[rota.pk] = rota
                waiting += _people(rota) - seen
                seen |= _people(rota)
    return [rota for rota in rows if rota.pk in found]


def _people(rota: Rota) -> set[int]:
    return {user for user in (rota.a_id, rota.b_id, rota.c_id) if user}


def _days(absent: Mapping[int, Sequence[Absence]], rows: Iterable[Rota]) -> set[date]:
    """The days on which somebody named in these rotas is away."""
    days: set[date] = set()
    for person in {user for rota in rows for user in _people(rota)} & set(absent):
        for absence in absent[person]:
            first = absence.starts_at.astimezone(SHANGHAI).date()
            last = absence.ends_at.astimezone(SHANGHAI).date()
            days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return days


def _by_day(rows: Sequence[Rota], days: Iterable[date]) -> dict[date, list[Rota]]:
    return {day: watches.newest(rows, day) for day in days}


def _new_gaps(before: Planned, after: Planned) -> Iterator[Gap]:
    """What the drafts leave: a post of their own quite empty, or any that was manned before."""
    for half in halves_of(after):
        away = after.away_at(half.starts_at, half.ends_at)
        was = before.unattended(half, away)
        for post, is_empty in after.unattended(half, away).items():
            is_draft = after.rotas[post].published_at is None
            if post not in was or is_empty > was[post] or (is_empty and is_draft):
                yield Gap(after.rotas[post].post, half, is_empty)


def _blamed(gap: Gap, after: Planned) -> list[Rota]:
    """Whose fault a gap is: the post's own draft, else the drafts that take its people away."""
    own = after.rotas[gap.post.pk]
    drafts = [rota for rota in after.rotas.values() if rota.published_at is None]
    return [own] if own in drafts else [r for r in drafts if _people(r) & _people(own)]
