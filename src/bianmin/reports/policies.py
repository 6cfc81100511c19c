"""谁能看看板: a board opens to whoever's post covers all of its scope."""

from __future__ import annotations

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.reports.board import Scope
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial

SEES_BOARDS = frozenset(
    {
        RoleKind.CENTER_HEAD,
        RoleKind.COUNTY_BUREAU,
        RoleKind.COUNTY_OFFICE,
        RoleKind.CITY_BUREAU,
        RoleKind.CITY_OFFICE,
        RoleKind.SUPERVISOR,
    }
)


def may_see(actor: Actor, scope: Scope) -> Verdict:
    covered = scope.region is not None and actor.covers(scope.region.path, *SEES_BOARDS)
    return first_denial((covered, "这个范围不在您的职责之内"))


def widest_role(actor: Actor) -> ActiveRole | None:
    """The role that opens the widest board, or None."""
    roles = actor.holding(*SEES_BOARDS)
    return min(roles, key=lambda role: role.region_path.count("/"), default=None)
