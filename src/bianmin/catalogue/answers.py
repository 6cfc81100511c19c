"""申请表答案: checked by the JSON Schema of the item version the case keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from bianmin.rules.errors import Invalid

ORDER = "x-order"
UNKNOWN_FIELD = "表里没有“{}”这一项"

SENTENCES = {
    "required": "请填写这一项",
    "enum": "请从列出的选项里选一个",
    "const": "请勾选这一项",
    "maxLength": "写得太长了，请精简一些",
    "minLength": "请填写这一项",
    "pattern": "格式不对，请对照提示再看一遍",
    "format": "格式不对，请对照提示再看一遍",
    "minimum": "数字太小了，请检查",
    "maximum": "数字太大了，请检查",
    "type": "格式不对，请对照提示再看一遍",
}


def check_answers(form: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    """Raise Invalid with one sentence for each wrong field; unknown fields are refused."""
    validator = Draft202012Validator(dict(form), format_checker=Draft202012Validator.FORMAT_CHECKER)
    wrong: dict[str, str] = {}
    for error in validator.iter_errors(dict(answers)):
        for name, sentence in _sentences(error):
            wrong.setdefault(name, sentence)
    if wrong:
        raise Invalid("有几处需要补上或改正", wrong)


def _sentences(error: ValidationError) -> list[tuple[str, str]]:
    keyword = str(error.validator)
    if keyword == "required" and isinstance(error.instance, Mapping):
        wanted = error.validator_value if isinstance(error.validator_value, list) else []
        return [(n, SENTENCES["required"]) for n in wanted if n not in error.instance]
    if keyword == "additionalProperties" and isinstance(error.instance, Mapping):
        known = (error.schema or {}).get("properties", {}) if isinstance(error.schema, dict) else {}
        return [(n, UNKNOWN_FIELD.format(n)) for n in error.instance if n not in known]
    name = str(error.absolute_path[0]) if error.absolute_path else ""
    return [(name, SENTENCES.get(keyword, SENTENCES["type"]))]


def keep_order(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form with the order of its fields written down: the database keeps none."""
    return {ORDER: list(form.get("properties", {}))} | dict(form)


def in_order(form: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return every field with its rule, in the order in which the form was written."""
    rules = form.get("properties", {})
    written = [name for name in form.get(ORDER, ()) if name in rules]
    return [(name, rules[name]) for name in dict.fromkeys([*written, *rules])]


def topics(form: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the pages of a form in order: (topic title, its field names)."""
    pages: dict[int, tuple[str, list[str]]] = {}
    for name, field in in_order(form):
        topic = field.get("x-bianmin", {}).get("topic", {"page": 1, "title": "填写情况"})
        _, names = pages.setdefault(int(topic["page"]), (str(topic["title"]), []))
        names.append(name)
    return [pages[page] for page in sorted(pages)]
