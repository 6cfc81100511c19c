"""队伍名单: everybody at the sites of the demonstration, by site, in a fixed order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bianmin.accounts.models import Role
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site


@dataclass(frozen=True)
class Member:
    """一名工作人员: one account with its role at one site."""

    user: int
    kind: RoleKind
    site: int
    unit: int
    village: int | None = None


@dataclass(frozen=True)
class Crew:
    """队伍: the members of each site, and who may take items."""

    sites: Mapping[int, Site]
    members: Mapping[int, tuple[Member, ...]]  # by site
    able: frozenset[int] = field(default_factory=frozenset)  # accounts that passed

    def everybody(self) -> Iterator[Member]:
        for site in self.sites:
            yield from self.members.get(site, ())

    def at(self, site: int, *kinds: RoleKind) -> list[int]:
        """The accounts of these roles at a site, those who passed only where items are taken."""
        return [
            m.user
            for m in self.members.get(site, ())
            if m.kind in kinds and (m.kind is RoleKind.REVIEWER or m.user in self.able)
        ]


def crew_of() -> Crew:
    """Read everybody who holds a role at a site."""
    sites = Site.objects.select_related("region").order_by("unit", "region__path", "id")
    found: dict[int, list[Member]] = defaultdict(list)
    rows = Role.objects.filter(site__isnull=False).order_by("id")
    for user, kind, site, unit, village in rows.values_list(
        "user_id", "kind", "site_id", "site__unit", "user__person__village_id"
    ):
        found[site].append(Member(user, RoleKind(kind), site, unit, village))
    return Crew({s.pk: s for s in sites}, {site: tuple(m) for site, m in found.items()})
