"""事项编码规则: how long codes are and what they are made of, for the format a source follows.

The national standard (GB/T 39046-2020: an..10 and an..24) and practice (C0109.1-2018: 12, 31, 33)
disagree, and provinces have forms of their own. So a code is checked by the one format that was
chosen for its source, never by one expression for all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

LONGEST = 80


class CodeFormat(StrEnum):
    """编码格式: which document a source's codes follow."""

    NATIONAL = "c0109-2018"
    STANDARD = "gbt39046-2020"
    SICHUAN = "sc-zwfw"
    LOCAL = "local"


FORMATS: Mapping[CodeFormat, str] = MappingProxyType(
    {
        CodeFormat.NATIONAL: "全国一体化平台（12 / 31 / 33 位）",
        CodeFormat.STANDARD: "GB/T 39046-2020（10 / 24 位以内）",
        CodeFormat.SICHUAN: "四川政务服务网（分段编码）",
        CodeFormat.LOCAL: "地方编码（50 位以内，不限结构）",
    }
)


class CodeKind(StrEnum):
    """编码种类: of the catalogue, of one body's list, of one thing that is handled."""

    BASIC = "basic"
    TASK = "task"
    HANDLE = "handle"


KINDS: Mapping[CodeKind, str] = MappingProxyType(
    {
        CodeKind.BASIC: "基本编码",
        CodeKind.TASK: "实施编码",
        CodeKind.HANDLE: "业务办理项编码",
    }
)


@dataclass(frozen=True)
class _Shape:
    pattern: str
    words: str


_LOCAL = _Shape(r"[0-9A-Za-z\-_.]{1,50}", "50 位以内的数字、字母和短横线")
_SEGMENTS = _Shape(
    r"[0-9A-Z]{1,14}(-[0-9A-Z]{1,18}){3,6}-[0-9A-Z]-[0-9]{2}",
    "“基本编码-区划-序号-主体代码-层级-序号”，各段用短横线连接",
)
_SHAPES: Mapping[tuple[CodeFormat, CodeKind], _Shape] = MappingProxyType(
    {
        (CodeFormat.NATIONAL, CodeKind.BASIC): _Shape(r"[0-9A-Z]{12}", "12 位数字或大写字母"),
        (CodeFormat.NATIONAL, CodeKind.TASK): _Shape(
            r"[0-9A-HJ-NP-RTUWXY]{18}[1-7][0-9A-Z]{12}",
            "31 位：18 位统一社会信用代码、1 位行使层级、12 位基本编码",
        ),
        (CodeFormat.NATIONAL, CodeKind.HANDLE): _Shape(
            r"[0-9A-HJ-NP-RTUWXY]{18}[1-7][0-9A-Z]{12}[0-9]{2}",
            "33 位：31 位实施编码加 2 位序号",
        ),
        (CodeFormat.STANDARD, CodeKind.BASIC): _Shape(r"[0-9A-Za-z]{1,10}", "10 位以内数字字母"),
        (CodeFormat.STANDARD, CodeKind.TASK): _Shape(r"[0-9A-Za-z]{1,24}", "24 位以内数字字母"),
        (CodeFormat.STANDARD, CodeKind.HANDLE): _Shape(r"[0-9A-Za-z]{1,26}", "26 位以内数字字母"),
        (CodeFormat.SICHUAN, CodeKind.BASIC): _Shape(r"[0-9A-Z\-]{8,14}", "8 到 14 位"),
        (CodeFormat.SICHUAN, CodeKind.TASK): _SEGMENTS,
        (CodeFormat.SICHUAN, CodeKind.HANDLE): _SEGMENTS,
        (CodeFormat.LOCAL, CodeKind.BASIC): _LOCAL,
        (CodeFormat.LOCAL, CodeKind.TASK): _LOCAL,
        (CodeFormat.LOCAL, CodeKind.HANDLE): _LOCAL,
    }
)


def code_fault(code_format: CodeFormat, kind: CodeKind, code: str) -> str:
    """编码检查: return what is wrong by the chosen format, or nothing."""
    shape = _SHAPES[code_format, kind]
    if re.fullmatch(shape.pattern, code):
        return ""
    return f"{KINDS[kind]}应为{shape.words}"
