"""Where to go after signing in: a page of ours, never another host's."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.rules.roles import ADMINISTRATORS, RoleKind
from bianmin.wire.own_address import is_ours

FIELD_ROLES = (RoleKind.AGENT,)
DESK_ROLES = (
    RoleKind.STATION_CLERK,
    RoleKind.CLERK,
    RoleKind.REVIEWER,
    RoleKind.CENTER_HEAD,
    RoleKind.COUNTY_REVIEWER,
)
CONSOLE_ROLES = (
    RoleKind.COUNTY_BUREAU,
    RoleKind.COUNTY_OFFICE,
    RoleKind.CITY_BUREAU,
    RoleKind.CITY_OFFICE,
    RoleKind.SUPERVISOR,
    *sorted(ADMINISTRATORS),
)
LANDINGS = ((DESK_ROLES, "/desk/"), (FIELD_ROLES, "/field/"), (CONSOLE_ROLES, "/console/"))


def next_page(request: HttpRequest, default: str) -> str:
    """Return the wished page when it is ours, else the default."""
    wished = request.GET.get("next", "")
    return wished if is_ours(wished) else default


def onward(request: HttpRequest, route: str) -> str:
    """Return the address of the next step, which keeps the wished page."""
    wished = request.GET.get("next", "")
    return reverse(route) + (f"?{urlencode({'next': wished})}" if is_ours(wished) else "")


def landing(actor: Actor) -> str:
    """Return the surface where this actor works."""
    return next((path for roles, path in LANDINGS if actor.has(*roles)), "/staff/security/")
