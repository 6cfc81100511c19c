"""申请表规则: a form as JSON Schema with display hints, and what of it holds for given answers.

A form is an object schema. Each property carries `x-bianmin`: its topic (one topic a page) and
section, label, kind, hint and, where it is not asked of everybody, the condition `when`. What
`required` names is wanted wherever it is asked. A table is an array whose items are a form again:
conditions inside a row look at the same row only. A condition looks at earlier fields only, so a
form is read once from the top.

`standard` says all of this to any validator of JSON Schema, without us.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bianmin.rules.form_conditions import Condition, at_scenario, compiled, holds

Form = Mapping[str, Any]
Rule = Mapping[str, Any]

HINTS = "x-bianmin"
ORDER = "x-order"
FIRST_TOPIC = {"page": 1, "title": "填写情况"}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def hints(rule: Rule) -> Mapping[str, Any]:
    """显示提示: what the schema says to people about one field."""
    found: Mapping[str, Any] = rule.get(HINTS, {})
    return found


def label_of(name: str, rule: Rule) -> str:
    """名称: the words of a field."""
    return str(hints(rule).get("label") or rule.get("title") or name)


def kind_of(rule: Rule) -> str:
    """种类: text, money, id_number, table…"""
    return "date" if rule.get("format") == "date" else str(hints(rule).get("kind", ""))


def is_table(rule: Rule) -> bool:
    """表格: a field of rows, each with fields of its own."""
    return rule.get("type") == "array" and "properties" in rule.get("items", {})


def when(rule: Rule) -> Condition | None:
    """何时问: the condition of a field; None where it is asked of everybody."""
    return hints(rule).get("when")


def keep_order(form: Form) -> dict[str, Any]:
    """记下次序: the form with the order of its fields written down: the database keeps none."""
    rules = form.get("properties", {})
    kept = {
        name: dict(rule) | {"items": keep_order(rule["items"])} if is_table(rule) else rule
        for name, rule in rules.items()
    }
    order = [name for name, _ in in_order(form)]
    return dict(form) | {ORDER: order} | ({"properties": kept} if kept else {})


def in_order(form: Form) -> list[tuple[str, Rule]]:
    """依次: every field with its rule, in the order in which the form was written."""
    rules = form.get("properties", {})
    written = [name for name in form.get(ORDER, ()) if name in rules]
    return [(name, rules[name]) for name in dict.fromkeys([*written, *rules])]


def topics(form: Form) -> list[tuple[str, list[str]]]:
    """分页: the pages of a form in order: (topic title, its field names)."""
    pages: dict[int, tuple[str, list[str]]] = {}
    for name, rule in in_order(form):
        topic = hints(rule).get("topic", FIRST_TOPIC)
        _, names = pages.setdefault(int(topic["page"]), (str(topic["title"]), []))
        names.append(name)
    return [pages[page] for page in sorted(pages)]


def sections(form: Form) -> list[tuple[str, list[str]]]:
    """分部分: (section, its field names) in order; a topic without one is a section of its own."""
    found: dict[str, list[str]] = {}
    for _, names in topics(form):
        for name in names:
            topic = hints(form["properties"][name]).get("topic", FIRST_TOPIC)
            found.setdefault(str(topic.get("section") or topic["title"]), []).append(name)
    return list(found.items())


def every_field(form: Form) -> Iterator[tuple[str, Rule]]:
    """所有项: every field, those of the rows of tables too."""
    for name, rule in in_order(form):
        yield name, rule
        if is_table(rule):
            yield from every_field(rule["items"])


def count(form: Form) -> int:
    """几项: how many fields a form has, the columns of its tables too."""
    return sum(1 for _ in every_field(form))


def known_beforehand(form: Form) -> int:
    """预填几项: how many fields can be filled in beforehand, the columns of tables too."""
    rules = [rule for _, rule in in_order(form) if hints(rule).get("prefill")]
    return sum(1 + (count(rule["items"]) if is_table(rule) else 0) for rule in rules)


def asks(rule: Rule, answers: Mapping[str, Any]) -> bool:
    """要不要问: whether the earlier answers make this field be asked."""
    condition = when(rule)
    return condition is None or holds(condition, answers)


def settled(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """理清: the answers that the form asks for as things stand; what no longer applies is out."""
    kept: dict[str, Any] = {}
    for name, rule in in_order(form):
        if name in answers and asks(rule, kept):
            kept[name] = _settled(rule, answers[name])
    return kept


def asked(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """要问的: the names of the fields that the answers make be asked, in order."""
    kept: dict[str, Any] = {}
    found = []
    for name, rule in in_order(form):
        if asks(rule, kept):
            found.append(name)
            if name in answers:
                kept[name] = answers[name]
    return found


def for_scenario(form: Form, scenario: str) -> dict[str, Any]:
    """情形下的表: the form with every condition on the scenario settled."""
    kept: dict[str, Any] = {}
    for name, rule in in_order(form):
        condition = when(rule)
        left = True if condition is None else at_scenario(condition, scenario)
        if left is not False:
            kept[name] = _with_condition(rule, None if left is True else left)
    required = [name for name in form.get("required", ()) if name in kept]
    return dict(form) | {"properties": kept, "required": required, ORDER: list(kept)}


def standard(form: Form) -> dict[str, Any]:
    """标准写法: the form as plain JSON Schema, its conditions as if, then and else."""
    rules = dict(in_order(form))
    conditional = {name for name, rule in rules.items() if when(rule) is not None}
    wanted = set(form.get("required", ()))
    said = dict(form) | {
        "properties": {name: _standard(rule) for name, rule in rules.items()},
        "required": [name for name in form.get("required", ()) if name not in conditional],
    }
    ways = [
        {
            "if": compiled(when(rule) or {}),
            "then": {"required": [name]} if name in wanted else {},
            "else": {"properties": {name: False}},
        }
        for name, rule in rules.items()
        if name in conditional
    ]
    return said | ({"allOf": [*form.get("allOf", ()), *ways]} if ways else {})


def _standard(rule: Rule) -> dict[str, Any]:
    return dict(rule) | {"items": standard(rule["items"])} if is_table(rule) else dict(rule)


def _settled(rule: Rule, value: Any) -> Any:
    if not is_table(rule) or not isinstance(value, list):
        return value
    return [settled(rule["items"], row) if isinstance(row, Mapping) else row for row in value]


def _with_condition(rule: Rule, condition: Condition | None) -> dict[str, Any]:
    told = {key: value for key, value in hints(rule).items() if key != "when"}
    return dict(rule) | {HINTS: told | ({"when": condition} if condition else {})}
