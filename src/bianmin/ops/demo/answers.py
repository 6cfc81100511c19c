"""表单示例: answers that a form accepts, made from its schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

LATEST = date(2026, 1, 1)
SAMPLES = {
    "phone": "19900000000",
    "bank": "6217000000000000000",
    "id_number": "371502195805060010",
}


def plausible_answers(
    form: Mapping[str, Any], words: str = "按实际情况填写", *, random: Random | None = None
) -> dict[str, Any]:
    """Return answers to the required fields; free texts carry `words`."""
    chooser = random or Random(0)
    properties = form.get("properties", {})
    return {name: _answer(properties[name], words, chooser) for name in form.get("required", [])}


def _answer(rule: Mapping[str, Any], words: str, random: Random) -> Any:
    if "const" in rule:
        return rule["const"]
    if "enum" in rule:
        return random.choice(rule["enum"])
    kind = rule.get("type", "string")
    if kind in ("integer", "number"):
        low = int(rule.get("minimum", rule.get("exclusiveMinimum", 0) + 1))
        return random.randint(low, int(min(rule.get("maximum", low + 20), low + 20)))
    if kind == "boolean":
        return True
    if kind == "array":
        return [_answer(rule.get("items", {}), words, random)]
    return _text(rule, words, random)


def _text(rule: Mapping[str, Any], words: str, random: Random) -> str:
    kind = rule.get("x-bianmin", {}).get("kind", "text")
    if rule.get("format") == "date" or kind == "date":
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
