"""拼音找事: find what is spelled, or begins, with the letters typed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bianmin.catalogue.spelling import Spelled, loose

SHORTEST, SKIPPING, ROUGHLY, LONGEST = 2, 4, 5, 40  # letters typed
FUZZY = 0.6  # share of the typed letters' triples that must be found


@dataclass(frozen=True)
class Book:
    """Spellings in one text, a line each, so that one search reads them all."""

    text: str
    begins: tuple[int, ...]

    def __getitem__(self, line: int) -> str:
        return self.text[self.begins[line] : self.begins[line + 1] - 1]

    def lines(self, places: Iterable[int]) -> Iterator[int]:
        return (bisect_right(self.begins, place) - 1 for place in places)


@dataclass(frozen=True)
class Letters:
    """首字母和全拼 of every phrase, whose it is, and where three letters stand together."""

    owners: tuple[int, ...]
    initials: Book
    sounds: Book
    threes: Mapping[str, tuple[int, ...]]


def lettered(sounds: Sequence[Sequence[Spelled]]) -> Letters:
    """Return the letters of each entry's phrases."""
    flat = [(owner, sound) for owner, each in enumerate(sounds) for sound in each]
    threes: dict[str, list[int]] = defaultdict(list)
    for line, (_, sound) in enumerate(flat):
        for three in _threes(sound.whole):
            threes[three].append(line)
    return Letters(
        tuple(owner for owner, _ in flat),
        _book(sound.initials for _, sound in flat),
        _book(sound.whole for _, sound in flat),
        {three: tuple(lines) for three, lines in threes.items()},
    )


def by_letters(typed: str, letters: Letters) -> dict[int, float]:
    """Return entry → how well the letters spell one of its phrases, or nearly do."""
    typed = typed[:LONGEST]
    if len(typed) < SHORTEST:
        return {}
    found = [
        *_exactly(typed, letters.initials),
        *_exactly(loose(typed), letters.sounds),
    ]
    if not found:
        found = [*_skipping(typed, letters.initials), *_nearly(loose(typed), letters)]
    best: dict[int, float] = defaultdict(float)
    for line, points in found:
        best[letters.owners[line]] = max(best[letters.owners[line]], points)
    return best


def _exactly(typed: str, book: Book) -> Iterator[tuple[int, float]]:
    places = (match.start() for match in re.finditer(re.escape(typed), book.text))
    for line in set(book.lines(places)):
        spelling = book[line]
        if typed == spelling:
            yield line, 1.0
        else:
            yield (
                line,
                (0.75 if spelling.startswith(typed) else 0.5) + 0.2 * len(typed) / len(spelling),
            )


def _skipping(typed: str, book: Book) -> Iterator[tuple[int, float]]:
    """First letters with some left out between: nmhzs for 农民专业合作社."""
    if len(typed) >= SKIPPING:
        wanted = re.compile("^" + "[^\n]*?".join(map(re.escape, typed)), re.MULTILINE)
        for line in book.lines(match.start() for match in wanted.finditer(book.text)):
            yield line, 0.5 * len(typed) / len(book[line])


def _nearly(typed: str, letters: Letters) -> Iterator[tuple[int, float]]:
    """Most of the typed letters, three at a time: a slip of the finger does not matter."""
    wanted = _threes(typed) if len(typed) >= ROUGHLY else frozenset()
    shared: dict[int, int] = defaultdict(int)
    for three in wanted:
        for line in letters.threes.get(three, ()):
            shared[line] += 1
    for line, count in shared.items():
        if count >= FUZZY * len(wanted):
            yield (
                line,
                0.5 * count / len(wanted) + 0.2 * count / max(1, len(letters.sounds[line]) - 2),
            )


def _book(lines: Iterable[str]) -> Book:
    parts = [f"{line}\n" for line in lines]
    return Book("".join(parts), tuple(accumulate(map(len, parts), initial=0)))


def _threes(letters: str) -> frozenset[str]:
    return frozenset(letters[i : i + 3] for i in range(len(letters) - 2))
