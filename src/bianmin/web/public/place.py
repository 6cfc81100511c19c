"""所在地: the village (or only the township) that a visitor has chosen, kept in a cookie.

It decides which agent is nearest and where things are handled. It is no personal record: the
cookie holds the number of a place and nothing of the visitor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bianmin.accounts.models import Person
from bianmin.regions.models import Region
from bianmin.regions.queries import successors
from bianmin.wire.requests import Request

COOKIE = "place"
YEAR = 366 * 24 * 3600
NUMBER = re.compile(r"[0-9]{1,9}")
LEVELS = ("township", "village")


@dataclass(frozen=True)
class Place:
    """所在地: a current village or township, with all that it lies in."""

    region: Region

    @property
    def village(self) -> Region | None:
        return self.region if self.region.level == "village" else None

    @property
    def township(self) -> Region:
        return cast(Region, self.region.parent) if self.village else self.region

    @property
    def unit(self) -> int:
        return self.region.unit

    @property
    def name(self) -> str:
        return self.region.name

    @property
    def short(self) -> str:
        """Township and village: as much as fits beside the name of the site on a phone."""
        return " · ".join(each.name for each in (self.township, self.village) if each)

    def __str__(self) -> str:
        county = cast(Region, self.township.parent)
        lineage = (county, self.township, *filter(None, [self.village]))
        return " · ".join(region.name for region in lineage)


def place_of(request: HttpRequest) -> Place | None:
    """Return the place of this visitor, read once a request."""
    kept: Any = request
    if not hasattr(kept, "chosen_place"):
        kept.chosen_place = _chosen(request) or _registered(request)
    return cast("Place | None", kept.chosen_place)


def unit_of(request: HttpRequest) -> int | None:
    """Return the reporting unit of the visitor's place, or None while none is chosen."""
    place = place_of(request)
    return place.unit if place else None


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice of the visitor's for a year; scripts cannot read it."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def current_place(region_id: int) -> Place | None:
    """Return the place of this number; what it became, if it was merged or renamed."""
    regions = Region.objects.filter(level__in=LEVELS).select_related("parent__parent")
    region = regions.filter(pk=region_id).first()
    if region is not None and region.valid_to is not None:
        today = successors(region)
        region = regions.filter(pk=today[0].pk).first() if len(today) == 1 else None
    return Place(region) if region else None


def _chosen(request: HttpRequest) -> Place | None:
    number = request.COOKIES.get(COOKIE, "")
    return current_place(int(number)) if NUMBER.fullmatch(number) else None


def _registered(request: HttpRequest) -> Place | None:
    """The village where a signed-in resident is registered."""
    actor = getattr(cast(Request, request), "actor", None)
    if actor is None or actor.person_id is None:
        return None
    village = Person.objects.filter(pk=actor.person_id).values_list("village", flat=True).first()
    return current_place(village) if village else None
