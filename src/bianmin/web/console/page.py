"""版面: what every page of the console shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bianmin.regions.queries import unit_name
from bianmin.rules.roles import LABELS, RoleKind
from bianmin.web.console.nav import nav_items
from bianmin.wire.requests import Request


def page(
    request: Request, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the console with its navigation and whose desk it is."""
    role = min(request.actor.roles, key=lambda r: r.region_path.count("/"))
    around = {
        "nav_items": nav_items(request),
        "workplace": unit_name(role.unit),
        "duty": LABELS[RoleKind(role.kind)],
    }
    return render(request, template, around | context, status=status)
