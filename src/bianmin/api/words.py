"""用词: what the checker of bodies and parameters finds wrong, said to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = {
    "extra_forbidden": "没有这个字段，请去掉",
    "unknown_parameter": "没有这个参数，请去掉",
    "missing": "缺少这一项",
    "string_type": "应为文字",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "格式不对，应符合 {pattern}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数字太大",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_attributes_type": "应为对象",
    "model_type": "应为对象",
}
OTHERWISE = "填写的内容不对"


def words_for(error: Mapping[str, Any]) -> str:
    """Return a sentence for one finding; what our own checks say is passed on as they say it."""
    told = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(told.get("error", OTHERWISE))
    return WORDS.get(error["type"], OTHERWISE).format_map(told)
