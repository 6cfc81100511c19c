"""随附事项: the sample items that ship with the package, marked 示例."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

NOT_ITEMS = frozenset({"schema.json", "areas.json", "themes.json"})


def shipped_items() -> list[dict[str, Any]]:
    """Return every shipped item with its guide and form, in the order of their codes."""
    found: list[dict[str, Any]] = []
    for entry in resources.files("bianmin.catalogue").joinpath("data").iterdir():
        if entry.name.endswith(".json") and entry.name not in NOT_ITEMS:
            loaded = json.loads(entry.read_text(encoding="utf-8"))
            found += loaded if isinstance(loaded, list) else loaded["items"]
    return sorted(found, key=lambda item: str(item["code"]))


def life_events() -> list[dict[str, Any]]:
    """Return the life events (人生大事) with the codes of their items."""
    text = resources.files("bianmin.catalogue").joinpath("data/themes.json").read_text("utf-8")
    loaded = json.loads(text)
    return list(loaded if isinstance(loaded, list) else loaded["themes"])
