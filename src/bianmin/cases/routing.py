"""去哪办: the centre that handles a village's cases, and where an online one comes in."""

from __future__ import annotations

from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.sites.models import Site
from bianmin.sites.queries import center_of


def route(place: Region) -> tuple[Site, Site]:
    """Return (handling site, intake site) of an online application from a village or township."""
    township = place.parent if place.level == "village" else place
    center = center_of(township) if township and township.level == "township" else None
    if center is None:
        raise NotFound("这个地方还没有便民服务中心，请打 12345")
    return center, center
