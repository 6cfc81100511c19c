"""我要办: what a visitor picks from, by her own words, area, life event, way and audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from bianmin.catalogue import finding, queries
from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.queries import WAYS, Ways, way_counts, ways_of
from bianmin.catalogue.shipped import area_faces, life_events
from bianmin.web.frame.templatetags.frame import NEAR

MOST_FOUND = 200
LONGEST_WORDS = 40
LONGEST_AREA = 20
AUDIENCES: Mapping[str, str] = {"person": "自然人", "business": "法人"}
AUDIENCE_WORDS: Mapping[str, str] = {"person": "个人", "business": "企业和组织"}
KEYS = ("q", "area", "event", "way", "for")


@dataclass(frozen=True)
class Wish:
    """要找的: the words or the shelf; what is not known is left out."""

    q: str = ""
    area: str = ""
    event: str = ""
    way: str = ""
    audience: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Wish:
        event = asked.get("event", "")
        way, audience = asked.get("way", ""), asked.get("for", "")
        return cls(
            q=asked.get("q", "").replace("\0", "").strip()[:LONGEST_WORDS],
            area=asked.get("area", "").replace("\0", "")[:LONGEST_AREA],
            event=event if event in _events() else "",
            way=way if way in WAYS else "",
            audience=audience if audience in AUDIENCES else "",
        )

    def __bool__(self) -> bool:
        return any((self.q, self.area, self.event, self.way, self.audience))

    def query(self, **changed: str) -> str:
        """Return the query string of this wish with something changed."""
        values = (self.q, self.area, self.event, self.way, self.audience)
        asked = dict(zip(KEYS, values, strict=True)) | changed
        return urlencode({key: value for key, value in asked.items() if value})

    @property
    def title(self) -> str:
        parts = [
            f"找“{self.q}”" if self.q else "",
            plain_area(self.area) if self.area else "",
            _events()[self.event].name if self.event else "",
            AUDIENCE_WORDS[self.audience] + "的事" if self.audience else "",
            NEAR[self.way][1] if self.way else "",
        ]
        return " · ".join(part for part in parts if part) or "全部能办的事"


@dataclass(frozen=True)
class Choice:
    """一格: a way into the shelf and how many items it holds."""

    label: str
    count: int
    query: str
    icon: str = ""
    note: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class LifeEvent:
    """人生大事: what happens in a life, and the codes of what must be seen to then."""

    code: str
    name: str
    says: str
    icon: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """一条: an item and where it is handled for the visitor's place."""

    item: ServiceItem
    ways: Ways

    @property
    def guide(self) -> Mapping[str, Any]:
        return self.item.current.guide if self.item.current else {}


def picked(wish: Wish) -> QuerySet[ServiceItem] | list[ServiceItem]:
    """Return what the wish names but for the way; by words the best first, else the most wanted."""
    if wish.q:
        return finding.found(wish.q, most=MOST_FOUND)
    items = queries.active()
    if wish.area:
        items = items.filter(area=wish.area)
    if wish.event:
        items = items.filter(code__in=_events()[wish.event].items)
    if wish.audience:
        told = queries.serving(AUDIENCES[wish.audience])
        items = items.filter(current__guide__audience__in=told)
    return items


def narrowed(
    items: QuerySet[ServiceItem] | list[ServiceItem], wish: Wish, unit: int | None
) -> QuerySet[ServiceItem] | list[ServiceItem]:
    """Keep the items that can be had the wished way in a unit."""
    if not wish.way:
        return items
    if isinstance(items, list):
        ways = ways_of(items, unit)
        return [item for item in items if wish.way in ways[item.pk].names]
    return items.filter(queries.handled(wish.way, unit))


def way_choices(
    items: QuerySet[ServiceItem] | list[ServiceItem], wish: Wish, unit: int | None
) -> list[Choice]:
    """Return 全部, 村里办, 镇里办, 网上办 and 可以代办, each with what a tap on it shows."""
    if isinstance(items, list):
        names = [found.names for found in ways_of(items, unit).values()]
        counts = {way: sum(way in each for each in names) for way in WAYS} | {"all": len(items)}
    elif not replace(wish, way=""):
        counts = queries.way_counts_of_all(unit)
    else:
        counts = way_counts(items, unit)
    labels = {"all": "全部"} | {way: NEAR[way][1] for way in WAYS}
    return [
        Choice(
            label,
            counts[key],
            wish.query(way="" if key == "all" else key),
            is_current=wish.way == ("" if key == "all" else key),
        )
        for key, label in labels.items()
    ]


def area_choices() -> list[Choice]:
    """Return the areas in the plan's order, in plain words, with how many items each holds."""
    faces = _faces()
    counted = sorted(
        queries.areas(), key=lambda area: int(faces.get(area.name, {}).get("order", 99))
    )
    return [
        Choice(
            plain_area(area.name),
            area.items,
            urlencode({"area": area.name}),
            icon=str(faces.get(area.name, {}).get("icon", "doc")),
            note=area.name,
        )
        for area in counted
    ]


def event_choices() -> list[Choice]:
    """Return the life events that have items, with how many."""
    codes = {code for event in _events().values() for code in event.items}
    rows = queries.active().order_by().filter(code__in=codes)
    known = set(rows.values_list("code", flat=True))
    events = ((event, len(known & set(event.items))) for event in _events().values())
    return [
        Choice(event.name, count, urlencode({"event": event.code}), event.icon, event.says)
        for event, count in events
        if count
    ]


def audience_choices() -> list[Choice]:
    """Return 个人 and 企业和组织 with how many items each has."""
    counts = queries.audience_counts()
    return [
        Choice(words, counts.get(AUDIENCES[key], 0), urlencode({"for": key}))
        for key, words in AUDIENCE_WORDS.items()
    ]


def hits(items: list[ServiceItem], unit: int | None) -> list[Hit]:
    ways = ways_of(items, unit)
    return [Hit(item, ways[item.pk]) for item in items]


def plain_area(area: str) -> str:
    """Return what villagers call an area of the plan."""
    return str(_faces().get(area, {}).get("plain_name", area))


@cache
def _faces() -> Mapping[str, Mapping[str, Any]]:
    return area_faces()


@cache
def _events() -> Mapping[str, LifeEvent]:
    return {
        event["code"]: LifeEvent(
            event["code"], event["name"], event["says"], event["icon"], tuple(event["items"])
        )
        for event in life_events()
    }
