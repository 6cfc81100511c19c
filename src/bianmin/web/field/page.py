"""版面: what every page of the agent shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.wire.requests import Request


def page(
    request: Request, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page for the agent with the name of the site."""
    role = request.actor.holding(RoleKind.AGENT)[0]
    here = Site.objects.filter(pk=role.site_id or 0)
    name = here.values_list("name", flat=True).first()
    return render(request, template, {"workplace": name or "", **context}, status=status)
