"""花名册的问题: who works where, as what, since when, with which rights and certificates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from bianmin.accounts.models import Grant, Role, User
from bianmin.accounts.queries import holding_at
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.rules.roles import ADMINISTRATORS, RoleKind
from bianmin.sites.models import Site
from bianmin.workforce.models import Certificate, Departure, Post
from bianmin.workforce.queries.watches import everywhere

TAKES_ITEMS = frozenset(
    kind.value for kind in (RoleKind.CLERK, RoleKind.STATION_CLERK, RoleKind.AGENT)
)


def roles_in(region: Region, *, at: datetime) -> QuerySet[Role]:
    """任职: the roles held in a region and below it, without the three administrators'."""
    return Role.objects.filter(
        holding_at(at), region__path__startswith=region.path, user__is_active=True
    ).exclude(kind__in=[kind.value for kind in ADMINISTRATORS])


def ids_in(region: Region, *, at: datetime) -> QuerySet[Role, int]:
    """人员编号: of everybody who holds a role in a region."""
    return roles_in(region, at=at).values_list("user_id", flat=True)


def at_site(site: Site, *kinds: RoleKind, at: datetime) -> QuerySet[User]:
    """本站人员: who holds a role (of these kinds, if any is named) at a site."""
    held = Role.objects.filter(holding_at(at), site=site)
    if kinds:
        held = held.filter(kind__in=[kind.value for kind in kinds])
    users = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return users.select_related("record").order_by("display_name", "id")


def on_wall(site: Site, *, at: datetime) -> QuerySet[User]:
    """上墙人员: who works at a site, without those who are not to hang there."""
    return at_site(site, at=at).exclude(record__on_wall=False)


def register(region: Region, *, kind: str = "", words: str = "", at: datetime) -> QuerySet[User]:
    """花名册: the staff of a region, by role and name."""
    roles = roles_in(region, at=at)
    if kind:
        roles = roles.filter(kind=kind)
    rows = User.objects.filter(pk__in=roles.values("user_id"))
    if words:
        by_site = roles.filter(site__name__icontains=words).values("user_id")
        rows = rows.filter(Q(display_name__icontains=words) | Q(pk__in=by_site))
    return rows.select_related("record").order_by("display_name", "id")


@dataclass(frozen=True)
class Line:
    """一行: somebody with what the register shows of them."""

    user: User
    roles: tuple[Role, ...]
    grants: int  # how many; -1: every item
    posts: int
    certified_until: date | None

    @property
    def needs_grant(self) -> bool:
        return any(role.kind in TAKES_ITEMS for role in self.roles)


def lines(users: Collection[User], *, at: datetime) -> list[Line]:
    """花名册的行: of one page, in four statements."""
    ids = [user.pk for user in users]
    roles = _by_user(
        Role.objects.filter(holding_at(at), user_id__in=ids).select_related("site", "region")
    )
    granted: dict[int, set[str]] = defaultdict(set)
    rows = Grant.objects.filter(holding_at(at), user_id__in=ids)
    for user, code in rows.values_list("user_id", "item_code"):
        granted[user].add(code)
    posts: dict[int, int] = defaultdict(int)
    held = Q(a_id__in=ids) | Q(b_id__in=ids) | Q(c_id__in=ids)
    for trio in Post.objects.filter(held, closed_on__isnull=True).values_list("a", "b", "c"):
        for user in trio:
            if user:
                posts[user] += 1
    until = dict(
        Certificate.objects.filter(
            unit__in=everywhere(), user_id__in=ids, revoked_at__isnull=True,
            valid_until__gte=localdate(at),
        ).values_list("user_id").annotate(until=Max("valid_until"))
    )  # fmt: skip
    return [
        Line(
            user,
            tuple(roles[user.pk]),
            -1 if "" in granted[user.pk] else len(granted[user.pk]),
            posts[user.pk],
            until.get(user.pk),
        )
        for user in users
    ]


def _by_user(roles: Iterable[Role]) -> dict[int, list[Role]]:
    found: dict[int, list[Role]] = defaultdict(list)
    for role in roles:
        found[role.user_id].append(role)
    return found


def member(pk: int) -> User:
    """一名工作人员, working or gone; NotFound when there is no such account."""
    found = User.objects.filter(pk=pk, is_staff_member=True).select_related("record", "person")
    user = found.first()
    if user is None:
        raise NotFound("没有这名工作人员")
    return user


def service_of(user: User) -> list[Role]:
    """任职经历: every role somebody holds or held, the latest first."""
    return list(user.roles.select_related("site", "region").order_by("-starts_at", "-id"))


def departures_of(user: User) -> list[Departure]:
    """离任记录: of one person."""
    rows = Departure.objects.filter(unit__in=everywhere(), user=user)
    return list(rows.select_related("site", "successor").order_by("-left_at"))


def colleagues(region: Region, user: User, *, at: datetime) -> QuerySet[User]:
    """同事: who can take over open matters from somebody in a region."""
    ids = roles_in(region, at=at).values("user_id")
    return (
        User.objects.filter(pk__in=ids, is_active=True)
        .exclude(pk=user.pk)
        .order_by("display_name", "id")
    )


def heads_of(site: Site, kind: RoleKind, *, at: datetime) -> list[User]:
    """上一级: who is told of the site's troubles: its centre's head, or the county's bureau."""
    above = [int(part) for part in site.region.path.strip("/").split("/")]
    held = Role.objects.filter(
        holding_at(at), kind=kind.value, region_id__in=above, user__is_active=True
    )
    users = User.objects.filter(pk__in=held.values("user_id"))
    return list(users.select_related("person").order_by("id"))
