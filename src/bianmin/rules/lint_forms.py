"""申请表检查: what is wrong in a form, each with its place, its rule and a sentence.

A condition is tried with every answer that the fields it looks at can have, so that a field which
nobody can ever come to is found, however its condition is put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from bianmin.rules.form_conditions import fields_of, terms_of
from bianmin.rules.form_kinds import SENSITIVE
from bianmin.rules.forms import Form, asks, hints, in_order, is_table, kind_of, label_of, when
from bianmin.rules.forms import Rule as FieldRule
from bianmin.rules.lint_findings import Finding, Rule
from bianmin.rules.scenarios import form_at, tree_of

MOST_TRIES = 20_000
ABSENT = object()
WRITTEN = "已填"
LOOKS = (
    ("id_number", re.compile(r"身份证号")),
    ("phone", re.compile(r"手机号?$")),
    ("bank", re.compile(r"(银行)?(卡号|账号)$")),
)
LIMITS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))


def form_findings(guide: Mapping[str, Any], form: Form) -> Iterator[Finding]:
    """查申请表: fields that nobody reaches, conditions on nothing, what is not masked."""
    tree = tree_of(guide)
    leaves = {leaf.key for leaf in tree.leaves} if tree else set()
    yield from _checked(form, "", leaves)
    forms = [form_at(form, leaf) for leaf in tree.leaves] if tree else [form]
    for name, rule in in_order(form):
        if when(rule) is not None and not any(_can_be_asked(one, name) for one in forms):
            yield Finding(Rule.UNREACHABLE, _place(name, rule), "怎么回答都问不到这一项")


def _checked(form: Form, inside: str, leaves: set[str]) -> Iterator[Finding]:
    earlier: list[str] = []
    for name in form.get("required", ()):
        if name not in form.get("properties", {}):
            yield Finding(Rule.CONTRADICTION, f"申请表“{name}”", "说必填，表里却没有这一项")
    for name, rule in in_order(form):
        place = _place(name, rule, inside)
        yield from _rule(rule, place)
        yield from _condition(rule, place, earlier, leaves, inside)
        earlier.append(name)
        if is_table(rule):
            table = f"表格“{label_of(name, rule)}”的"
            yield from _checked(rule["items"], table, leaves)
            for inner, column in in_order(rule["items"]):
                if when(column) is not None and not _can_be_asked(rule["items"], inner):
                    said = "怎么回答都问不到这一项"
                    yield Finding(Rule.UNREACHABLE, _place(inner, column, table), said)


def _rule(rule: FieldRule, place: str) -> Iterator[Finding]:
    """Its own limits, choices and marking."""
    for least, most in LIMITS:
        if least in rule and most in rule and rule[least] > rule[most]:
            yield Finding(Rule.CONTRADICTION, place, "最小的比最大的还大，谁也填不对")
    kind, values = kind_of(rule), _choices(rule)
    if kind in ("choice", "choices") and not values:
        yield Finding(Rule.MISSING_ANSWER, place, "没有可选的答案")
    if len(set(map(str, values))) < len(values):
        yield Finding(Rule.CONTRADICTION, place, "有两个一样的答案")
    if kind == "table" and not rule.get("items", {}).get("properties"):
        yield Finding(Rule.MISSING_ANSWER, place, "表格没有一列")
    label = str(hints(rule).get("label", ""))
    for wanted, pattern in LOOKS:
        if kind not in SENSITIVE and rule.get("type") == "string" and pattern.search(label):
            yield Finding(Rule.NOT_MASKED, place, f"问的是{label}，种类却不是它，会原样露出来")
            return
        if kind in SENSITIVE and kind != wanted and pattern.search(label):
            yield Finding(Rule.CONTRADICTION, place, f"问的是{label}，却按别的号码检查")
            return


def _condition(
    rule: FieldRule, place: str, earlier: Sequence[str], leaves: set[str], inside: str
) -> Iterator[Finding]:
    condition = when(rule)
    if condition is None:
        return
    for name in dict.fromkeys(fields_of(condition)):
        if name not in earlier:
            where = "这一行" if inside else "它前面"
            yield Finding(Rule.UNKNOWN_FIELD, place, f"条件看“{name}”，{where}没有这一项")
    for term in terms_of(condition):
        for key in term.get("scenario", ()):
            if key not in leaves:
                yield Finding(Rule.UNKNOWN_FIELD, place, f"条件看情形“{key}”，没有这种情形")


def _can_be_asked(form: Form, name: str) -> bool:
    """问得到: try every way to answer the fields that this one hangs on."""
    rules = form.get("properties", {})
    if name not in rules:
        return False
    names = _hangs_on(form, name)
    values = [_values(form, one, [*names, name]) for one in names]
    size = 1
    for one in values:
        size *= len(one)
    if size > MOST_TRIES:
        return True  # too many to try: not called unreachable
    wanted = set(form.get("required", ()))
    return any(_comes_to(form, name, names, told, wanted) for told in product(*values))


def _comes_to(
    form: Form, name: str, names: Sequence[str], told: Sequence[Any], wanted: set[str]
) -> bool:
    answers: dict[str, Any] = {}
    for one, value in zip(names, told, strict=True):
        if not asks(form["properties"][one], answers):
            continue
        if value is not ABSENT:
            answers[one] = value
        elif one in wanted:
            return False
    return asks(form["properties"][name], answers)


def _hangs_on(form: Form, name: str) -> list[str]:
    """Return the earlier fields that decide whether this one is asked, in order."""
    rules, found, left = form["properties"], set(), [name]
    while left:
        condition = when(rules[left.pop()])
        for one in fields_of(condition) if condition else ():
            if one in rules and one not in found and one != name:
                found.add(one)
                left.append(one)
    return [one for one, _ in in_order(form) if one in found]


def _values(form: Form, name: str, among: Sequence[str]) -> list[Any]:
    """Return the answers of a field that can make a difference, and none at all."""
    rule = form["properties"][name]
    terms = [
        term
        for one in among
        for term in terms_of(when(form["properties"][one]) or {})
        if term.get("field") == name
    ]
    choices = _choices(rule)
    if rule.get("type") == "array":
        several = [[one] for one in choices] + [choices] if choices else [[WRITTEN]]
        return [*several, ABSENT]
    if choices:
        return [*choices, ABSENT]
    if rule.get("type") == "boolean":
        return [True, ABSENT] if rule.get("const") is True else [True, False, ABSENT]
    if rule.get("type") in ("integer", "number"):
        return [*_numbers(rule, terms), ABSENT]
    told = [term["is"] for term in terms if "is" in term]
    told += [value for term in terms for value in term.get("in", ())]
    return [*(one for one in told if isinstance(one, str)), WRITTEN, ABSENT]


def _numbers(rule: FieldRule, terms: Sequence[Mapping[str, Any]]) -> list[float]:
    marks = [float(rule.get("minimum", 0)), float(rule.get("maximum", 1e9))]
    for term in terms:
        said = [term[verb] for verb in ("is", "at_least", "at_most") if verb in term]
        marks += [n + d for n in said if isinstance(n, int | float) for d in (-1, 0, 1)]
    least, most = rule.get("minimum", float("-inf")), rule.get("maximum", float("inf"))
    return [n for n in dict.fromkeys(marks) if least <= n <= most]


def _choices(rule: FieldRule) -> list[Any]:
    return list(rule.get("enum") or rule.get("items", {}).get("enum") or ())


def _place(name: str, rule: FieldRule, inside: str = "") -> str:
    return f"申请表{inside}“{label_of(name, rule)}”"
