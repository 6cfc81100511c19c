"""申请表答案的样子: every answer in words, as an audience may see it; a row of a table a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bianmin.rules.form_kinds import ON_PAPER, UPLOADED
from bianmin.rules.forms import Form, Rule, hints, in_order, is_table, kind_of, label_of
from bianmin.rules.masking import Audience, Kind, mask


def shown_answers(
    form: Form, answers: Mapping[str, Any], audience: Audience = Audience.WINDOW
) -> list[tuple[str, str]]:
    """Return (label, words) of every answer in the form's order, as this audience may see it."""
    return [
        line
        for name, rule in in_order(form)
        if name in answers
        for line in _lines(name, rule, answers[name], audience)
    ]


def shown(rule: Rule, value: Any, audience: Audience = Audience.WINDOW) -> str:
    """一项: one answer in words, masked by its kind."""
    kind = kind_of(rule)
    kind = "address" if kind == "region" else kind
    return mask(Kind(kind) if kind in set(Kind) else Kind.WORDS, words(rule, value), audience)


def words(rule: Rule, value: Any) -> str:
    """一项的原话: one answer in words, as it was given."""
    told, kind = hints(rule), kind_of(rule)
    if isinstance(value, bool):
        return "是" if value else "否"
    if kind in UPLOADED:
        return "已交纸质" if value == [ON_PAPER] else f"已传 {len(value)} 份"
    if kind == "region" and isinstance(value, Mapping):
        return f"{value.get('place', '')} {value.get('detail', '')}".strip()
    if isinstance(value, list):
        return "、".join(words(rule, one) for one in value)
    if isinstance(value, Mapping):
        return "，".join(words({}, one) for one in value.values())
    said, unit = told.get("labels", {}).get(str(value), str(value)), told.get("unit", "")
    return f"{said} {unit}" if unit else str(said)


def _lines(name: str, rule: Rule, value: Any, audience: Audience) -> Iterator[tuple[str, str]]:
    label = label_of(name, rule)
    if not is_table(rule):
        yield label, shown(rule, value, audience)
        return
    for number, row in enumerate(_rows(value), 1):
        told = shown_answers(rule["items"], row, audience)
        yield f"{label} {number}", "；".join(f"{inner} {said}" for inner, said in told)


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
