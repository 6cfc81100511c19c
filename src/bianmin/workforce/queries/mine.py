"""本人: where somebody works, whether they are on duty, what they may take, and until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Grant, Role, User
from bianmin.accounts.queries import holding_at
from bianmin.catalogue.models import ServiceItem
from bianmin.rules.errors import NotFound
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import ROLES, PostKind
from bianmin.sites.models import Site
from bianmin.sites.queries import is_open
from bianmin.workforce.models import Absence, DutySign, Handover
from bianmin.workforce.queries import duty, watches
from bianmin.workforce.queries.arriving import is_only_agent
from bianmin.workforce.queries.duty import Duty
from bianmin.workforce.queries.lapsing import WARNED
from bianmin.workforce.queries.watches import everywhere

STANDS_AT_POSTS = frozenset(kind for kinds in ROLES.values() for kind in kinds)


@dataclass(frozen=True)
class Workplace:
    """工作的地方: one site of somebody's, since when they are signed in, and their posts now."""

    site: Site
    is_open: bool
    signed_at: datetime | None
    posts: tuple[Duty, ...]  # where they are on, or should be
    asks: bool  # a post of theirs wants signing in
    by_code: bool  # by phone one scans the screen of the window


@dataclass(frozen=True)
class Right:
    """一条授权: one item (or every item) at one site, and the last day it holds."""

    what: str
    basis: str
    until: date | None
    is_ending: bool = False  # within the time in which one is warned


def sites_of(user: User, *, at: datetime) -> list[Site]:
    """本人的站点: where somebody holds a role that stands at a post."""
    held = Role.objects.filter(
        holding_at(at), user=user, site__isnull=False, kind__in=STANDS_AT_POSTS
    )
    sites = Site.objects.filter(pk__in=held.values("site_id"), status="open")
    return list(sites.select_related("region").order_by("id"))


def workplaces(user: User, actor: Actor, *, at: datetime) -> list[Workplace]:
    """今天在哪: the sites of somebody with what they are on for at this moment."""
    sites = sites_of(user, at=at)
    ids = [site.pk for site in sites]
    now = duty.duties(Q(site_id__in=ids), {site.unit for site in sites}, at=at) if ids else []
    signs = duty.signed_in({site.unit for site in sites}, ids, localdate(at)) if ids else {}
    return [
        Workplace(
            site,
            is_open(site, at),
            signs.get((site.pk, user.pk)),
            tuple(d for d in now if d.post.site_id == site.pk and d.person == user),
            any(d.post.signs for d in now if d.post.site_id == site.pk and _holds(d, user)),
            not is_only_agent(actor, site.pk)
            and any(d.post.kind == PostKind.WINDOW for d in now if d.post.site_id == site.pk),
        )
        for site in sites
    ]


def _holds(one: Duty, user: User) -> bool:
    return user.pk in (one.post.a_id, one.post.b_id, one.post.c_id)


def standing(actor: Actor, *, at: datetime) -> str:
    """在岗状态: away, signed or unsigned, for every page; nothing for who stands at no post."""
    if not actor.has(*STANDS_AT_POSTS):
        return ""
    units = {role.unit for role in actor.holding(*STANDS_AT_POSTS)}
    away = watches.away(units, at, at + duty.MOMENT)
    if away.filter(user_id=actor.user_id or 0).exists():
        return "away"
    signed = DutySign.objects.filter(
        unit__in=units, user_id=actor.user_id or 0, day=localdate(at), left_at__isnull=True
    )
    return "signed" if signed.exists() else "unsigned"


def absence_now(user: User, *, at: datetime) -> Absence | None:
    """现在离岗: the absence that runs at this moment."""
    return watches.away(everywhere(), at, at + duty.MOMENT).filter(user=user).first()


def own_absence(user: User, pk: int) -> Absence:
    """本人的一次离岗; NotFound for anybody else's."""
    found = Absence.objects.filter(unit__in=everywhere(), pk=pk, user=user).first()
    if found is None:
        raise NotFound("没有这次离岗，或者不是您的")
    return found


def own_handover(user: User, pk: int) -> Handover:
    """本人的交接: a list one gives or takes; NotFound for anybody else's."""
    found = (
        Handover.objects.filter(Q(giver=user) | Q(taker=user), unit__in=everywhere(), pk=pk)
        .select_related("giver", "taker")
        .first()
    )
    if found is None:
        raise NotFound("没有这份交接单，或者不是您的")
    return found


def given_for(absence: Absence) -> list[Handover]:
    """谁在顶: what went to whom when an absence began."""
    rows = Handover.objects.filter(unit=absence.unit, absence=absence, cause="absence")
    return list(rows.select_related("taker").order_by("id"))


def rights_of(user: User, *, at: datetime) -> list[tuple[Site, list[Right]]]:
    """授权: what somebody may take at each site, every item first."""
    held = list(
        Grant.objects.filter(holding_at(at), user=user)
        .select_related("site")
        .order_by("site_id", "item_code", "id")
    )
    names = item_names(grant.item_code for grant in held)
    found: dict[Site, list[Right]] = defaultdict(list)
    for grant in held:
        until = localdate(grant.ends_at - duty.MOMENT) if grant.ends_at else None
        ending = grant.ends_at is not None and grant.ends_at <= at + WARNED
        found[grant.site].append(Right(names[grant.item_code], grant.basis, until, ending))
    return list(found.items())


def item_names(codes: Iterable[str]) -> dict[str, str]:
    """事项名称: by code; blank is every item, and a code nobody knows is said as it is."""
    wanted = set(codes)
    known = ServiceItem.objects.filter(code__in=wanted).values_list("code", "plain_name")
    return {code: code for code in wanted} | dict(known) | {"": "全部事项"}


def needs_grant(kinds: Iterable[RoleKind]) -> bool:
    """Whether somebody with these roles takes items, so that a missing grant is worth a word."""
    return bool(set(kinds) & {RoleKind.CLERK, RoleKind.STATION_CLERK, RoleKind.AGENT})
