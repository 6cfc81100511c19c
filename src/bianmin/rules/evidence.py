"""对照: which answers of a form a paper can show, told by the kind of the answer and its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WHO = frozenset({"name", "id_number", "date", "region", "address"})
SHOWS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "身份证": WHO,
        "户口": WHO | {"table"},
        "银行": frozenset({"bank", "name"}),
        "存折": frozenset({"bank", "name"}),
        "账户": frozenset({"bank", "name"}),
        "结婚证": frozenset({"name", "date", "id_number"}),
        "残疾": frozenset({"name", "id_number", "choice"}),
        "收入": frozenset({"money", "number", "table"}),
        "房": frozenset({"address", "region", "number"}),
        "出生": frozenset({"name", "date"}),
        "死亡": frozenset({"name", "date", "id_number"}),
    }
)
"""能看出什么: a word in the paper's name → the kinds of answers that stand on such a paper."""


def shows(paper: str, kind: str, label: str) -> bool:
    """能看出: whether this paper lets one check such an answer."""
    by_kind = any(word in paper and kind in kinds for word, kinds in SHOWS.items())
    return by_kind or (len(label) > 1 and (label in paper or paper in label))
