"""值班: which rotas are in force, who is away, and so who is at which post; few statements for
one site and for the whole city.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.db.models import Q, QuerySet

from bianmin.accounts.models import User
from bianmin.calendars.queries import work_calendar
from bianmin.regions.queries import all_units
from bianmin.rules import rota as rules
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.rota import Cover, PostKind, Watch
from bianmin.sites import hours
from bianmin.sites.models import Site
from bianmin.sites.queries import hours_today
from bianmin.workforce.models import Absence, Post, Rota
from bianmin.workforce.queries.able import Until, until

AHEAD = timedelta(days=60)  # how far a departure looks for posts left empty


def everywhere() -> tuple[int, ...]:
    """全部单位: every unit and the city itself (0)."""
    return (0, *all_units())


def open_posts(sites: Q) -> QuerySet[Post]:
    """在设岗位: the posts of these sites (`site__…` conditions), site by site."""
    return (
        Post.objects.filter(sites, closed_on__isnull=True, site__status="open")
        .select_related("site__region", "a", "b", "c")
        .order_by("site_id", "id")
    )


def opening_pattern(site: Site, season: str, weeks: int = 1) -> str:
    """开门的格子: a 1 for every half-day of a normal week that the site is open."""
    of = season if season in hours.CITY_HOURS else "summer"
    return _open_halves(hours.normal_week(site.hours, of)) * weeks


@lru_cache(maxsize=512)
def _open_halves(week: tuple[tuple[hours.Span, ...], ...]) -> str:
    return "".join(
        "1" if is_open else "0"
        for spans in week
        for is_open in rules.halves_open((span.opens, span.closes) for span in spans)
    )


def in_force(posts: Q, day: date) -> QuerySet[Rota]:
    """施行的值班表: of each post (`post__…` conditions) the newest published one for a day."""
    return (
        Rota.objects.filter(
            posts,
            published_at__isnull=False,
            starts_on__lte=day,
            season__in=("all", hours.season(day)),
            post__closed_on__isnull=True,
        )
        .select_related("post__site", "a", "b", "c")
        .order_by("post_id", "-starts_on", "-published_at", "-id")
        .distinct("post_id")
    )


def watch_of(rota: Rota) -> Watch:
    """The rota as the rules read it."""
    return Watch(
        post=rota.post_id,
        site=rota.post.site_id,
        kind=PostKind(rota.post.kind),
        holders=(rota.a_id, rota.b_id, rota.c_id),
        pattern=rota.pattern,
        opening=rota.opening,
    )


def away(units: Collection[int], start: datetime, end: datetime) -> QuerySet[Absence]:
    """离岗的人: absences that hold at some moment of this time."""
    return Absence.objects.filter(
        unit__in=units, state="approved", starts_at__lt=end, ends_at__gt=start
    )


def is_away(user: User, *, at: datetime) -> bool:
    """离岗: whether somebody is away at this moment."""
    return away(everywhere(), at, at + timedelta(seconds=1)).filter(user_id=user.pk).exists()


@dataclass(frozen=True)
class HalfDay:
    """半天: one morning or afternoon of a day, and when it begins and ends for a site."""

    day: date
    part: int  # 0 morning, 1 afternoon
    opens: time
    closes: time

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.opens, SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.day, self.closes, SHANGHAI)


def half_days(site: Site, day: date) -> list[HalfDay]:
    """当天的半天: the half-days on which the site is open on this very day, holidays minded."""
    spans = hours_today(site, day)
    morning = [span for span in spans if span.opens < rules.NOON]
    afternoon = [span for span in spans if span.closes > rules.AFTERNOON]
    found = []
    if morning:
        found.append(HalfDay(day, 0, morning[0].opens, min(morning[-1].closes, rules.AFTERNOON)))
    if afternoon:
        opens = max(afternoon[0].opens, rules.AFTERNOON)
        found.append(HalfDay(day, 1, opens, afternoon[-1].closes))
    return found


def half_now(site: Site, at: datetime) -> HalfDay | None:
    """现在是哪半天: the open half-day of this moment; None while the site is closed."""
    return next(
        (
            half
            for half in half_days(site, at.astimezone(SHANGHAI).date())
            if half.starts_at <= at < half.ends_at
        ),
        None,
    )


def index_of(half: HalfDay) -> int:
    """落在哪格: the cell of the pattern, a workday at a weekend being its neighbour's."""
    try:
        works = work_calendar().is_workday(half.day)
    except CalendarNotPublished:
        works = half.day.weekday() < 5
    moment = rules.AFTERNOON if half.part else rules.NOON
    return rules.half_of(rules.pattern_day(half.day, works=works), moment)


@dataclass
class Planned:
    """排定: the rotas in force at some sites on one day, with who is away when."""

    day: date
    rotas: dict[int, Rota] = field(default_factory=dict)  # by post
    absences: list[Absence] = field(default_factory=list)
    able: Until = field(default_factory=dict)

    def watches(self, at: datetime) -> list[Watch]:
        """The rotas without those who may no longer stand at a post at this moment: rights end
        in the same second, and so does a grant when its certificate runs out."""
        return [self._of_the_able(watch_of(rota), at) for rota in self.rotas.values()]

    def away_at(self, at: datetime, until: datetime | None = None) -> set[int]:
        """Who is away at a moment, or at some moment until another."""
        end = until or at + timedelta(seconds=1)
        return {a.user_id for a in self.absences if a.starts_at < end and a.ends_at > at}

    def covers(self, half: HalfDay, away: Collection[int]) -> dict[int, Cover | None]:
        """Who is at each of the posts whose site is open in this half-day."""
        return rules.covers(self._open(half), index_of(half), away)

    def unattended(self, half: HalfDay, away: Collection[int]) -> dict[int, bool]:
        """没有专人: posts with nobody free in this half-day, and whether they are quite empty."""
        return rules.unattended(self._open(half), index_of(half), away)

    def lapsed(self, post: int, at: datetime) -> set[int]:
        """Holders of a post whose right to stand there is over at a moment."""
        able = self.able.get(post, {})
        rota = self.rotas[post]
        named = {user for user in (rota.a_id, rota.b_id, rota.c_id) if user}
        return {user for user in named if user not in able or able[user] <= at}

    def _open(self, half: HalfDay) -> list[Watch]:
        return [w for w in self.watches(half.starts_at) if self._is_open(w.post, half)]

    def _is_open(self, post: int, half: HalfDay) -> bool:
        site = self.rotas[post].post.site
        return any(h.part == half.part for h in half_days(site, half.day))

    def _of_the_able(self, watch: Watch, at: datetime) -> Watch:
        able = self.able.get(watch.post, {})
        gone = {p for p in watch.holders if p is not None and not (p in able and able[p] > at)}
        if not gone:
            return watch
        a, b, c = (None if p in gone else p for p in watch.holders)
        return replace(watch, holders=(a, b, c))


def planned(
    posts: Q, units: Collection[int], day: date, *, at: datetime, are_named: bool = True
) -> Planned:
    """排定: what holds on a day for these posts, in four statements."""
    rows = in_force(posts, day)
    if not are_named:
        rows = rows.select_related(None).select_related("post__site")
    return plans_of({day: list(rows)}, units, at=at)[day]


def plans(
    posts: Q, units: Collection[int], first: date, last: date, *, at: datetime
) -> dict[date, Planned]:
    """排定: the same for every day of a time, in four statements."""
    rows = list(published(posts, last))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return plans_of({day: newest(rows, day) for day in days}, units, at=at)


def published(posts: Q, last: date) -> QuerySet[Rota]:
    """公布的值班表: what was published for these posts up to a day, the newest first."""
    return (
        Rota.objects.filter(
            posts, published_at__isnull=False, starts_on__lte=last, post__closed_on__isnull=True
        )
        .select_related("post__site__region", "a", "b", "c")
        .order_by("-starts_on", "-published_at", "-id")
    )


def newest(rows: Iterable[Rota], day: date) -> list[Rota]:
    """Of each post the first row, newest first, that holds on the day."""
    found: dict[int, Rota] = {}
    for rota in rows:
        if rota.starts_on <= day and rota.season in ("all", hours.season(day)):
            found.setdefault(rota.post_id, rota)
    return list(found.values())


def plans_of(
    by_day: dict[date, list[Rota]], units: Collection[int], *, at: datetime
) -> dict[date, Planned]:
    """排定: what these rotas make of their days, with who is away and who may stand where."""
    rotas = {rota.pk: rota for rows in by_day.values() for rota in rows}.values()
    holders = {user for r in rotas for user in (r.a_id, r.b_id, r.c_id) if user}
    start = datetime.combine(min(by_day), time(0), SHANGHAI)
    end = datetime.combine(max(by_day), time(0), SHANGHAI) + timedelta(days=1)
    absences = list(away(units, start, end).filter(user_id__in=holders))
    able = until({rota.post_id: rota.post for rota in rotas}.values(), at=at)
    return {
        day: Planned(day, {rota.post_id: rota for rota in rows}, absences, able)
        for day, rows in by_day.items()
    }


def around(posts: Collection[Post]) -> Q:
    """连着的岗位: these posts and every other that one of their people holds (`post__…`)."""
    people = {user for post in posts for user in (post.a_id, post.b_id, post.c_id) if user}
    held = Q(post__a_id__in=people) | Q(post__b_id__in=people) | Q(post__c_id__in=people)
    return Q(post__in=[post.pk for post in posts]) | held


def township_of(posts: Collection[Post]) -> Q:
    """同镇的岗位: every post of the townships these posts lie in (`post__…`)."""
    paths = {town_path(post) for post in posts}
    found = Q(post__in=[post.pk for post in posts])
    for path in paths:
        found |= Q(post__site__region__path__startswith=path)
    return found


def town_path(post: Post) -> str:
    """The path of the township a post lies in (of the county, for a county's own)."""
    return town_of(post.site.region.path)


def town_of(path: str) -> str:
    return "/".join(path.split("/")[:4]) + "/"
