"""找事: rank items by a citizen's own words, pinyin or initials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin


@dataclass(frozen=True)
class Entry:
    """What one item can be found by."""

    item_id: int
    phrases: tuple[str, ...]  # name, plain name, synonyms
    popularity: int


def initials(text: str) -> str:
    """Return the first letters of the pinyin, in lower case: 高龄津贴 → gljt."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")).lower()


def spelled(text: str) -> str:
    """Return the pinyin without tones and spaces: 高龄 → gaoling."""
    return "".join(lazy_pinyin(text, errors="ignore")).lower()


def bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset(text)


def score(wanted: str, phrase: str) -> float:
    """Return how well one phrase answers the wanted words, 0 (not at all) to 1 (the same)."""
    if not wanted or not phrase:
        return 0.0
    if wanted == phrase:
        return 1.0
    if wanted in phrase:
        return 0.8 + 0.15 * len(wanted) / len(phrase)
    if phrase in wanted:
        return 0.7 + 0.2 * len(phrase) / len(wanted)
    if wanted.isascii():
        letters = wanted.replace(" ", "").lower()
        if len(letters) < 2:
            return 0.0
        for text in (initials(phrase), spelled(phrase)):
            if letters == text:
                return 0.95
            if text.startswith(letters):
                return 0.75
            if letters in text:
                return 0.55
        return 0.0
    shared = len(bigrams(wanted) & bigrams(phrase))
    if shared:
        return 0.6 * shared / len(bigrams(wanted))
    same = len(set(wanted) & set(phrase))
    return 0.3 * same / len(set(wanted)) if same >= 2 else 0.0


def rank(wanted: str, entries: Iterable[Entry], *, least: float = 0.2) -> list[int]:
    """Return the ids of the items that answer, best first; equal ones by popularity."""
    wanted = "".join(wanted.split())
    found = [
        (max((score(wanted, phrase) for phrase in entry.phrases), default=0.0), entry)
        for entry in entries
    ]
    good = [(points, entry) for points, entry in found if points >= least]
    good.sort(key=lambda pair: (-round(pair[0], 2), -pair[1].popularity, pair[1].item_id))
    return [entry.item_id for _, entry in good]
