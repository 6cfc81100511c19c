"""何时问: the part of the conditions that an editor says with ticks and one comparison.

What it cannot say (`read` gives None) stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bianmin.rules.form_conditions import Condition
from bianmin.rules.forms import Rule, kind_of

SCENARIO = "情形"
FILLED = "填了"
"""In place of a value: the field was answered at all."""
NUMBERS = frozenset({"number", "money"})
COMPARISONS: Mapping[str, str] = MappingProxyType(
    {"at_least": "不少于", "at_most": "不多于", "is": "正好是"}
)
JOINS: Mapping[str, str] = MappingProxyType({"all": "都符合才问", "any": "符合一样就问"})


@dataclass(frozen=True)
class Asking:
    """何时问: `field=value` ticks, a comparison, how they are joined, and whether to turn it."""

    ticked: tuple[str, ...] = ()
    number: tuple[str, str, float] | None = None  # field, comparison, number
    join: str = "all"
    is_turned: bool = False


def written(asking: Asking, rules: Mapping[str, Rule]) -> Condition | None:
    """写成条件: the condition as data; None when everybody is asked."""
    by_field: dict[str, list[str]] = {}
    for one in asking.ticked:
        name, _, value = one.partition("=")
        by_field.setdefault(name, []).append(value)
    parts = [term for name, values in by_field.items() for term in _terms(name, values, rules)]
    if asking.number is not None:
        name, how, number = asking.number
        parts.append({"field": name, how: number})
    if not parts:
        return None
    whole = parts[0] if len(parts) == 1 else {asking.join: parts}
    return {"not": whole} if asking.is_turned else whole


def read(condition: Condition | None, rules: Mapping[str, Rule]) -> Asking | None:
    """读条件: how the editor says it; None where it cannot, so that nothing is lost."""
    if condition is None:
        return Asking()
    is_turned = "not" in condition
    whole: Condition = condition["not"] if is_turned else condition
    join = "any" if "any" in whole and not _is_of_one(whole, rules) else "all"
    parts: Sequence[Condition] = whole.get(join, [whole])
    numbers = [part for part in parts if _is_comparison(part, rules)]
    ticks = [tick for part in parts if part not in numbers for tick in _ticks(part)]
    number = None
    if numbers:
        how = next(key for key in COMPARISONS if key in numbers[0])
        number = (str(numbers[0]["field"]), how, numbers[0][how])
    told = Asking(tuple(ticks), number, join, is_turned)
    return told if written(told, rules) == condition else None


def _terms(name: str, values: list[str], rules: Mapping[str, Rule]) -> Iterator[Condition]:
    """Several answers to one field are one term: one of them will do."""
    if FILLED in values:
        yield {"field": name, "answered": True}
        return
    if name == SCENARIO:
        yield {"scenario": values}
        return
    kind = kind_of(rules.get(name, {}))
    if kind in ("boolean", "declaration"):
        yield {"field": name, "is": True}
    elif kind == "choices":
        terms = [{"field": name, "has": value} for value in values]
        yield terms[0] if len(terms) == 1 else {"any": terms}
    elif len(values) == 1:
        yield {"field": name, "is": values[0]}
    else:
        yield {"field": name, "in": values}


def _ticks(term: Condition) -> list[str]:
    if "any" in term:
        return [tick for part in term["any"] for tick in _ticks(part)]
    if "scenario" in term:
        return [f"{SCENARIO}={key}" for key in term["scenario"]]
    if term.get("answered") is True or term.get("is") is True:
        return [f"{term.get('field')}={FILLED if 'answered' in term else 'true'}"]
    values: list[Any] = term.get("in") or [term.get("is", term.get("has"))]
    return [f"{term.get('field')}={value}" for value in values]


def _is_comparison(term: Condition, rules: Mapping[str, Rule]) -> bool:
    named = kind_of(rules.get(str(term.get("field")), {})) in NUMBERS
    return named and bool(set(COMPARISONS) & set(term))


def _is_of_one(condition: Condition, rules: Mapping[str, Rule]) -> bool:
    """An `any` that says several answers of one field."""
    parts = condition["any"]
    return all("has" in part for part in parts) and len({part["field"] for part in parts}) == 1
