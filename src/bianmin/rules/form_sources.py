"""预填来源: what a field may be filled in with beforehand, and which kinds of field take it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HOUSEHOLD = "household"
GUARDIAN = "guardian."
NEVER = frozenset({"declaration", "signature", "photo", "file", "boolean"})
"""What a person must say or show anew each time."""

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "person.name": "本人姓名",
        "person.phone": "本人手机号",
        "person.bank": "本人银行账号",
        "person.address": "本人地址",
        "person.place": "本人住的村（社区）",
        "person.sex": "性别（看身份证号）",
        "person.birthday": "出生日期（看身份证号）",
        "guardian.name": "登记的监护人来填：他的姓名",
        "guardian.id_number": "登记的监护人来填：他的身份证号",
        "guardian.phone": "登记的监护人来填：他的手机号",
        "earlier": "以前办事时填过的同一项",
        HOUSEHOLD: "以前办事时填过的家里人",
    }
)
FALLS_BACK = frozenset({"earlier", HOUSEHOLD}) | {
    source for source in SOURCES if source.startswith(GUARDIAN)
}
"""Looked for in the earlier cases, where the source itself has nothing."""

_TAKEN_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "person.name": frozenset({"name", "text"}),
        "person.phone": frozenset({"phone"}),
        "person.bank": frozenset({"bank"}),
        "person.address": frozenset({"address", "text"}),
        "person.place": frozenset({"region"}),
        "person.sex": frozenset({"choice"}),
        "person.birthday": frozenset({"date"}),
        "guardian.name": frozenset({"name", "text"}),
        "guardian.id_number": frozenset({"id_number"}),
        "guardian.phone": frozenset({"phone"}),
        HOUSEHOLD: frozenset({"table"}),
    }
)


def fits(source: str, kind: str) -> bool:
    """填得上: whether a field of this kind takes what the source gives."""
    if not source:
        return True
    return source in SOURCES and kind not in NEVER and kind in _TAKEN_BY.get(source, {kind})
