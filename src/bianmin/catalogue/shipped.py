"""随附事项: the sample items that ship with the package, marked 示例; a file of `data/` an area."""

from __future__ import annotations

import json
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from bianmin.catalogue.form_files import shipped_forms

BESIDE = frozenset({"schema.json", "areas.json", "themes.json", "words.json", "bundles.json"})


def shipped_items() -> list[dict[str, Any]]:
    """Return every shipped item with its guide and form, in the order of their codes."""
    return sorted(_items(), key=lambda item: str(item["code"]))


def life_events() -> list[dict[str, Any]]:
    """Return the life events (人生大事) that have items, each with their codes."""
    loaded = json.loads((_data() / "themes.json").read_text(encoding="utf-8"))
    return [event for event in loaded["themes"] if event["items"]]


def shipped_bundles() -> list[dict[str, Any]]:
    """Return the bundles (一链办理) that ship with the package, marked 示例."""
    loaded = json.loads((_data() / "bundles.json").read_text(encoding="utf-8"))
    return list(loaded["bundles"])


def area_faces() -> dict[str, dict[str, Any]]:
    """Return area → its plain name, icon and place in the plan's order."""
    loaded = json.loads((_data() / "areas.json").read_text(encoding="utf-8"))
    return {str(area["name"]): area for area in loaded["areas"]}


def _data() -> Traversable:
    return resources.files("bianmin.catalogue") / "data"


def _items() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for entry in _data().iterdir():
        if entry.name.endswith(".json") and entry.name not in BESIDE:
            found += json.loads(entry.read_text(encoding="utf-8"))["items"]
    forms = shipped_forms()
    return [
        item | {"form_schema": forms[item["code"]]} if item["code"] in forms else item
        for item in found
    ]
