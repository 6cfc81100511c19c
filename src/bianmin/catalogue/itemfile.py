"""事项文件: the items of one area as a JSON file, held to the schema beside the shipped ones."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from bianmin.rules.errors import Invalid

LONGEST_QUOTE = 80
_KINDS = {
    "object": "一组项目",
    "array": "列表",
    "string": "文字",
    "integer": "整数",
    "boolean": "是否",
}


def read_items(text: str) -> list[dict[str, Any]]:
    """读事项: return the items of a file; Invalid names every place that is wrong."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise Invalid(f"不是 JSON 文件：第 {error.lineno} 行第 {error.colno} 列看不懂") from error
    wrong = dict(_faults(given))
    if wrong:
        raise Invalid(f"事项文件有 {len(wrong)} 处不合格式，没有导入", wrong)
    items: list[dict[str, Any]] = given["items"]
    return items


def _faults(given: Any) -> Iterator[tuple[str, str]]:
    for error in sorted(_validator().iter_errors(given), key=lambda one: list(map(str, one.path))):
        yield _place(given, error), sentence(error)
    if not isinstance(given, Mapping) or not isinstance(given.get("items"), list):
        return
    items = [item for item in given["items"] if isinstance(item, Mapping)]
    for code, count in Counter(str(item.get("code")) for item in items).items():
        if count > 1:
            yield code, f"同一编码出现 {count} 次"
    for item in items:
        if "form_schema" not in item:
            yield f"{item.get('code')} form_schema", "没有申请表"
        if item.get("area") != given.get("area"):
            yield f"{item.get('code')} area", f"与文件的领域“{given.get('area')}”不同"


def _place(given: Any, error: ValidationError) -> str:
    """Return where it is: `LC-SB-001 fee.charged`; the whole file has no place."""
    steps = list(error.absolute_path)
    if steps[:1] == ["items"] and len(steps) > 1:
        item = given["items"][steps[1]]
        code = item.get("code") if isinstance(item, Mapping) else None
        head = str(code or f"第 {int(steps[1]) + 1} 个事项")
        place = f"{head} {'.'.join(map(str, steps[2:]))}".strip()
    else:
        place = ".".join(map(str, steps)) or "文件"
    return f"{place}（{error.validator}）"


def sentence(error: ValidationError) -> str:
    """Return in words what is wrong with one value of a JSON file."""
    wanted: Any = error.validator_value
    given: Any = error.instance
    if error.validator == "required":
        return f"缺少 {'、'.join(name for name in wanted if name not in given)}"
    if error.validator == "additionalProperties":
        schema: Any = error.schema
        return f"不认识 {'、'.join(sorted(set(given) - set(schema.get('properties', {}))))}"
    if error.validator == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return f"应为{'或'.join(_KINDS.get(kind, kind) for kind in kinds)}"
    if error.validator == "enum":
        return f"只能是 {'、'.join(map(str, wanted))}"
    return error.message[:LONGEST_QUOTE]


@cache
def _validator() -> Draft202012Validator:
    file = resources.files("bianmin.catalogue") / "data" / "schema.json"
    return Draft202012Validator(json.loads(file.read_text(encoding="utf-8")))
