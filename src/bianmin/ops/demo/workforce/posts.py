"""演示岗位: an A and a B for every window, back office and village, and a rota for each.

At a station the clerk and the agent stand in for each other; an agent alone at a point has the
agent of the next village as B.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Grant, Role
from bianmin.audit.commands import record
from bianmin.ground.copying import copy
from bianmin.ops.demo.workforce.crew import Crew, Member
from bianmin.regions.models import Region
from bianmin.rules.naming import SiteKind
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import POST_LABELS, PostKind, even_pattern
from bianmin.sites.models import Site
from bianmin.workforce.models import Post, Rota
from bianmin.workforce.queries.watches import opening_pattern

BATCH = 2_000
TURNS = ("AAAAAAAAAA----", "AABBAABBAA----", "ABABABABAB----", "AAAAAABBBB----")


@dataclass(frozen=True)
class Wanted:
    """要设的岗: one post and who holds it."""

    site: Site
    kind: PostKind
    name: str
    a: int
    b: int | None
    signs: bool = False


class _Second:
    """第二角色: the roles and grants of those who stand in beside their own post."""

    def __init__(self, crew: Crew) -> None:
        self.roles: dict[tuple[int, int, RoleKind], None] = {}
        self.grants: dict[tuple[int, int], None] = {}
        self._held = {(m.user, m.site, m.kind) for m in crew.everybody()}
        self._granted = {(m.user, m.site) for m in crew.everybody() if m.user in crew.able}

    def give(self, user: int, site: int, kind: RoleKind) -> int:
        if (user, site, kind) not in self._held:
            self.roles[user, site, kind] = None
        if (user, site) not in self._granted:
            self.grants[user, site] = None
        return user


def man(crew: Crew, opened: datetime, until: datetime, random: Random) -> int:
    """Open every post, say who is A and B, and publish; return how many are manned."""
    second = _Second(crew)
    wanted = [*_centers(crew), *_villages(crew, second)]
    _appoint(crew, second, opened)
    posts = Post.objects.bulk_create(
        (
            Post(
                site=one.site, kind=one.kind.value, name=one.name, a_id=one.a, b_id=one.b,
                signs=one.signs, opened_on=localdate(opened),
            )
            for one in wanted
        ),
        batch_size=BATCH,
    )  # fmt: skip
    copy(_rotas(posts, opened, until, random), Rota)
    units = Region.objects.filter(level="unit", valid_to__isnull=True).order_by("unit")
    for unit in units:
        manned = sum(one.site.unit == unit.unit and one.b is not None for one in wanted)
        record(f"region:{unit.pk}", "demo_posts", unit=unit.unit, by=SYSTEM, at=opened, n=manned)
    return sum(one.b is not None for one in wanted)


def _centers(crew: Crew) -> Iterator[Wanted]:
    first = min((site.unit for site in crew.sites.values()), default=0)
    for site in crew.sites.values():
        if site.kind == SiteKind.CENTER:
            clerks = crew.at(site.pk, RoleKind.CLERK)
            signs = site.unit == first  # one county's windows sign in, the others by their rota
            yield Wanted(site, PostKind.WINDOW, "综合窗口", clerks[0], clerks[1], signs)
            a, b = crew.at(site.pk, RoleKind.REVIEWER)[:2]
            yield Wanted(site, PostKind.REVIEW, POST_LABELS[PostKind.REVIEW], a, b)


def _villages(crew: Crew, second: _Second) -> Iterator[Wanted]:
    """The windows of the stations, and one agent's post for every village."""
    names = dict(Region.objects.filter(level="village").values_list("id", "name"))
    for agents in _by_township(crew):
        for n, agent in enumerate(agents):
            site = crew.sites[agent.site]
            beside = [a.user for a in agents if a.site == site.pk and a.user != agent.user]
            beside += crew.at(site.pk, RoleKind.STATION_CLERK)
            others = [a.user for a in agents[n + 1 :] + agents[:n] if a.user != agent.user]
            b = next(iter(beside + others), None)
            if b is not None:
                second.give(b, site.pk, RoleKind.AGENT)
            name = f"{names.get(agent.village or 0, site.name)}代办"[:30]
            yield Wanted(site, PostKind.AGENT, name, agent.user, b)
    for site in crew.sites.values():
        if site.kind == SiteKind.STATION:
            clerks = crew.at(site.pk, RoleKind.STATION_CLERK)
            both = clerks + crew.at(site.pk, RoleKind.AGENT)
            for user in both[:2]:
                second.give(user, site.pk, RoleKind.STATION_CLERK)
            if both:
                b = both[1] if len(both) > 1 and clerks else None
                yield Wanted(site, PostKind.WINDOW, "综合窗口", both[0], b)


def _by_township(crew: Crew) -> Iterator[list[Member]]:
    found: dict[str, list[Member]] = {}
    for member in crew.everybody():
        if member.kind is RoleKind.AGENT and member.user in crew.able:
            path = "/".join(crew.sites[member.site].region.path.split("/")[:4])
            found.setdefault(path, []).append(member)
    yield from found.values()


def _appoint(crew: Crew, second: _Second, opened: datetime) -> None:
    Role.objects.bulk_create(
        (
            Role(
                user_id=user, kind=kind.value, region=crew.sites[site].region,
                site=crew.sites[site], starts_at=opened,
            )
            for user, site, kind in second.roles
        ),
        batch_size=BATCH,
    )  # fmt: skip
    stands_on = ("user_id", "basis", "starts_at", "ends_at")
    basis = {user: facts for user, *facts in Grant.objects.values_list(*stands_on)}
    Grant.objects.bulk_create(
        (
            Grant(
                user_id=user, site_id=site, basis=basis[user][0], starts_at=basis[user][1],
                ends_at=basis[user][2],
            )
            for user, site in second.grants
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _rotas(posts: list[Post], opened: datetime, until: datetime, random: Random) -> Iterator[Rota]:
    """Published from the opening on; what lacks a B stays a draft that says so."""
    by = dict(
        Role.objects.filter(kind=RoleKind.COUNTY_BUREAU).values_list("region__unit", "user_id")
    )
    patterns: dict[tuple[str, str], str] = {}
    for post in posts:
        has_turns = post.kind == PostKind.WINDOW and post.site.kind == SiteKind.CENTER
        for season in ("summer", "winter") if has_turns else ("all",):
            key = (str(post.site.hours), season)
            opening = patterns.setdefault(key, opening_pattern(post.site, season))
            turns = random.choice(TURNS) if has_turns else even_pattern(opening)
            manned = post.b_id is not None
            yield Rota(
                post=post, season=season, starts_on=localdate(opened if manned else until),
                pattern=_kept_open(turns, opening), opening=opening, a_id=post.a_id, b_id=post.b_id,
                drafted_at=opened, drafted_by=by[post.site.unit],
                published_at=opened if manned else None,
                published_by=by[post.site.unit] if manned else None,
            )  # fmt: skip


def _kept_open(turns: str, opening: str) -> str:
    """The turns, with nobody where the site is closed."""
    return "".join(t if o == "1" else "-" for t, o in zip(turns, opening, strict=True))
