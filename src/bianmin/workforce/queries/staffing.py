"""配备的问题: planned against present, what is missing by county, how long people stay."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from bianmin.accounts.models import Role
from bianmin.accounts.queries import holding_at
from bianmin.regions.models import Region
from bianmin.rules.naming import SiteKind
from bianmin.rules.roles import RoleKind
from bianmin.rules.staffing import STANDARD
from bianmin.sites.models import Site
from bianmin.workforce.models import Departure, StaffingTarget
from bianmin.workforce.queries.people import roles_in

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Post:
    """一个编制: how many of one role a site should have, and has."""

    kind: RoleKind
    planned: int
    present: int

    @property
    def missing(self) -> int:
        return max(0, self.planned - self.present)


@dataclass(frozen=True)
class Staffed:
    """一个站点的配备."""

    site: Site
    posts: tuple[Post, ...]

    @property
    def missing(self) -> int:
        return sum(post.missing for post in self.posts)


@dataclass(frozen=True)
class Total:
    """一片的配备: planned, present (as far as planned) and missing, over its sites."""

    region: Region
    sites: int
    short_sites: int
    planned: int
    missing: int

    @property
    def filled(self) -> int:
        return self.planned - self.missing

    @property
    def percent(self) -> float:
        return 100 * self.filled / self.planned if self.planned else 100.0


def staffed(region: Region, *, at: datetime) -> list[Staffed]:
    """配备: every open site of a region with its plan and its people, in three statements."""
    sites = list(
        Site.objects.filter(status="open", region__path__startswith=region.path)
        .exclude(kind=SiteKind.HALL.value)
        .select_related("region")
        .order_by("unit", "region__path", "kind", "id")
    )
    ids = Q(site__region__path__startswith=region.path)
    present: Counter[tuple[int, str]] = Counter()
    held = Role.objects.filter(ids, holding_at(at), user__is_active=True)
    for site, kind, count in (
        held.order_by().values_list("site_id", "kind").annotate(n=Count("user_id", distinct=True))
    ):
        present[site, kind] = count
    planned: dict[int, dict[RoleKind, int]] = defaultdict(dict)
    for target in StaffingTarget.objects.filter(ids):
        planned[target.site_id][RoleKind(target.kind)] = target.planned
    return [Staffed(site, _posts(site, planned[site.pk], present)) for site in sites]


def _posts(
    site: Site, targets: Mapping[RoleKind, int], present: Mapping[tuple[int, str], int]
) -> tuple[Post, ...]:
    wanted = {**STANDARD.get(SiteKind(site.kind), {}), **targets}
    return tuple(
        Post(kind, count, present.get((site.pk, kind.value), 0)) for kind, count in wanted.items()
    )


def total(region: Region, rows: Sequence[Staffed]) -> Total:
    """一片的合计: over these sites."""
    return Total(
        region,
        sites=len(rows),
        short_sites=sum(row.missing > 0 for row in rows),
        planned=sum(post.planned for row in rows for post in row.posts),
        missing=sum(row.missing for row in rows),
    )


def totals(region: Region, parts: Sequence[Region], rows: Sequence[Staffed]) -> list[Total]:
    """各片配备: the same by county or township."""
    depth = region.path.count("/") + 1
    groups: dict[str, list[Staffed]] = defaultdict(list)
    for row in rows:
        groups["/".join(row.site.region.path.split("/")[:depth]) + "/"].append(row)
    return [total(part, groups[part.path]) for part in parts]


@dataclass(frozen=True)
class Stability:
    """队伍稳定: heads, how long they have served, and how many came and went in a year."""

    heads: int
    years: float | None  # mean length of service of those who are here
    joined: int
    left: int

    @property
    def turnover(self) -> float | None:
        """流动率: who left in a year, of the mean of heads at its two ends, in per cent."""
        mean = (self.heads + self.heads - self.joined + self.left) / 2
        return 100 * self.left / mean if mean > 0 else None


def stability(region: Region, units: tuple[int, ...], *, at: datetime) -> Stability:
    """稳定与流动: of the staff at the sites of a region."""
    rows = dict(
        roles_in(region, at=at).filter(site__isnull=False)
        .order_by().values_list("user_id", "user__joined_at").distinct()
    )  # fmt: skip
    since = at - YEAR
    served = [(at - joined) / YEAR for joined in rows.values()]
    left = (
        Departure.objects.filter(
            unit__in=units, left_at__gt=since, left_at__lte=at,
            site__region__path__startswith=region.path,
        ).exclude(why="transfer").values("user_id").distinct().count()
    )  # fmt: skip
    return Stability(
        heads=len(rows),
        years=round(sum(served) / len(served), 1) if served else None,
        joined=sum(joined > since for joined in rows.values()),
        left=left,
    )


def service_bands(region: Region, *, at: datetime) -> list[tuple[str, int]]:
    """任职年限: how many have served how long."""
    bands = ((1, "不满 1 年"), (3, "1 到 3 年"), (5, "3 到 5 年"), (10, "5 到 10 年"))
    found = Counter({label: 0 for _, label in bands} | {"10 年以上": 0})
    rows = roles_in(region, at=at).filter(site__isnull=False).order_by()
    for _, joined in rows.values_list("user_id", "user__joined_at").distinct():
        years = (at - joined) / YEAR
        found[next((label for most, label in bands if years < most), "10 年以上")] += 1
    return list(found.items())
