"""表单示例: answers that a form accepts, made from its schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from bianmin.rules.form_kinds import ON_PAPER, UPLOADED
from bianmin.rules.forms import asks, in_order, is_table, kind_of

LATEST = date(2026, 1, 1)
SAMPLES: Mapping[str, Any] = {
    "phone": "19900000000",
    "bank": "6217000000000000000",
    "id_number": "371502195805060017",
    "signature": "王桂英",
    "region": {"region": 1, "place": "东昌府区 古楼街道 古楼社区", "detail": "3 号楼"},
}
MOST_ROWS = 3


def plausible_answers(
    form: Mapping[str, Any], words: str = "按实际情况填写", *, random: Random | None = None
) -> dict[str, Any]:
    """Return answers to the required fields that are asked; free texts carry `words`."""
    chooser, wanted = random or Random(0), set(form.get("required", ()))
    answers: dict[str, Any] = {}
    for name, rule in in_order(form):
        if name in wanted and asks(rule, answers):
            answers[name] = _answer(rule, words, chooser)
    return answers


def _answer(rule: Mapping[str, Any], words: str, random: Random) -> Any:
    if "const" in rule:
        return rule["const"]
    if "enum" in rule:
        return random.choice(rule["enum"])
    if is_table(rule):
        return _rows(rule, words, random)
    if kind_of(rule) in UPLOADED:
        return [ON_PAPER]
    kind = rule.get("type", "string")
    if kind in ("integer", "number"):
        low = int(rule.get("minimum", rule.get("exclusiveMinimum", 0) + 1))
        return random.randint(low, int(min(rule.get("maximum", low + 20), low + 20)))
    if kind == "boolean":
        return True
    if kind == "array":
        return [_answer(rule.get("items", {}), words, random)]
    return _text(rule, words, random)


def _rows(rule: Mapping[str, Any], words: str, random: Random) -> list[Any]:
    least = max(1, int(rule.get("minItems", 1)))
    most = max(least, min(MOST_ROWS, int(rule.get("maxItems", MOST_ROWS))))
    many = random.randint(least, most)
    return [plausible_answers(rule["items"], words, random=random) for _ in range(many)]


def _text(rule: Mapping[str, Any], words: str, random: Random) -> Any:
    kind = kind_of(rule)
    if kind == "date":
        return str(LATEST - timedelta(days=random.randint(30, 900)))
    if kind in SAMPLES:
        return SAMPLES[kind]
    if "pattern" in rule:
        return str(rule.get("examples", ["1" * max(1, int(rule.get("minLength", 1)))])[0])
    longest = int(rule.get("maxLength", 100))
    text = words
    while len(text) < int(rule.get("minLength", 0)):
        text += words
    return text[:longest]
