"""行为人: who acts, made once for each request; plain values that ask the database nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bianmin.rules.mandates import covers
from bianmin.rules.roles import ADMINISTRATORS, STAFF, RoleKind

LEVELS = ("city", "unit", "township", "village")
"""层级: the steps of a region's path, from the root."""


@dataclass(frozen=True)
class ActiveRole:
    """现任角色: one role that holds at this moment, with its part of the region tree."""

    kind: RoleKind
    region_path: str  # "/1/4/57/": the role covers this region and all below it
    unit: int  # 0: the whole city
    site_id: int | None = None
    items: frozenset[str] = frozenset()  # codes granted at the site; "" is every item

    @property
    def region_id(self) -> int:
        """The id of the region the role is held for: the last part of its path."""
        return int(self.region_path.rstrip("/").rpartition("/")[2])

    @property
    def level(self) -> str:
        """The region's level, told by the depth of its path."""
        depth = self.region_path.count("/") - 1
        return ("city", "unit", "township", "village")[min(depth, 4) - 1]

    def takes(self, item_code: str) -> bool:
        """Return whether the account was granted (授权) this item at the role's site."""
        return "" in self.items or item_code in self.items

    def covers(self, path: str) -> bool:
        """Return whether a region of this path lies in the role's part of the tree."""
        return path.startswith(self.region_path)


@dataclass(frozen=True)
class HeldMandate:
    """手里的委托: for whom one may act, in what, since when; it holds at this moment."""

    mandate_id: int
    principal_id: int
    areas: frozenset[str]
    items: frozenset[str]
    since: datetime

    def covers(self, principal_id: int, area: str, code: str) -> bool:
        """Return whether an item of this person lies within the scope."""
        return principal_id == self.principal_id and covers(self.areas, self.items, area, code)


@dataclass(frozen=True)
class Actor:
    """行为人: an account and its person, with the roles that hold now.

    `person_id` is what conflicts of interest are checked on: one person may have two accounts.
    """

    user_id: int | None
    person_id: int | None
    name: str
    roles: tuple[ActiveRole, ...] = ()
    channel: str = "web"  # web api counter system
    kin: frozenset[int] = frozenset()  # of staff: persons who ever let them act in their place
    mandates: tuple[HeldMandate, ...] = ()  # read only where somebody acts for another

    @property
    def is_staff(self) -> bool:
        return any(role.kind in STAFF for role in self.roles)

    @property
    def is_system(self) -> bool:
        return self.user_id is None and self.channel == "system"

    @property
    def is_administrator(self) -> bool:
        return any(role.kind in ADMINISTRATORS for role in self.roles)

    def has(self, *kinds: RoleKind) -> bool:
        """Return whether one of these roles holds, wherever it is."""
        return any(role.kind in kinds for role in self.roles)

    def holding(self, *kinds: RoleKind) -> tuple[ActiveRole, ...]:
        """Return the roles of these kinds, or all roles when no kind is named."""
        return tuple(role for role in self.roles if not kinds or role.kind in kinds)

    def covers(self, path: str, *kinds: RoleKind) -> bool:
        """Return whether a role (of these kinds, if any is named) covers the region."""
        return any(role.covers(path) for role in self.holding(*kinds))

    def at_site(self, site_id: int, *kinds: RoleKind) -> bool:
        """Return whether a role (of these kinds, if any is named) is held at the site."""
        return any(role.site_id == site_id for role in self.holding(*kinds))

    def paths(self, *kinds: RoleKind) -> tuple[str, ...]:
        """Return the parts of the tree the roles cover, without those inside another."""
        paths = sorted({role.region_path for role in self.holding(*kinds)})
        return tuple(
            path
            for path in paths
            if not any(path != other and path.startswith(other) for other in paths)
        )

    def units(self, *kinds: RoleKind) -> frozenset[int] | None:
        """Return the reporting units the roles lie in; None for the whole city."""
        units = frozenset(role.unit for role in self.holding(*kinds))
        return None if 0 in units else units


SYSTEM = Actor(None, None, "系统", (), "system")
"""系统: who acts when a day passes or a job runs."""

ANONYMOUS = Actor(None, None, "访客", (), "web")
"""访客: a visitor who has not signed in."""
