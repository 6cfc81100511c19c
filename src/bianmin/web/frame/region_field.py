"""住址: a village or community found by its name, and the house; no map and no script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.regions.models import Region
from bianmin.regions.queries import search

LEVELS = ("village", "township")
MOST = 8
LONGEST = 60


class RegionInput(forms.Widget):
    """Two boxes, the place by name and the house; and the places to choose from, when many fit."""

    template_name = "frame/widgets/region.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return {part: str(data.get(f"{name}_{part}", "")).strip() for part in _PARTS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}_words" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = dict(value or {})
        words = str(given.get("words") or given.get("place") or "")
        many = candidates(words) if "words" in given else []
        context["widget"] |= {
            "words": words,
            "detail": given.get("detail", ""),
            "many": [(str(one.pk), full_name(one)) for one in many] if len(many) > 1 else [],
            "chosen": str(given.get("region", "")),
            "longest": LONGEST,
        }
        return context


class RegionField(forms.Field):
    """住址: cleaned to the place, its number and the house."""

    widget = RegionInput

    def clean(self, value: Mapping[str, str]) -> dict[str, Any] | None:
        words = (value or {}).get("words", "")[:LONGEST]
        if not words:
            if self.required:
                raise forms.ValidationError("请写村或社区的名字")
            return None
        found = candidates(words)
        chosen = [one for one in found if str(one.pk) == value.get("region")] or found
        if not found:
            raise forms.ValidationError("没有找到这个村（社区），换个写法试试")
        if len(chosen) > 1:
            raise forms.ValidationError("有几个地方叫这个名字，请选一个")
        told = {"region": chosen[0].pk, "place": full_name(chosen[0])}
        detail = value.get("detail", "")[:LONGEST]
        return told | ({"detail": detail} if detail else {})


def candidates(words: str) -> list[Region]:
    """可能的地方: villages and townships of today; one that is written in full stands alone."""
    names = words.split()
    found = [one for one in search(names[-1], limit=30) if one.level in LEVELS] if names else []
    told = "".join(names)
    exact = [one for one in found if full_name(one).replace(" ", "") == told]
    return exact or [one for one in found if _fits(full_name(one), names)][:MOST]


def full_name(place: Region) -> str:
    """Return `东昌府区 古楼街道 古楼社区`."""
    parts, here = [place.name], place
    while here.level in LEVELS and here.parent is not None:
        here = here.parent
        parts.append(here.name)
    return " ".join(reversed(parts))


def _fits(name: str, words: list[str]) -> bool:
    return all(word in name for word in words[:-1])


_PARTS = ("words", "region", "detail")
