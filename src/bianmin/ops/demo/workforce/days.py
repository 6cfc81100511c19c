"""演示日常: the register, last day's sign-ins, who is away and who stands in, who left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Role, User
from bianmin.accounts.queries import actor_of
from bianmin.calendars.queries import work_calendar
from bianmin.ground.copying import copy
from bianmin.ops.demo.rows import Mint
from bianmin.ops.demo.workforce.crew import Crew, Member
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.naming import SiteKind
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.workforce.commands.absences import ask_absence, report_absence
from bianmin.workforce.models import Absence, Departure, DutySign, EmptyPost, Post, StaffRecord

EMPLOYED = {
    RoleKind.AGENT: (("village", "graduate", "welfare"), (70, 10, 20)),
    RoleKind.STATION_CLERK: (("village", "graduate", "welfare"), (55, 15, 30)),
    RoleKind.CLERK: (("contract", "welfare", "civil"), (60, 15, 25)),
    RoleKind.REVIEWER: (("civil", "contract"), (85, 15)),
    RoleKind.CENTER_HEAD: (("civil",), (1,)),
}
SIGNS = 0.97
LEFT_OF = 70  # one of so many agents' colleagues left in the time
REASONS = {"leave": "家里有事", "meeting": "县里开业务会", "visit": "去柳庄村入户核实"}
WHYS = (
    ("resign", "外出务工"),
    ("term", "村委会换届"),
    ("retire", "到龄退休"),
    ("other", "身体原因"),
)


def live(crew: Crew, until: datetime, random: Random, mint: Mint) -> None:
    """Write the register and the days, then let a few be away now by the product's commands."""
    copy(_records(crew, random), StaffRecord)
    copy(_signs(crew, until, random, mint), DutySign)
    copy(_absences(crew, until, random, mint), Absence)
    copy(_alarms(until, random, mint), EmptyPost)
    copy(_departures(crew, until, random, mint), Departure)
    _away_now(until)


def last_workday(until: datetime, hour: int, minute: int = 0) -> datetime:
    """The latest working day's moment at this time that is not after the end."""
    calendar = work_calendar()
    at = datetime.combine(until.astimezone(SHANGHAI).date(), time(hour, minute), SHANGHAI)
    while at > until or not calendar.is_workday(at.date()):
        at -= timedelta(days=1)
    return at


def _records(crew: Crew, random: Random) -> Iterator[StaffRecord]:
    seen: set[int] = set()
    for n, member in enumerate(crew.everybody()):
        if member.user not in seen:
            seen.add(member.user)
            kinds, weights = EMPLOYED[member.kind]
            yield StaffRecord(
                user_id=member.user, employment=random.choices(kinds, weights)[0],
                wall_phone=f"0635-8{100_000 + n:06d}"[:13],
            )  # fmt: skip


def _signs(crew: Crew, until: datetime, random: Random, mint: Mint) -> Iterator[DutySign]:
    """Who came on the last working day, by phone in the villages, at the desk in the centres."""
    day = last_workday(until, 8, 45)
    for member in crew.everybody():
        if member.kind is not RoleKind.CENTER_HEAD and random.random() < SIGNS:
            at = day - timedelta(seconds=random.randint(16 * 60, 45 * 60))
            closes = day + timedelta(hours=8, minutes=random.randint(20, 55))
            is_over = localdate(until) > day.date()
            in_village = member.kind in (RoleKind.AGENT, RoleKind.STATION_CLERK)
            yield DutySign(
                id=mint("sign", at), unit=member.unit, site_id=member.site, user_id=member.user,
                day=day.date(), channel="phone" if in_village else "desk", signed_at=at,
                left_at=closes if is_over else None,
            )  # fmt: skip


def _absences(crew: Crew, until: datetime, random: Random, mint: Mint) -> Iterator[Absence]:
    """Leaves, visits and meetings of the past weeks, all of them over."""
    for member in crew.everybody():
        if member.kind is RoleKind.CLERK and random.random() < 0.6:
            start = last_workday(until - timedelta(days=random.randint(4, 60)), 8, 30)
            kind = random.choice(tuple(REASONS))
            asked, end = start - timedelta(days=2), start + timedelta(hours=random.choice((4, 9)))
            yield Absence(
                id=mint("absence", asked), unit=member.unit, user_id=member.user, kind=kind,
                starts_at=start, ends_at=end, reason=REASONS[kind], state="approved",
                asked_at=asked, asked_by=member.user, decided_at=asked + timedelta(hours=3),
                handed_at=start, returned_at=end,
            )  # fmt: skip


def _alarms(until: datetime, random: Random, mint: Mint) -> Iterator[EmptyPost]:
    """Windows that stood empty in the past weeks: found, told, mended."""
    windows = Post.objects.filter(signs=True).select_related("site").order_by("id")
    for post in windows:
        if random.random() < 0.4:
            found = last_workday(until - timedelta(days=random.randint(2, 50)), 8, 40)
            slow = random.random() < 0.25
            told = found + timedelta(minutes=15) if slow else found
            yield EmptyPost(
                id=mint("empty", found), unit=post.site.unit, post=post, site=post.site,
                day=found.date(), half=0, cause="unsigned", found_at=found,
                told="county" if slow else "center", told_at=told,
                closed_at=told + timedelta(minutes=random.randint(3, 14)),
                remedy="负责人先顶岗，B 岗 9 点到" if slow else "已有人到岗",
            )  # fmt: skip


def _departures(crew: Crew, until: datetime, random: Random, mint: Mint) -> Iterator[Departure]:
    """Who left a station within the year before: their account is closed, somebody took over."""
    agents = [m for m in crew.everybody() if m.kind is RoleKind.AGENT]
    gone = [m for m in crew.everybody() if _never_passed(m, crew)][::3]
    for n, member in enumerate(gone):
        left = last_workday(until - timedelta(days=random.randint(3, 80)), 17)
        heir = next((a for a in agents if a.site == member.site), agents[n])
        User.objects.filter(pk=member.user).update(is_active=False, left_at=left)
        Role.objects.filter(user_id=member.user).update(ends_at=left)
        DutySign.objects.filter(unit=member.unit, user_id=member.user).delete()
        why, reason = random.choice(WHYS)
        yield Departure(
            id=mint("departure", left), unit=member.unit, user_id=member.user,
            site_id=member.site, kind=member.kind.value, why=why, reason=reason, left_at=left,
            successor_id=heir.user,
        )  # fmt: skip


def _never_passed(member: Member, crew: Crew) -> bool:
    return member.kind is RoleKind.STATION_CLERK and member.user not in crew.able


def _away_now(until: datetime) -> None:
    """In every county one clerk is away since the last afternoon, and another asks for leave."""
    at = last_workday(until, 16, 30)
    tomorrow = datetime.combine(localdate(until) + timedelta(days=1), time(8, 30), SHANGHAI)
    windows = Post.objects.filter(
        kind="window", site__kind=SiteKind.CENTER.value, b__isnull=False
    ).select_related("site__region", "a", "b")
    seen: dict[int, list[Post]] = {}
    for post in windows.order_by("site__unit", "id"):
        seen.setdefault(post.site.unit, []).append(post)
    for posts in seen.values():
        if len(posts) > 1:
            _fall_ill(posts[1].a, posts[1].site, at=at, until=tomorrow + timedelta(hours=9))
        asks, site = posts[0].b, posts[0].site
        if asks is not None:
            ask_absence(
                asks, site, kind="leave", starts_at=tomorrow + timedelta(days=2),
                ends_at=tomorrow + timedelta(days=2, hours=9), reason="孩子开家长会",
                by=_actor(asks, at), at=at,
            )  # fmt: skip


def _fall_ill(user: User | None, site: Site, *, at: datetime, until: datetime) -> None:
    if user is not None:
        by = _actor(user, at)
        report_absence(user, site, kind="sick", ends_at=until, reason="发烧", by=by, at=at)


def _actor(user: User, at: datetime) -> Actor:
    return actor_of(user, at=at, channel="web")
