"""找事: rank items by a citizen's own words, pinyin or initials.

A text is taken to pieces (`pieces`); a piece counts for more the fewer items have it. The items
that share most with what was typed are looked at phrase by phrase.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from math import log

from bianmin.catalogue.letters import Letters, by_letters, lettered
from bianmin.catalogue.pieces import SINGLE, WEIGHTS, Piece, pieces
from bianmin.catalogue.spelling import spelled
from bianmin.catalogue.words import Words, plain

LEAST = 0.16
LIKED = 0.03  # what popularity adds at most: it decides between equals only
LOOKED_AT = 200
UNKNOWN = 0.3  # what a piece that no item has counts for, of one that two items have
RUNS = re.compile(r"[a-z ]*[a-z][a-z ]*|[^a-z ]+")


@dataclass(frozen=True)
class Entry:
    """What one item can be found by."""

    item_id: int
    phrases: tuple[str, ...]  # name, plain name, synonyms
    popularity: int


@dataclass(frozen=True)
class Phrase:
    """一个说法: as written, its pieces, and what they weigh together."""

    text: str
    pieces: frozenset[Piece]
    weight: float


@dataclass(frozen=True)
class Index:
    """索引: each entry's phrases, which entries have a piece, and how much a piece counts."""

    entries: tuple[Entry, ...]
    phrases: tuple[tuple[Phrase, ...], ...]
    having: Mapping[Piece, tuple[int, ...]]
    counts_for: Mapping[Piece, float]
    letters: Letters
    words: Words


def build(entries: Iterable[Entry], words: Words) -> Index:
    """Return the index of what can be found."""
    kept = tuple(entries)
    texts = [[plain(phrase).replace(" ", "") for phrase in entry.phrases] for entry in kept]
    sounds = [[spelled(text) for text in each] for each in texts]
    known: dict[Piece, Piece] = {}  # one object for a piece, however many phrases have it
    taken = [
        [
            frozenset(known.setdefault(piece, piece) for piece in pieces(text, sound, words))
            for text, sound in zip(*pair, strict=True)
        ]
        for pair in zip(texts, sounds, strict=True)
    ]
    having: dict[Piece, list[int]] = defaultdict(list)
    for number, each in enumerate(taken):
        for piece in frozenset().union(*each):
            having[piece].append(number)
    counts_for = {
        piece: WEIGHTS[piece[0]] * log(1 + len(kept) / len(numbers))
        for piece, numbers in having.items()
    }
    phrases = tuple(
        tuple(
            Phrase(text, found, sum(counts_for[piece] for piece in found))
            for text, found in zip(*pair, strict=True)
        )
        for pair in zip(texts, taken, strict=True)
    )
    turned = {piece: tuple(numbers) for piece, numbers in having.items()}
    return Index(kept, phrases, turned, counts_for, lettered(sounds), words)


def rank(wanted: str, index: Index, *, least: float = LEAST) -> list[int]:
    """Return the ids of the items that answer, best first; equal ones by popularity."""
    points: Counter[int] = Counter()
    for run in RUNS.findall(plain(wanted)):
        typed = run.replace(" ", "")
        is_spelled = typed.isascii() and typed.isalpha()
        points.update(by_letters(typed, index.letters) if is_spelled else _by_words(typed, index))
    good = [number for number, gained in points.items() if gained >= least]
    most = max((index.entries[number].popularity for number in good), default=0) or 1
    for number in good:
        points[number] += LIKED * index.entries[number].popularity / most  # type: ignore[assignment]
    good.sort(key=lambda number: (-points[number], index.entries[number].item_id))
    return [index.entries[number].item_id for number in good]


def _by_words(asked: str, index: Index) -> dict[int, float]:
    core = index.words.fillers.sub("", asked) or asked
    wanted = pieces(core, spelled(core), index.words)
    shared: dict[int, float] = defaultdict(float)
    for piece in wanted:
        if piece[0] != SINGLE or len(core) == 1:
            for number in index.having.get(piece, ()):
                shared[number] += index.counts_for[piece]
    rare = log(1 + len(index.entries) / 2)
    whole = sum(index.counts_for.get(p, UNKNOWN * WEIGHTS[p[0]] * rare) for p in wanted)
    return {
        number: _points(index.phrases[number], asked, core, wanted, whole, index.counts_for)
        for number in nlargest(LOOKED_AT, shared, key=lambda number: shared[number])
    }


def _points(
    phrases: Iterable[Phrase],
    asked: str,
    core: str,
    wanted: frozenset[Piece],
    whole: float,
    counts_for: Mapping[Piece, float],
) -> float:
    """How well an item answers: by its best phrase, and by all its phrases together."""
    best, together = 0.0, frozenset[Piece]()
    for phrase in phrases:
        common = wanted & phrase.pieces
        if not common:
            continue
        together |= common
        found = sum(counts_for[piece] for piece in common)
        of_asked = found / whole
        points = 0.35 * of_asked + 0.3 * found / phrase.weight * min(1.0, 2 * of_asked)
        if phrase.text in (asked, core):
            points += 0.6
        elif _inside(phrase.text, asked) or _inside(core, phrase.text):
            points += 0.25
        best = max(best, points)
    return best + 0.35 * sum(counts_for[piece] for piece in together) / whole


def _inside(part: str, text: str) -> bool:
    return len(part) > 1 and part in text
