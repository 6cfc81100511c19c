"""办事的门: items that are asked for on a page of their own and never open an ordinary case.

人民调解 is free, voluntary and confidential (人民调解法 §4, §17): a case with a promise, a decision
and readers up to the city would be none of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Door(StrEnum):
    """门: as the guide says it (`door`); stored as is."""

    MEDIATION = "mediation"


SAYS: Mapping[Door, str] = MappingProxyType(
    {Door.MEDIATION: "调解要双方都愿意才开始，不走一般办件：请在便民服务中心的调解页申请"}
)
"""一句话: why no case is opened, and where to go instead."""


def door_of(guide: Mapping[str, Any]) -> Door | None:
    """走哪个门: None for nearly all: they open a case."""
    told = guide.get("door", "")
    return Door(told) if told in set(Door) else None
