"""走别的门: where an item that opens no case is asked for."""

from __future__ import annotations

from django.urls import reverse

from bianmin.web.public.nearest import nearby_of
from bianmin.wire.requests import Request


def door_url(request: Request) -> str:
    """去哪里申请: the page of the centre nearby; all sites while no place is chosen."""
    center = nearby_of(request).center
    return reverse("public:mediation", args=[center.pk]) if center else reverse("public:sites")
