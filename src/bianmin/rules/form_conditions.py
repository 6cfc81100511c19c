"""条件: when a field of a form is asked, as data that a manager can edit and a validator can run.

A condition is one of
  {"field": name, "is": value}          answered with exactly this
  {"field": name, "in": [values]}       answered with one of these
  {"field": name, "has": value}         several were chosen, this among them
  {"field": name, "answered": true}     answered at all; false: left out
  {"field": name, "at_least": number}   a number of at least this; likewise "at_most"
  {"scenario": [keys]}                  the guiding questions ended at one of these leaves
  {"all": […]}  {"any": […]}  {"not": …}
`holds` answers it for given answers; `compiled` says the same as a piece of JSON Schema, so that
any standard validator agrees with us. A scenario is settled before that (`at_scenario`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Condition = Mapping[str, Any]

VERBS = ("is", "in", "has", "answered", "at_least", "at_most")


def holds(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """成立: whether the answers meet the condition; a scenario that is still open may hold."""
    if "all" in condition:
        return all(holds(one, answers) for one in condition["all"])
    if "any" in condition:
        return any(holds(one, answers) for one in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    if "scenario" in condition:
        return True
    name = condition["field"]
    if "answered" in condition:
        return (name in answers) is bool(condition["answered"])
    return name in answers and _meets(condition, answers[name])


def compiled(condition: Condition) -> dict[str, Any]:
    """译成标准: the condition as JSON Schema of the whole answers."""
    if "all" in condition:
        return {"allOf": [compiled(one) for one in condition["all"]]} if condition["all"] else {}
    if "any" in condition:
        return {"anyOf": [compiled(one) for one in condition["any"]]} if condition["any"] else _NO
    if "not" in condition:
        return {"not": compiled(condition["not"])}
    if "scenario" in condition:
        return {}
    name = condition["field"]
    if "answered" in condition:
        asked = {"required": [name]}
        return asked if condition["answered"] else {"not": asked}
    return {"properties": {name: _compiled(condition)}, "required": [name]}


def at_scenario(condition: Condition, scenario: str) -> Condition | bool:
    """定情形: the condition with its scenarios answered; True or False where nothing is left."""
    if "scenario" in condition:
        return scenario in condition["scenario"]
    if "not" in condition:
        inner = at_scenario(condition["not"], scenario)
        return not inner if isinstance(inner, bool) else {"not": inner}
    for word, end in (("all", False), ("any", True)):
        if word in condition:
            return _joined(word, end, [at_scenario(one, scenario) for one in condition[word]])
    return condition


def fields_of(condition: Condition) -> Iterator[str]:
    """用到的项: the names of the fields that the condition looks at."""
    for term in terms_of(condition):
        if "field" in term:
            yield str(term["field"])


def terms_of(condition: Condition) -> Iterator[Condition]:
    """各个判断: the simple conditions inside one that is put together."""
    inner = [*condition.get("all", ()), *condition.get("any", ())]
    if "not" in condition:
        inner.append(condition["not"])
    for one in inner:
        yield from terms_of(one)
    if "field" in condition or "scenario" in condition:
        yield condition


def same(one: Any, other: Any) -> bool:
    """相同: equal as JSON values, where true is not 1."""
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


_NO: dict[str, Any] = {"not": {}}


def _meets(term: Condition, value: Any) -> bool:
    if "is" in term:
        return same(value, term["is"])
    if "in" in term:
        return any(same(value, one) for one in term["in"])
    if "has" in term:
        return isinstance(value, list) and any(same(one, term["has"]) for one in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bool(value >= term["at_least"] if "at_least" in term else value <= term["at_most"])


def _compiled(term: Condition) -> dict[str, Any]:
    if "is" in term:
        return {"const": term["is"]}
    if "in" in term:
        return {"enum": list(term["in"])} if term["in"] else _NO
    if "has" in term:
        return {"type": "array", "contains": {"const": term["has"]}}
    if "at_least" in term:
        return {"type": "number", "minimum": term["at_least"]}
    return {"type": "number", "maximum": term["at_most"]}


def _joined(word: str, end: bool, parts: list[Condition | bool]) -> Condition | bool:
    """Put parts together again; a part that settles the whole ends it, one that does not is out."""
    if any(part is end for part in parts):
        return end
    left = [part for part in parts if not isinstance(part, bool)]
    if not left:
        return not end
    return left[0] if len(left) == 1 else {word: left}
