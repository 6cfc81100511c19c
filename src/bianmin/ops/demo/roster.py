"""演示账号: one login of each role, for whoever tries the product."""

from __future__ import annotations

from bianmin.accounts.models import Role
from bianmin.rules.roles import LABELS, RoleKind


def one_of_each() -> list[dict[str, str]]:
    """Return role, login and place of one demo account for each role, townships of one place."""
    found: dict[str, dict[str, str]] = {}
    roles = (
        Role.objects.filter(user__is_demo=True, ends_at__isnull=True)
        .select_related("user", "region", "site")
        .order_by("region__level", "id")
    )
    for kind in RoleKind:
        role = roles.filter(kind=kind.value).first()
        if role is not None:
            found[kind.value] = {
                "role": LABELS[kind],
                "login": role.user.login,
                "place": role.site.name if role.site else role.region.name,
            }
    return list(found.values())
