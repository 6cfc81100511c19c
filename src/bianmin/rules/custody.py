"""材料交接: what of a resident's papers is in whose hands, and how it is counted when it moves.

Nothing leaves the chain: only who has a paper gives it, whoever takes it says so, and what did not
come stays with who says to have given it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import Invalid
from bianmin.rules.limits import Limit, Unit

RETURNS = Limit(10, Unit.WORKDAY)
"""还原件: where no day was promised for the whole matter, from the day they were taken."""
MOST_COPIES = 20
MOST_ON_A_SHEET = 60


class Found(StrEnum):
    """点收: what was found of one paper on a hand-over list; stored as is."""

    OPEN = "open"
    OK = "ok"
    MISSING = "missing"
    DIFFERS = "differs"
    TAKEN_BACK = "taken_back"


FOUND_LABELS: Mapping[Found, str] = MappingProxyType(
    {
        Found.OPEN: "还没点收",
        Found.OK: "齐了",
        Found.MISSING: "没有来",
        Found.DIFFERS: "对不上",
        Found.TAKEN_BACK: "没有交出去",
    }
)
SAID = (Found.OK, Found.MISSING, Found.DIFFERS)
"""点收时能说的."""


@dataclass(frozen=True)
class Taken:
    """取走一样: what it is called, the original or a copy, and how many."""

    name: str
    is_original: bool
    count: int


def check_taken(taken: Sequence[Taken]) -> None:
    """取材料: at least one, each in a number that one can count."""
    if not taken:
        raise Invalid("请选取走的材料")
    if any(not 1 <= one.count <= MOST_COPIES for one in taken):
        raise Invalid(f"每样最多 {MOST_COPIES} 份")


def check_found(found: Mapping[int, Found], wanted: frozenset[int], words: str) -> None:
    """点收: every paper on the list, and in words what is wrong with any."""
    if set(found) != wanted or any(one not in SAID for one in found.values()):
        raise Invalid("请把清单上的每一样都点一遍")
    if any(one is not Found.OK for one in found.values()) and len(words.strip()) < 2:
        sentence = "有对不上的，请写明差在哪里"
        raise Invalid(sentence, {"words": sentence})
