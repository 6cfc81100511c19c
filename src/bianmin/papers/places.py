"""找谁: the site where a paper is given out and the centre above it, with hours and phones."""

from __future__ import annotations

from dataclasses import dataclass

from bianmin.regions.models import Region
from bianmin.rules.naming import SiteKind
from bianmin.sites import hours
from bianmin.sites.models import Site
from bianmin.sites.queries import center_of

SEASONS = (("summer", "5–9月"), ("winter", "10–4月"))


@dataclass(frozen=True)
class Door:
    """一处: where to go, when it is open, and its phone."""

    name: str
    address: str
    hours: tuple[str, ...]
    phone: str


def doors_of(site: Site | None) -> tuple[Door, ...]:
    """两处: the site itself first, then the centre of its township; nothing without a site."""
    if site is None:
        return ()
    center = None if site.kind in (SiteKind.CENTER, SiteKind.HALL) else _center_above(site)
    return tuple(_door(place) for place in (site, center) if place)


def _center_above(site: Site) -> Site | None:
    township: Region | None = site.region
    while township is not None and township.level != "township":
        township = township.parent
    return center_of(township) if township else None


def _door(site: Site) -> Door:
    return Door(site.name, site.address or site.region.name, _hours(site), site.phone)


def _hours(site: Site) -> tuple[str, ...]:
    """Working days, by season; one line where both seasons are alike."""
    week = hours.week_of(site.hours)
    lines = {label: "、".join(map(str, week[key])) for key, label in SEASONS}
    if len(set(lines.values())) == 1:
        return (next(iter(lines.values())),)
    return tuple(f"{label} {spans}" for label, spans in lines.items())
