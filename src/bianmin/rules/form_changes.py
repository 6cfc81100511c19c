"""申请表改动: what differs between two forms of one item, in words for whoever is filling it in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bianmin.rules.forms import HINTS, Form, Rule, hints, in_order, is_table, label_of

SHOWN = ("label", "hint", "labels", "unit", "kind", "when")


def changes(old: Form, new: Form) -> list[str]:
    """改了什么: every field that came, went, or asks for something else, in the new order."""
    return list(_changes(old, new, ""))


def _changes(old: Form, new: Form, inside: str) -> Iterator[str]:
    before, after = dict(in_order(old)), dict(in_order(new))
    for name, rule in after.items():
        words = f"{inside}“{label_of(name, rule)}”"
        if name not in before:
            yield f"新问一项：{words}"
        elif (name in new.get("required", ())) != (name in old.get("required", ())):
            yield f"{words}现在{'要填' if name in new.get('required', ()) else '可以不填'}"
        elif _said(before[name]) != _said(rule):
            yield f"改了问法：{words}"
        if name in before and is_table(rule) and is_table(before[name]):
            table = f"表格“{label_of(name, rule)}”的"
            yield from _changes(before[name]["items"], rule["items"], table)
    for name, rule in before.items():
        if name not in after:
            yield f"不再问：{inside}“{label_of(name, rule)}”"


def _said(rule: Rule) -> dict[str, Any]:
    """What of a field matters to whoever answers it: not where it stands, nor how it is kept."""
    told = {key: hints(rule)[key] for key in SHOWN if key in hints(rule)}
    own = {key: value for key, value in rule.items() if key not in (HINTS, "items", "examples")}
    if not is_table(rule) and "items" in rule:
        own["items"] = rule["items"]
    return own | {HINTS: told}
