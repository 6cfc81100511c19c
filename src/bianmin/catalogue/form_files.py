"""随附申请表: forms as people write them, with blocks used again, read into JSON Schema.

`data/forms/<code>.json` holds sections → topics → fields; a field says its kind, its words and,
where it differs from what the kind begins with, its rule. `{"block": "bank"}` stands for the
fields of `data/blocks/bank.json`, wholly or `from` one `to` another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from bianmin.rules.form_kinds import new_rule
from bianmin.rules.forms import DIALECT, HINTS, ORDER

Written = Mapping[str, Any]
TOLD = ("label", "kind", "hint", "labels", "unit", "row", "when", "prefill", "block")


@cache
def shipped_forms() -> Mapping[str, dict[str, Any]]:
    """所有随附申请表: item code → its form."""
    files = (entry for entry in _data("forms").iterdir() if entry.name.endswith(".json"))
    return {entry.name.removesuffix(".json"): form_of(_read(entry)) for entry in files}


@cache
def blocks() -> Mapping[str, dict[str, Any]]:
    """公用题组: key → its title and fields, for any form."""
    files = (entry for entry in _data("blocks").iterdir() if entry.name.endswith(".json"))
    return {entry.name.removesuffix(".json"): _read(entry) for entry in files}


def form_of(written: Written) -> dict[str, Any]:
    """读申请表: the JSON Schema that a written form stands for."""
    fields: list[tuple[str, dict[str, Any], bool]] = []
    page = 0
    for section in written["sections"]:
        for topic in section["topics"]:
            page += 1
            told = {"page": page, "title": topic["title"], "section": section["title"]}
            fields += [_field(one, told) for one in _unfolded(topic["fields"])]
    return {"title": written["title"]} | _object(fields)


def block_fields(key: str, topic: Mapping[str, Any]) -> list[tuple[str, dict[str, Any], bool]]:
    """题组的项: (name, rule, required) of each field of a block, on one page of a form."""
    return [_field(one, topic) for one in _unfolded([{"block": key}])]


def _object(fields: Iterable[tuple[str, dict[str, Any], bool]]) -> dict[str, Any]:
    told = list(fields)
    return {
        "$schema": DIALECT,
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, _, wanted in told if wanted],
        "properties": {name: rule for name, rule, _ in told},
        ORDER: [name for name, _, _ in told],
    }


def _unfolded(fields: Iterable[Written]) -> Iterator[Written]:
    for one in fields:
        if "label" in one:
            yield one
            continue
        inside = blocks()[one["block"]]["fields"]
        chosen = inside[int(one.get("from", 1)) - 1 : int(one.get("to", len(inside)))]
        yield from (dict(field) | {"block": one["block"]} for field in chosen)


def _field(written: Written, topic: Mapping[str, Any]) -> tuple[str, dict[str, Any], bool]:
    kind = written["kind"]
    rule = new_rule(kind, written.get("labels")) | written.get("rule", {})
    if kind == "table":
        rows = _object(_field(one, {"page": 1, "title": ""}) for one in written["rows"])
        rule["items"] = {key: value for key, value in rows.items() if key != "$schema"}
    said = {key: written[key] for key in TOLD if key in written}
    told = {HINTS: said | ({"topic": dict(topic)} if topic["title"] else {})}
    return str(written["name"]), rule | told, bool(written.get("required", True))


def _data(folder: str) -> Traversable:
    return resources.files("bianmin.catalogue") / "data" / folder


def _read(entry: Traversable) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(entry.read_text(encoding="utf-8"))
    return read
