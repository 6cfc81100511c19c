"""离任与调动: rights end in the same second, posts and open matters go to a named person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from bianmin.accounts import commands as accounts
from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Role, User
from bianmin.accounts.queries import holding_at
from bianmin.audit.commands import record
from bianmin.rules import rota as rules
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind, Watch
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.workforce import policies
from bianmin.workforce.commands.handovers import make_handover
from bianmin.workforce.models import Absence, Departure, DutySign, Post, Rota
from bianmin.workforce.models.people import LEAVINGS
from bianmin.workforce.queries import rotas, watches

WHYS = {
    "transfer": "调动",
    "resign": "辞职",
    "retire": "退休",
    "term": "届满",
    "dismiss": "辞退",
    "other": "其他",
}


@transaction.atomic
def depart(
    user: User, successor: User, *, why: str, reason: str, by: Actor, at: datetime
) -> list[Departure]:
    """离任: close the account in this second; the successor has every open matter and, where they
    were granted the items, the posts. Refused while a post would be left without anybody."""
    held = _held(user, at)
    _check(user, successor, held, why, reason, by=by, at=at)
    _leave_posts(user, successor, held, by=by, at=at)
    departures = _leave_matters(user, successor, held, why, reason, by=by, at=at)
    accounts.dismiss(user, by=by, at=at, reason=reason)
    return departures


@transaction.atomic
def transfer(
    user: User,
    successor: User,
    *,
    to: Site,
    kind: RoleKind,
    reason: str,
    by: Actor,
    at: datetime,
) -> Role:
    """调动: end the posts at the old site as in 离任, and begin at the new one, without a grant:
    what somebody may take is said anew for each site."""
    held = [role for role in _held(user, at) if role.site_id != to.pk]
    _check(user, successor, held, "transfer", reason, by=by, at=at)
    _leave_posts(user, successor, held, by=by, at=at)
    _leave_matters(user, successor, held, "transfer", reason, by=by, at=at)
    accounts.end_roles(user, by=by, at=at, reason=reason, roles=held)
    return accounts.give_role(user, kind, to.region, site=to, by=by, at=at)


def _held(user: User, at: datetime) -> list[Role]:
    rows = Role.objects.filter(holding_at(at), user=user).select_related("region", "site")
    return list(rows.order_by("id"))


def _check(
    user: User,
    successor: User,
    held: Iterable[Role],
    why: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    for role in held:
        require(policies.may_run(by, role.region))
    wrong = {}
    if why not in LEAVINGS:
        wrong["why"] = "请选离任原因"
    if not reason.strip():
        wrong["reason"] = "请写明情况"
    if successor.pk == user.pk or not successor.is_active:
        wrong["successor"] = "请另选一位在岗的同事接手"
    elif watches.is_away(successor, at=at):
        wrong["successor"] = "这位同事正离岗，请选在岗的同事接手"
    elif not Role.objects.filter(holding_at(at), user=successor).exists():
        wrong["successor"] = "接手的人要有岗位"
    if wrong:
        raise Invalid("有几处要改一改", wrong)


def _leave_posts(
    user: User, successor: User, held: Iterable[Role], *, by: Actor, at: datetime
) -> None:
    """Take the person out of posts and rotas: the successor in their place where qualified, else
    whoever stays."""
    ids = {role.site_id for role in held}
    posts = [post for post in rotas.named_posts(user) if post.site_id in ids]
    able = watches.qualified(posts, at=at)
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
        for half in rotas.halves_of(plan):
            if half.ends_at <= at:
                continue
            away = plan.away_at(max(half.starts_at, at), half.ends_at)
            empty = rotas.empty_posts(plan, half, away | {user.pk})
            for post in posts:
                if post.pk in empty:
                    raise Conflict(
                        f"{half.day:%m月%d日}{'下午' if half.part else '上午'}"
                        f"{post.site.name}“{post.name}”会没有人：请先定好接岗的人"
                    )


def _leave_matters(
    user: User,
    successor: User,
    held: Iterable[Role],
    why: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> list[Departure]:
    roles = list(held)
    at_site = {role.site_id: role for role in roles if role.site_id is not None}
    _end_absences(user, at=at)
    for unit in sorted({role.region.unit for role in roles}):
        make_handover(unit, user, successor, cause="departure", by=by, at=at, reason=reason)
    departures = Departure.objects.bulk_create(
        Departure(
            unit=role.region.unit,
            user=user,
            site_id=site,
            kind=role.kind,
            why=why,
            reason=reason.strip()[:200],
            left_at=at,
            successor=successor,
        )
        for site, role in at_site.items()
    )
    for site, role in at_site.items():
        unit = role.region.unit
        signs = DutySign.objects.filter(unit=unit, user=user, site_id=site, left_at__isnull=True)
        signs.update(left_at=at)
        facts = {"site": site, "why": why, "successor": successor.pk}
        record(f"user:{user.pk}", "depart", unit=unit, by=by, at=at, reason=reason, departure=facts)
    return departures


def _end_absences(user: User, *, at: datetime) -> None:
    """Nothing comes back to who has left: what the stand-ins have stays theirs."""
    mine = Absence.objects.filter(unit__in=watches.everywhere(), user=user)
    mine.filter(handed_at__isnull=False, returned_at__isnull=True).update(returned_at=at)
    mine.filter(handed_at__isnull=True, state__in=["asked", "approved"]).update(state="withdrawn")
