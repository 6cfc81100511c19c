"""改申请表: a form with one field, or a block of fields, written anew; the form itself stays.

A column of a table is named `members.income`. A field that loses its words is taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from bianmin.catalogue.form_files import block_fields, blocks
from bianmin.rules.form_conditions import Condition
from bianmin.rules.form_kinds import new_rule
from bianmin.rules.forms import DIALECT, HINTS, ORDER, Form, hints, in_order, is_table, kind_of

LIMITS = {
    "number": ("minimum", "maximum"),
    "money": ("minimum", "maximum"),
    "text": ("minLength", "maxLength"),
    "textarea": ("minLength", "maxLength"),
    "table": ("minItems", "maxItems"),
}
FIRST_COLUMN = {"type": "string", "minLength": 1, "maxLength": 60}
KEPT = ("block", "autocomplete", "inputmode")


def field_rule(
    old: Mapping[str, Any] | None,
    *,
    kind: str,
    label: str,
    hint: str = "",
    unit: str = "",
    labels: Mapping[str, str] | None = None,
    least: int | None = None,
    most: int | None = None,
    topic: Mapping[str, Any] | None = None,
    when: Condition | None = None,
    prefill: str = "",
) -> dict[str, Any]:
    """写一项: the rule of a field; what its kind keeps of the old one stays."""
    same = old is not None and kind_of(old) == kind
    own = {key: value for key, value in (old or {}).items() if key != HINTS} if same else {}
    rule = new_rule(kind, labels) | own
    if labels and kind == "choice":
        rule["enum"] = list(labels)
    if labels and kind == "choices":
        rule["items"] = {"type": "string", "enum": list(labels)}
    if kind == "table" and "items" not in rule:
        column = FIRST_COLUMN | {HINTS: {"label": "名称", "kind": "text"}}
        rule["items"] = _object({"c1": column}, ["c1"])
    for key, value in zip(LIMITS.get(kind, ()), (least, most), strict=False):
        if value is not None:
            rule[key] = value
    said: dict[str, Any] = {"label": label, "kind": kind, "hint": hint, "unit": unit}
    said |= {"labels": dict(labels or {}), "topic": dict(topic or {}), "when": when}
    said["prefill"] = prefill
    if same and old is not None:
        said |= {key: hints(old)[key] for key in (*KEPT, "row") if key in hints(old)}
    return rule | {HINTS: {key: value for key, value in said.items() if value}}


def with_field(
    form: Form, name: str, rule: Mapping[str, Any] | None, *, required: bool, after: str = ""
) -> dict[str, Any]:
    """放一项: by its name, or a new one, behind another; without a rule it is taken out."""
    table, _, column = name.rpartition(".")
    if table:
        outer = form["properties"][table]
        items = with_field(outer["items"], column, rule, required=required, after=after)
        return dict(form) | {
            "properties": dict(form["properties"]) | {table: dict(outer) | {"items": items}}
        }
    name = name or free_name(form)
    order = [one for one, _ in in_order(form)]
    stays = name in order and (not after or after == name)
    place = order.index(name) if stays else (order.index(after) + 1 if after in order else None)
    if not stays and name in order:
        place = None if place is None else place - (order.index(name) < place)
    order = [one for one in order if one != name]
    rules = {one: told for one, told in form.get("properties", {}).items() if one != name}
    wanted = [one for one in form.get("required", ()) if one != name]
    if rule is not None:
        order.insert(len(order) if place is None else place, name)
        rules[name] = dict(rule)
        wanted += [name] if required else []
    head = {"$schema": DIALECT, "type": "object", "additionalProperties": False}
    return head | dict(form) | {"properties": rules, "required": wanted, ORDER: order}


def with_page(form: Form, page: int, *, title: str, section: str) -> dict[str, Any]:
    """改页名: the title of one page and the section it stands in, for all fields on it."""
    told = {"page": page, "title": title} | ({"section": section} if section else {})
    rules = {
        name: dict(rule) | {HINTS: dict(hints(rule)) | {"topic": told}} if page_of(rule) == page
        else rule
        for name, rule in form.get("properties", {}).items()
    }  # fmt: skip
    return dict(form) | {"properties": rules}


def with_block(form: Form, key: str) -> dict[str, Any]:
    """放一组: the fields of a block on a page of their own at the end; what is there stays."""
    told = {"page": last_page(form) + 1, "title": blocks()[key]["title"]}
    made = dict(form)
    for name, rule, required in block_fields(key, told):
        if name not in form.get("properties", {}):
            made = with_field(made, name, rule, required=required)
    return made


def page_of(rule: Mapping[str, Any]) -> int:
    """第几页: the page of a field."""
    return int(hints(rule).get("topic", {}).get("page", 1))


def last_page(form: Form) -> int:
    """末页: the number of the last page; 0 of an empty form."""
    return max((page_of(rule) for rule in form.get("properties", {}).values()), default=0)


def free_name(form: Form) -> str:
    """新名: a name that no field has, nor a column of a table."""
    taken = {name for name, _ in _everything(form)}
    return next(name for n in count(1) if (name := f"f{n}") not in taken)


def rule_of(form: Form, name: str) -> Mapping[str, Any] | None:
    """一项: the rule of a field or a column by its name; None when there is none."""
    table, _, column = name.rpartition(".")
    rules: Mapping[str, Mapping[str, Any]] = form.get("properties", {})
    if not table:
        return rules.get(name)
    outer = rules.get(table)
    if outer is None or not is_table(outer):
        return None
    columns: Mapping[str, Mapping[str, Any]] = outer["items"]["properties"]
    return columns.get(column)


def _everything(form: Form) -> Iterable[tuple[str, Any]]:
    for name, rule in in_order(form):
        yield name, rule
        if is_table(rule):
            yield from in_order(rule["items"])


def _object(rules: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": dict(rules),
        ORDER: list(rules),
    }
