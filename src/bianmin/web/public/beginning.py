"""开始申请: an item, where one lives, and whether it is offered there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bianmin.cases.models import Draft
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.queries import modes_of, required_materials, version_of
from bianmin.catalogue.scenarios import form_in, leaf_in, scenario_name, tree_in
from bianmin.regions.models import Region
from bianmin.regions.queries import search
from bianmin.rules.errors import Conflict, NotFound
from bianmin.rules.forms import topics
from bianmin.web.public import drafts
from bianmin.web.public.asking import APPLY, questions_url
from bianmin.web.public.forms.applying import HomeForm, address_of
from bianmin.web.public.steps import next_step, steps_of
from bianmin.wire.requests import Request

MOST_PLACES = 8
ELSEWHERE = "elsewhere"
HOMES = ("village", "township")


@dataclass(frozen=True)
class Beginning:
    """开始页: the item as it is published now, and the places that may be home."""

    version: ItemVersion
    scenario: str
    form: HomeForm
    words: str
    home: Region | None  # chosen before, and not to be asked again
    unfinished: Sequence[Draft]

    def context(self, request: Request) -> dict[str, Any]:
        materials = required_materials(self.version, self.scenario)
        return {
            "version": self.version,
            "item": self.version.item,
            "form": self.form,
            "words": self.words,
            "home": self.home,
            "address": address_of(self.home) if self.home else "",
            "scenario": self.scenario,
            "scenario_name": scenario_name(self.version, self.scenario),
            "again_url": questions_url(self.version, (), APPLY),
            "topics": [title for title, _ in topics(form_in(self.version, self.scenario))],
            "to_photograph": [m for m in materials if not m.get("shared")],
            "shared": [m for m in materials if m.get("shared")],
            "drafts": [(draft, _next(draft)) for draft in self.unfinished],
            "tab": "apply",
        }


def beginning_of(request: Request, code: str) -> Beginning:
    """Return the start of an application; NotFound when the item cannot be asked for."""
    version = version_of(code)
    if version is None:
        raise NotFound("没有这件事，或者现在不办了，请回首页再找一找")
    words = request.GET.get("words", "").strip()[:40]
    sent = request.POST if request.method == "POST" else None
    asked = (sent or request.GET).get("scenario", "")
    scenario = asked if leaf_in(version, asked) else ""
    chosen = _number(sent.get("place", "")) if sent else chosen_home(request)
    places = places_named(words, chosen)
    form = HomeForm(sent, places=places, chosen=places[0].pk if len(places) == 1 else chosen)
    keeps = places and not words and ELSEWHERE not in request.GET
    mine = [draft for draft in drafts.here(request) if _is_of(draft, version)]
    return Beginning(version, scenario, form, words, places[0] if keeps else None, mine)


def _is_of(draft: Draft, version: ItemVersion) -> bool:
    return draft.bundle_id is None and draft.version.item_id == version.item_id


def must_ask_first(start: Beginning) -> str:
    """Return the address of the questions while they are not answered; blank where none are."""
    if start.scenario or tree_in(start.version) is None:
        return ""
    return questions_url(start.version, (), APPLY)


def chosen_home(request: Request) -> int:
    """Return the place this browser has chosen before, or 0."""
    return _number(request.GET.get("place", "") or request.COOKIES.get("place", ""))


def home_of(pk: int) -> Region:
    """Return a village or township of today."""
    found = Region.objects.filter(pk=pk, level__in=HOMES, valid_to__isnull=True)
    place = found.select_related("parent__parent").first()
    if place is None:
        raise NotFound("没有这个村（社区），请重新选择")
    return place


def require_offered(version: ItemVersion, home: Region) -> None:
    """Refuse what the county or zone of this home does not offer."""
    if not modes_of(version.item_id, home.unit):
        raise Conflict("您住的地方还没有开办这件事，请打 12345 问一问到哪里办")


def places_named(words: str, chosen: int) -> list[Region]:
    found = [p for p in search(words, limit=30) if p.level in HOMES][:MOST_PLACES]
    if chosen and chosen not in {place.pk for place in found}:
        kept = Region.objects.filter(pk=chosen, level__in=HOMES, valid_to__isnull=True)
        found += list(kept.select_related("parent__parent"))
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _next(draft: Draft) -> str:
    return next_step(steps_of(draft, is_known=False)).url
