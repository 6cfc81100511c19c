"""词片: what a text is taken to, so that two texts that say the same share something."""

from __future__ import annotations

from itertools import pairwise

from bianmin.catalogue.spelling import Spelled
from bianmin.catalogue.words import Words, meanings

PAIR, SOUND, MEANING, SINGLE = "pair", "sound", "meaning", "single"
WEIGHTS = {PAIR: 0.7, SOUND: 0.6, MEANING: 1.3, SINGLE: 0.2}
Piece = tuple[str, str]


def pieces(text: str, sound: Spelled, words: Words) -> frozenset[Piece]:
    """Pairs of characters, pairs of syllables (医宝 finds 医保), what words mean, characters."""
    syllables = sound.syllables
    return frozenset(
        [(PAIR, text[i : i + 2]) for i in range(len(text) - 1)]
        + [(SOUND, f"{a} {b}") for a, b in pairwise(syllables)]
        + [(MEANING, meaning) for meaning in meanings(text, words)]
        + [(SINGLE, character) for character in text]
    )
