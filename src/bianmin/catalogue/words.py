"""群众的说法: what villagers call things, as data; what their words mean for the search."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

NUMERALS = "零一二三四五六七八九"
OLD, VERY_OLD, OLDEST = 60, 80, 120
_AGE = re.compile(r"(\d{2,3}|[二三四五六七八九]?十[一二三四五六七八九]?)(?=岁|周岁|多岁|多了|了)")


@dataclass(frozen=True)
class Words:
    """词表: word → what it means here; what is only filling."""

    meanings: Mapping[str, str]
    fillers: re.Pattern[str]
    longest: int


def plain(text: str) -> str:
    """Return a text in half width and lower case, with letters, digits and characters only."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum() or c == " "
    )


def table(groups: Iterable[tuple[str, str]], fillers: Iterable[str]) -> Words:
    """Return the table of (word, meaning) pairs; a meaning is also a word."""
    pairs = list(groups)
    meanings = {meaning: meaning for _, meaning in pairs} | dict(pairs)
    longest_first = sorted(set(fillers), key=lambda word: (-len(word), word))
    return Words(
        meanings,
        re.compile("|".join(map(re.escape, longest_first)) or r"(?!)"),
        max(map(len, meanings), default=0),
    )


def meanings(text: str, words: Words) -> frozenset[str]:
    """Return what is meant in a text: every known word in it, and how old a named age is."""
    found = {
        words.meanings[text[i : i + size]]
        for i in range(len(text))
        for size in range(1, words.longest + 1)
        if text[i : i + size] in words.meanings
    }
    return frozenset(found | {_stage(int(years)) for years in _ages(text)} - {""})


@cache
def shipped() -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return the shipped (word, meaning) pairs and fillers."""
    file = resources.files("bianmin.catalogue") / "data" / "words.json"
    loaded = json.loads(file.read_text(encoding="utf-8"))
    pairs = [(word, group["means"]) for group in loaded["groups"] for word in group["says"]]
    return tuple(pairs), tuple(loaded["fillers"])


def shipped_words() -> dict[str, str]:
    """Return shipped word → what it means."""
    return dict(shipped()[0])


def shipped_meanings() -> list[str]:
    """Return what shipped words mean, in the order of the file."""
    return list(dict.fromkeys(means for _, means in shipped()[0]))


def _ages(text: str) -> list[int]:
    return [int(found) if found.isdigit() else _numeral(found) for found in _AGE.findall(text)]


def _numeral(words: str) -> int:
    """Return a numeral below a hundred: 八十三 → 83."""
    tens, _, ones = words.partition("十")
    return (NUMERALS.index(tens) if tens else 1) * 10 + (NUMERALS.index(ones) if ones else 0)


def _stage(years: int) -> str:
    if VERY_OLD <= years <= OLDEST:
        return "八十岁"
    return "六十岁" if OLD <= years < VERY_OLD else ""
