"""自助机的书架: what this site offers, by area, in pages; what was chosen lies in the visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.shipped import area_faces
from bianmin.papers.queries import versions_for
from bianmin.sites.models import Site

PER_PAGE = 8  # of a page that stands upright, each as high as a finger
KEYS = ("area", "number", "item")


@dataclass(frozen=True)
class Area:
    """一格: an area in plain words, and the plain names of the site's items in it."""

    key: str
    name: str
    items: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Shelf:
    """书架: the areas, or the items of the chosen one, or the chosen item."""

    areas: tuple[Area, ...]
    key: str  # of the chosen area; blank while none is chosen
    area: str  # in plain words
    page: Page[ItemVersion]
    chosen: ItemVersion | None


def shelf_of(site: Site, kept: Mapping[str, Any], today: date) -> Shelf:
    """书架: as this visit has it before it; what the site does not offer cannot be chosen."""
    faces, versions = area_faces(), versions_for(site, today)
    held: dict[str, list[str]] = {}
    for version in versions:
        held.setdefault(version.item.area, []).append(version.item.plain_name)
    area = kept.get("area", "") if kept.get("area", "") in held else ""
    here = [version for version in versions if version.item.area == area]
    order = sorted(held, key=lambda name: (int(faces.get(name, {}).get("order", 99)), name))
    return Shelf(
        tuple(Area(name, _plain(faces, name), tuple(held[name])) for name in order),
        area,
        _plain(faces, area) if area else "",
        Paginator(here, PER_PAGE).get_page(kept.get("number", 1)),
        next((one for one in here if one.item.code == kept.get("item")), None),
    )


def _plain(faces: Mapping[str, Mapping[str, Any]], area: str) -> str:
    return str(faces.get(area, {}).get("plain_name", area))
