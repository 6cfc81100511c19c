"""申请表答案: checked by the JSON Schema of the item version the case keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from bianmin.rules.errors import Invalid
from bianmin.rules.forms import is_table, label_of, standard
from bianmin.rules.identity import parse_id_number, parse_mobile

UNKNOWN_FIELD = "表里没有“{}”这一项"
NOT_ASKED = "按前面的回答，这一项不用填"
FAULTS = "有几处需要补上或改正"
ID_NUMBER, MOBILE = "cn-id-number", "cn-mobile"
"""Formats of our own: a validator that does not know them checks the pattern beside them."""

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
    "multipleOf": "最多写到分，请检查",
    "minItems": "还没有填够，请再加一行",
    "maxItems": "行数太多了，请删去一些",
    "uniqueItems": "有重复的，请检查",
    "type": "格式不对，请对照提示再看一遍",
}


def check_answers(
    form: Mapping[str, Any], answers: Mapping[str, Any], only: Collection[str] | None = None
) -> None:
    """Raise Invalid with one sentence for each wrong field; unknown fields are refused.

    With `only` the answers are those known so far, and only these fields are looked at.
    """
    wrong = wrong_answers(form, answers)
    told = {name: said for name, said in wrong.items() if only is None or name in only}
    if told:
        raise Invalid(FAULTS, told)


def wrong_answers(form: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, str]:
    """不对的: field → a sentence, for each answer that is wrong, missing or not asked for."""
    validator = Draft202012Validator(standard(form), format_checker=_formats())
    wrong: dict[str, str] = {}
    for error in validator.iter_errors(dict(answers)):
        for name, sentence in _sentences(form, error):
            wrong.setdefault(name, sentence)
    return wrong


@cache
def _formats() -> FormatChecker:
    formats = FormatChecker(formats=["date"])
    formats.checks(ID_NUMBER, raises=Invalid)(_is_id_number)
    formats.checks(MOBILE, raises=Invalid)(_is_mobile)
    return formats


def _is_id_number(value: object) -> bool:
    return not isinstance(value, str) or parse_id_number(value, today=date.max).number == value


def _is_mobile(value: object) -> bool:
    return not isinstance(value, str) or parse_mobile(value) == value


def _sentences(form: Mapping[str, Any], error: ValidationError) -> Iterator[tuple[str, str]]:
    path = list(error.absolute_path)
    for inner, sentence in _told(error):
        steps = [*path, inner] if inner else path
        yield str(steps[0]) if steps else "", _in_row(form, steps) + sentence


def _told(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield (field inside what was checked, sentence); a blank field is what was checked."""
    keyword, given = str(error.validator), error.instance
    if keyword == "required" and isinstance(given, Mapping):
        wanted = error.validator_value if isinstance(error.validator_value, list) else []
        yield from ((name, SENTENCES["required"]) for name in wanted if name not in given)
    elif keyword == "additionalProperties" and isinstance(given, Mapping):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        yield from ((name, UNKNOWN_FIELD.format(name)) for name in given if name not in known)
    elif error.validator is None:
        yield "", NOT_ASKED
    else:
        yield "", SENTENCES.get(keyword, SENTENCES["type"])


def _in_row(form: Mapping[str, Any], steps: list[Any]) -> str:
    """Return `第 2 行“月收入”：` for what lies in the row of a table."""
    rule = form.get("properties", {}).get(steps[0]) if steps else None
    if len(steps) < 2 or rule is None or not is_table(rule):
        return ""
    inner = rule["items"]["properties"].get(steps[2], {}) if len(steps) > 2 else None
    field = "" if inner is None else f"“{label_of(str(steps[2]), inner)}”"
    return f"第 {int(steps[1]) + 1} 行{field}："
