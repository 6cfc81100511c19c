"""代码表: what the values of a guide's fields are called (GB/T 39046 and the national tables)."""

from __future__ import annotations

from collections.abc import Mapping

ITEM_TYPES: Mapping[str, str] = {
    "01": "行政许可",
    "05": "行政给付",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
"""事项类型."""

COPY_KINDS: Mapping[int, str] = {1: "原件", 2: "复印件", 3: "原件和复印件"}
"""材料类型."""

ORIGINAL = 1
"""材料类型: the original alone, which is kept until the matter is done."""

CASE_KINDS: Mapping[str, str] = {"immediate": "即办件", "promised": "承诺件"}
"""办件类型."""

BLANK_FORM = 2
"""材料种类: a form to be filled in."""

DEFERRABLE = 3
"""材料必要性: 容缺后补."""

SOMETIMES = 2
"""材料必要性: asked for only in the case that its note names."""
