"""拼音: how a phrase is spelled, as people type it: without tones, and not always rightly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bianmin.ground.pinyin import syllables as read

LONGEST = 60  # characters of a phrase that are spelled
LATIN = re.compile(r"[0-9a-z]+")
MANY = 1 << 17  # phrases kept spelled: an index is built anew from them in a moment
SLIPS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
"""Sounds that are heard and typed alike: 平翘舌、前后鼻音."""


@dataclass(frozen=True)
class Spelled:
    """拼写: a phrase's syllables, their first letters, and the whole in one string."""

    syllables: tuple[str, ...]
    initials: str
    whole: str


@lru_cache(maxsize=MANY)
def spelled(text: str) -> Spelled:
    """Return how a phrase is spelled; letters and digits in it stand for themselves."""
    found = read(text[:LONGEST].lower(), others=_latin)
    syllables = tuple(loose(each) for each in found if each)
    return Spelled(syllables, "".join(each[0] for each in syllables), "".join(syllables))


def loose(letters: str) -> str:
    """Return letters with the sounds that are easily confused made one: zhang → zan."""
    for typed, kept in SLIPS:
        letters = letters.replace(typed, kept)
    return letters


def initials(text: str) -> str:
    """Return the first letters of the pinyin, in lower case: 高龄津贴 → gljt."""
    return spelled(text).initials


def _latin(rest: str) -> Any:
    """The letters and digits between characters, a run for a syllable."""
    return LATIN.findall(rest)
