"""离您最近的帮手: the agent of the visitor's village, else the site that serves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse

from bianmin.assistance.queries import Serving, agent_for
from bianmin.sites.models import Site
from bianmin.sites.queries import center_of, coverage_of, is_open
from bianmin.web.frame.hours import hours_words
from bianmin.web.frame.publisher import HOTLINE
from bianmin.web.public.place import Place, place_of
from bianmin.wire.requests import Request
from bianmin.workforce.queries.duty import attendant


@dataclass(frozen=True)
class Helper:
    """帮手: whom to call, and whether anybody is there now."""

    name: str
    role: str
    site: str
    url: str
    phone: str
    on_duty: bool
    hours: str


@dataclass(frozen=True)
class Nearby:
    """就近服务: the station of a village, the centre of its township, and whom to ask."""

    station: Site | None
    center: Site | None
    helper: Helper | None


def nearby_of(request: HttpRequest) -> Nearby:
    """Return what is near the visitor's place, read once a request; nothing without a place."""
    kept: Any = request
    if not hasattr(kept, "nearby"):
        place = place_of(request)
        at = cast(Request, request).at
        kept.nearby = _nearby(place, at) if place else Nearby(None, None, None)
    return cast(Nearby, kept.nearby)


def helper_of(request: HttpRequest) -> Helper | None:
    """Return the nearest helper, or None while no place is chosen."""
    return nearby_of(request).helper


def _nearby(place: Place, at: datetime) -> Nearby:
    serving = [row.site for row in coverage_of(place.village)] if place.village else []
    center = center_of(place.township)
    ids = [s.pk for s in serving]
    found = agent_for(ids, place.village, at=at) if place.village else None
    agent = found.role if found else None
    station = serving[0] if serving else None
    where = agent.site if agent and agent.site else station or center
    helper = _helper(where, center, found, at) if where else None
    return Nearby(station, center, helper)


def _helper(site: Site, center: Site | None, found: Serving | None, at: datetime) -> Helper:
    agent = found.role if found else None
    there = attendant(site, agent.user if agent else None, at=at)
    own = there.phone if there else ""
    phone = own or site.phone or (center.phone if center else "") or HOTLINE
    return Helper(
        name=((there and there.name) or agent.user.display_name) if agent else site.name,
        role="村代办员" if agent else "",
        site=site.name if agent else "",
        url=reverse("public:site", args=[site.pk]),
        phone=phone,
        on_duty=there.is_there if there else is_open(site, at) and not (found and found.is_away),
        hours=hours_words(site, at),
    )
