"""在岗: who is at each post now, for the citizen's page, the desk, the screens and the head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from bianmin.accounts.models import User
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import NotFound
from bianmin.rules.rota import Cover, How
from bianmin.sites.models import Site
from bianmin.workforce.models import (
    Absence,
    DutySign,
    EmptyPost,
    Handover,
    HandoverItem,
    Post,
    StaffRecord,
)
from bianmin.workforce.queries import watches
from bianmin.workforce.queries.watches import HalfDay, Planned

GRACE = timedelta(minutes=10)  # after opening, before a post nobody signed in at is empty
MOMENT = timedelta(seconds=1)
MANY = 500  # posts: from here on the rotas of their units are read, not those of their people


class Presence(StrEnum):
    """在岗状态: what is shown of a post."""

    ON = "on"
    EXPECTED = "expected"
    EMPTY = "empty"
    CLOSED = "closed"
    UNPLANNED = "unplanned"


PRESENCE: dict[Presence, str] = {
    Presence.ON: "在岗",
    Presence.EXPECTED: "就要到岗",
    Presence.EMPTY: "空岗",
    Presence.CLOSED: "不在办公时间",
    Presence.UNPLANNED: "还没有排班",
}
HOW: dict[How, str] = {
    How.PLANNED: "",
    How.STAND_IN: "顶岗",
    How.BESIDE: "兼顾",
}


@dataclass(frozen=True)
class Duty:
    """岗位现状: one post at one moment, with the person who is there or should be."""

    post: Post
    presence: Presence
    person: User | None = None
    phone: str = ""
    slot: str = ""
    how: str = ""
    since: datetime | None = None
    cause: str = ""  # why the post is empty: away unsigned lapsed

    @property
    def words(self) -> str:
        return PRESENCE[self.presence]


def duties(sites: Q, units: Collection[int], *, at: datetime, are_named: bool = True) -> list[Duty]:
    """在岗: every post of some sites (`site__…` conditions) at a moment, in seven statements; of a
    whole city quicker without the people, who are not `are_named` then."""
    rows = watches.open_posts(sites)
    posts = list(rows if are_named else rows.select_related(None).select_related("site__region"))
    if not posts:
        return []
    day = at.astimezone(SHANGHAI).date()
    where = watches.around(posts) if len(posts) < MANY else Q(post__site__unit__in=units)
    plan = watches.planned(where, units, day, at=at, are_named=are_named)
    covers = covers_now(plan, at)
    signed = signed_in(units, {post.site_id for post in posts}, day)
    users: dict[int, User] = {}
    if are_named:
        users = {u.pk: u for r in plan.rotas.values() for u in (r.a, r.b, r.c) if u is not None}
    phones = dict(
        StaffRecord.objects.filter(user_id__in=users).values_list("user_id", "wall_phone")
    )
    return [_duty(post, plan, covers, signed, users, phones, at) for post in posts]


def at_site(site: Site, *, at: datetime) -> list[Duty]:
    """本站在岗: the posts of one site at a moment."""
    return duties(Q(site_id=site.pk), (site.unit,), at=at)


@dataclass(frozen=True)
class Attendant:
    """接待的人: who receives people at a site now, as a citizen's page says it."""

    name: str
    is_there: bool
    phone: str = ""  # of whoever is there, as it hangs on the wall


def attendant(site: Site, user: User | None, *, at: datetime) -> Attendant | None:
    """找谁: whoever is at the post of this person (an agent), or at any post of the site; the
    stand-in is named while the person is away. None where no post is planned: opening hours say."""
    planned = [one for one in at_site(site, at=at) if one.presence is not Presence.UNPLANNED]
    own = [one for one in planned if user is not None and _is_held(one.post, user)]
    looked_at = own or planned
    if not looked_at:
        return None
    there = next((one for one in looked_at if one.presence is Presence.ON), None)
    name = there.person.display_name if own and there and there.person else ""
    return Attendant(name, there is not None, there.phone if name and there else "")


def _is_held(post: Post, user: User) -> bool:
    return user.pk in (post.a_id, post.b_id, post.c_id)


def covers_now(plan: Planned, at: datetime) -> dict[int, tuple[HalfDay, Cover | None]]:
    """Who is planned at each open post at a moment, sites with one half-day taken together."""
    by_half: dict[tuple[int, int], HalfDay] = {}
    of_post: dict[int, HalfDay] = {}
    for post, rota in plan.rotas.items():
        half = watches.half_now(rota.post.site, at)
        if half is not None:
            of_post[post] = by_half[half.part, watches.index_of(half)] = half
    found: dict[int, tuple[HalfDay, Cover | None]] = {}
    away = plan.away_at(at)
    for half in by_half.values():
        for post, cover in plan.covers(half, away).items():
            if post in of_post and of_post[post].part == half.part:
                found[post] = (of_post[post], cover)
    return found


def signed_in(
    units: Collection[int], sites: Collection[int], day: date
) -> dict[tuple[int, int], datetime]:
    """签到的人: (site, user) → since when, of those who have not signed out."""
    rows = DutySign.objects.filter(unit__in=units, day=day, site_id__in=sites, left_at__isnull=True)
    return {(s, u): since for s, u, since in rows.values_list("site_id", "user_id", "signed_at")}


def signed_here(site: Site, day: date) -> list[DutySign]:
    """今天签到的: who has signed in at a site and not out, the latest first."""
    rows = DutySign.objects.filter(unit=site.unit, day=day, site=site, left_at__isnull=True)
    return list(rows.select_related("user").order_by("-signed_at"))


def _duty(
    post: Post,
    plan: Planned,
    covers: dict[int, tuple[HalfDay, Cover | None]],
    signed: dict[tuple[int, int], datetime],
    users: dict[int, User],
    phones: dict[int, str],
    at: datetime,
) -> Duty:
    if post.pk not in plan.rotas:
        return Duty(post, Presence.UNPLANNED)
    if post.pk not in covers:
        return Duty(post, Presence.CLOSED)
    half, cover = covers[post.pk]
    if cover is None:
        cause = "lapsed" if plan.lapsed(post.pk, at) else "away"
        return Duty(post, Presence.EMPTY, cause=cause)
    person = cover.person
    since = signed.get((post.site_id, person))
    presence = Presence.ON
    if post.signs and since is None:
        late = at >= half.starts_at + GRACE
        other = _signed_holder(post, plan, signed, at) if late else None
        if other is not None:
            person, since = other
        else:
            presence = Presence.EMPTY if late else Presence.EXPECTED
    slot = _slot(plan, post.pk, person)
    how = HOW[cover.how] if person == cover.person else HOW[How.STAND_IN]
    cause = "unsigned" if presence is Presence.EMPTY else ""
    return Duty(post, presence, users.get(person), phones.get(person, ""), slot, how, since, cause)


def _signed_holder(
    post: Post, plan: Planned, signed: dict[tuple[int, int], datetime], at: datetime
) -> tuple[int, datetime] | None:
    """Another holder of the post who is there though not planned."""
    rota = plan.rotas[post.pk]
    lapsed = plan.lapsed(post.pk, at)
    for user in (rota.a_id, rota.b_id, rota.c_id):
        if user is not None and user not in lapsed and (post.site_id, user) in signed:
            return user, signed[post.site_id, user]
    return None


def _slot(plan: Planned, post: int, person: int) -> str:
    rota = plan.rotas[post]
    return "ABC"[(rota.a_id, rota.b_id, rota.c_id).index(person)]


def open_alarms(units: Collection[int], day: date) -> QuerySet[EmptyPost]:
    """空岗提醒: posts found empty on a day and not manned yet, the longest first."""
    return (
        EmptyPost.objects.filter(unit__in=units, day=day, closed_at__isnull=True)
        .select_related("post", "site__region")
        .order_by("found_at", "id")
    )


def alarm_of(pk: int) -> EmptyPost:
    """一条空岗提醒; NotFound when there is none."""
    rows = EmptyPost.objects.filter(unit__in=watches.everywhere(), pk=pk)
    found = rows.select_related("post", "site__region").first()
    if found is None:
        raise NotFound("没有这条空岗提醒")
    return found


def absence_of(pk: int) -> Absence:
    """一次请假; NotFound when there is none."""
    rows = Absence.objects.filter(unit__in=watches.everywhere(), pk=pk)
    found = rows.select_related("user").first()
    if found is None:
        raise NotFound("没有这次请假")
    return found


def absences_of(user: User, since: datetime) -> QuerySet[Absence]:
    """本人的离岗: what somebody asked for or told, the latest first."""
    return Absence.objects.filter(
        unit__in=watches.everywhere(), user_id=user.pk, ends_at__gt=since
    ).order_by("-starts_at")


def asked_absences(units: Collection[int], users: Iterable[int]) -> QuerySet[Absence]:
    """待批的假: of these people, those that begin first before the others."""
    return (
        Absence.objects.filter(unit__in=units, state="asked", user_id__in=users)
        .select_related("user")
        .order_by("starts_at", "id")
    )


def handovers_to_confirm(user: User) -> QuerySet[Handover]:
    """待确认的交接: lists this person has still to confirm, as the giver or the taker."""
    mine = Q(giver_id=user.pk, given_at__isnull=True) | Q(taker_id=user.pk, taken_at__isnull=True)
    return (
        Handover.objects.filter(mine, unit__in=watches.everywhere())
        .select_related("giver", "taker")
        .order_by("made_at", "id")
    )


def items_of(handovers: Collection[Handover]) -> dict[int, list[HandoverItem]]:
    """交接清单: what stands on each list."""
    found: dict[int, list[HandoverItem]] = defaultdict(list)
    rows = HandoverItem.objects.filter(
        unit__in={h.unit for h in handovers}, handover_id__in=[h.pk for h in handovers]
    )
    for item in rows.order_by("id"):
        found[item.handover_id].append(item)
    return found
