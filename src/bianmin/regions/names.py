"""地名: what a place is called, what kind it is, and how it is found by pinyin."""

from __future__ import annotations

from dataclasses import dataclass

from bianmin.ground.pinyin import first_letters, syllables
from bianmin.rules import naming
from bianmin.rules.errors import Invalid

OTHER = "其他"
_COUNTY_KINDS = ("自治县", "自治旗", "林区", "特区", "县", "市", "区", "旗")
_SHORTEST = 2  # 莘县 stays 莘县


@dataclass(frozen=True)
class Called:
    """称呼: a place's name, short name and kind, made from its official name."""

    name: str
    short_name: str
    kind: str


@dataclass(frozen=True)
class Spelt:
    """拼音: in full, by which lists are sorted, and the initials."""

    full: str
    initials: str


def called(level: str, official: str) -> Called:
    """称呼: of a place of one of the four levels (city, county, township, village)."""
    if level == "village":
        return _village(official)
    if level == "township":
        name, kind = naming.township_name(official), naming.township_kind(official)
        return Called(name, _without(name, kind), kind)
    if level == "county":
        kind = next((kind for kind in _COUNTY_KINDS if official.endswith(kind)), OTHER)
        return Called(official, _without(official, kind), kind)
    return Called(official, _without(official, "市"), "市")


def spelt(name: str) -> Spelt:
    """拼音: 古楼街道 → gulou jiedao without the gap, and gljd."""
    full, initials = "".join(syllables(name)), "".join(first_letters(name))
    return Spelt(full.lower()[:120], initials.lower()[:40])


def _village(official: str) -> Called:
    try:
        name, kind = naming.village_name(official), naming.village_kind(official)
    except Invalid:  # 生活区, 林场一队: the table of another city may have them
        return Called(official, official, OTHER)
    return Called(name, _without(name, kind), kind)


def _without(name: str, ending: str) -> str:
    short = name.removesuffix(ending)
    return short if len(short) >= _SHORTEST else name
