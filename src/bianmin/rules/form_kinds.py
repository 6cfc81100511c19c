"""字段种类: what a field of a form can be, and the JSON Schema that each kind begins with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "text": "文字（一行）",
        "textarea": "文字（几行）",
        "number": "数字",
        "money": "金额",
        "date": "日期",
        "name": "姓名",
        "id_number": "身份证号",
        "phone": "手机号",
        "bank": "银行账号",
        "region": "住址（选到村、社区）",
        "address": "地址（自己写）",
        "choice": "选一个",
        "choices": "选几个",
        "boolean": "打钩",
        "declaration": "承诺",
        "signature": "签字",
        "photo": "照片",
        "file": "文件",
        "table": "表格（几行）",
    }
)
SENSITIVE = frozenset({"id_number", "phone", "bank"})
"""敏感: shown masked to everybody; only the person who handles the case may have it read out."""
UPLOADED = frozenset({"photo", "file"})
ON_PAPER = "paper"
"""纸质: what stands in place of a file that was handed over the counter."""

MOST_FILES = 6

RULES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "text": {"type": "string", "minLength": 1, "maxLength": 60},
        "textarea": {"type": "string", "minLength": 1, "maxLength": 300},
        "number": {"type": "integer", "minimum": 0, "maximum": 99_999},
        "money": {"type": "number", "minimum": 0, "maximum": 99_999_999},
        "date": {"type": "string", "format": "date"},
        "name": {"type": "string", "minLength": 1, "maxLength": 50},
        "id_number": {
            "type": "string",
            "format": "cn-id-number",
            "pattern": "^[1-9][0-9]{16}[0-9X]$",
            "examples": ["371502195805060017"],
        },
        "phone": {
            "type": "string",
            "format": "cn-mobile",
            "pattern": "^1[3-9][0-9]{9}$",
            "examples": ["19900000000"],
        },
        "bank": {
            "type": "string",
            "pattern": "^[0-9]{12,19}$",
            "maxLength": 19,
            "examples": ["6217000000000000000"],
        },
        "region": {
            "type": "object",
            "additionalProperties": False,
            "required": ["region", "place"],
            "properties": {
                "region": {"type": "integer", "minimum": 1},
                "place": {"type": "string", "minLength": 1, "maxLength": 80},
                "detail": {"type": "string", "maxLength": 60},
            },
        },
        "address": {"type": "string", "minLength": 1, "maxLength": 100},
        "choice": {"type": "string"},
        "choices": {"type": "array", "minItems": 1, "uniqueItems": True},
        "boolean": {"type": "boolean"},
        "declaration": {"type": "boolean", "const": True},
        "signature": {"type": "string", "minLength": 1, "maxLength": 50},
        "photo": {
            "type": "array",
            "items": {"type": "string", "maxLength": 20},
            "minItems": 1,
            "maxItems": MOST_FILES,
        },
        "file": {
            "type": "array",
            "items": {"type": "string", "maxLength": 20},
            "minItems": 1,
            "maxItems": MOST_FILES,
        },
        "table": {"type": "array", "minItems": 1, "maxItems": 20},
    }
)


def new_rule(kind: str, labels: Mapping[str, str] | None = None) -> dict[str, Any]:
    """新字段: the schema that a kind begins with; a choice is given its values and their words."""
    rule = dict(RULES[kind])
    if kind == "choice":
        rule["enum"] = list(labels or {})
    if kind == "choices":
        rule["items"] = {"type": "string", "enum": list(labels or {})}
    return rule
