"""答案变成填写: answers as a page sends them, to put what is known among what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bianmin.rules.form_kinds import UPLOADED
from bianmin.rules.forms import Form, Rule, in_order, is_table, kind_of


def typed_answers(form: Form, answers: Mapping[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """填写: each name of the page with its values; files cannot be typed."""
    sent: dict[str, list[str]] = {}
    for name, rule in in_order(form):
        if name in answers and kind_of(rule) not in UPLOADED:
            sent |= _typed(f"{prefix}{name}", rule, answers[name])
    return sent


def _typed(name: str, rule: Rule, value: Any) -> dict[str, list[str]]:
    if is_table(rule):
        rows = [typed_answers(rule["items"], row, f"{name}-{n}-") for n, row in enumerate(value)]
        return {key: one for row in rows for key, one in row.items()}
    if kind_of(rule) == "date":
        day = date.fromisoformat(value)
        parts = (day.year, day.month, day.day)
        return {f"{name}_{n}": [str(part)] for n, part in enumerate(parts)}
    if kind_of(rule) == "region":
        told = {"words": "place", "region": "region", "detail": "detail"}
        return {f"{name}_{part}": [str(value.get(key, ""))] for part, key in told.items()}
    if isinstance(value, list):
        return {name: [str(one) for one in value]}
    return {name: ["on"]} if value is True else {name: [] if value is False else [str(value)]}
