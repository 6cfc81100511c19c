"""版面: what every page of a person's own shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bianmin.regions.models import Region
from bianmin.rules.roles import ADMINISTRATORS, LABELS, STAFF
from bianmin.sites.models import Site
from bianmin.wire.requests import Request

OWN = tuple(sorted(STAFF - ADMINISTRATORS))
"""谁有本人的页: everybody who works with cases or runs those who do; administrators learn nothing
here and stand at no post."""

TABS = (
    ("home", "我的", "user", "me:home"),
    ("leave", "请假", "clock", "me:leave"),
    ("learning", "学习", "study", "me:learning"),
)


def page(
    request: Request, template: str, context: dict[str, Any], *, tab: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of the person's own with its tabs."""
    role = request.actor.roles[0]
    around = {
        "workplace": _workplace(role.site_id, role.region_id),
        "duty_label": LABELS[role.kind],
        "tabs": [(label, icon, reverse(to), key == tab) for key, label, icon, to in TABS],
    }
    return render(request, template, around | context, status=status)


def _workplace(site_id: int | None, region_id: int) -> str:
    if site_id is not None:
        return Site.objects.values_list("name", flat=True).get(pk=site_id)
    return Region.objects.values_list("name", flat=True).get(pk=region_id)
