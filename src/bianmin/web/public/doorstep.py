"""家门口: what the home pages show of the catalogue, the visitor's cases and her township."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bianmin.accounts.actor import Actor
from bianmin.cases import queries as cases
from bianmin.catalogue import queries as catalogue
from bianmin.catalogue.models import ServiceItem
from bianmin.reports.board import Period, counts, township_scope
from bianmin.reports.indicators import BY_KEY
from bianmin.web.public.guides import fee_words
from bianmin.web.public.own import Line, lines
from bianmin.web.public.place import Place
from bianmin.web.public.shelf import Hit, hits

TILES = 8
PER_AREA = 2
ELDER_AREAS = ("老年人优待", "养老保险", "医疗保险", "水电气暖缴费")
RUNNING_SHOWN = 2
MONTHLY = (("completed", "办了"), ("on_time", "按时办结"), ("rated_well", "好评"))
NEAR_WORDS = {
    "village": "村里就能办",
    "online": "手机上就能办",
    "township": "到镇里办",
    "county": "到县里办",
}


@dataclass(frozen=True)
class Running:
    """正在办理: how many open cases a resident has, and how the newest of them stand."""

    total: int
    shown: tuple[Line, ...]


@dataclass(frozen=True)
class Said:
    """一句话: an item with where and for how much it is done, in one line."""

    hit: Hit
    words: str


def favourites(unit: int | None) -> list[Hit]:
    """Return what is asked for most, at most two of one area so that the tiles tell a range."""
    return hits(_spread(catalogue.active()[: TILES * 8], PER_AREA, TILES), unit)


def for_elders(unit: int | None) -> list[Said]:
    """Return the most wanted item of each area that old people come for."""
    wanted = catalogue.active().filter(area__in=ELDER_AREAS)
    found = hits(_spread(wanted, 1, len(ELDER_AREAS)), unit)
    found.sort(key=lambda hit: ELDER_AREAS.index(hit.item.area))
    return [Said(hit, _said(hit)) for hit in found]


def running_cases(actor: Actor, today: date) -> Running | None:
    """Return the open cases of a signed-in resident, the newest first; None for a stranger."""
    if actor.person_id is None:
        return None
    mine = cases.mine(actor.person_id).filter(closed_at__isnull=True)
    total = mine.count()
    return Running(total, tuple(lines(mine[:RUNNING_SHOWN], today)) if total else ())


def month_here(place: Place | None, today: date) -> list[dict[str, str]]:
    """Return this month's figures of the visitor's township with their definitions.

    Nothing before anything was completed: no base is no hundred per cent.
    """
    if place is None:
        return []
    days = township_scope(place.township).days()
    sums = counts(days, Period(today.replace(day=1), today))
    known = ((label, BY_KEY[key]) for key, label in MONTHLY)
    figures = [(label, indicator, indicator.of(sums)) for label, indicator in known]
    return [
        {
            "label": label,
            "value": f"{value:g}",
            "unit": indicator.unit,
            "definition": indicator.definition,
        }
        for label, indicator, value in figures
        if value
    ]


def _said(hit: Hit) -> str:
    fee, _ = fee_words(hit.guide.get("fee", {}))
    return f"{NEAR_WORDS[hit.ways.nearest]}，{fee}"


def _spread(items: Iterable[ServiceItem], per_area: int, most: int) -> list[ServiceItem]:
    taken: dict[str, int] = {}
    chosen: list[ServiceItem] = []
    for item in items:
        if taken.get(item.area, 0) < per_area and len(chosen) < most:
            taken[item.area] = taken.get(item.area, 0) + 1
            chosen.append(item)
    return chosen
