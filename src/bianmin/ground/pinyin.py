"""拼音: how Chinese is read, by the package's dictionaries and some names they do not know.

The dictionaries take half a second to read: they are read when something is first spelled, and
not by every process that starts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

READINGS = {"单庄": [["shàn"], ["zhuāng"]], "茌平": [["chí"], ["píng"]]}
"""读法: names of places that the dictionaries read wrongly."""

Others = Callable[[str], Any] | str


def syllables(text: str, *, others: Others = "default") -> list[str]:
    """音节: a syllable without tone for each character; `others` makes those of what is no Chinese
    (as it stands, unless told otherwise)."""
    return _package().lazy_pinyin(text, errors=others)  # type: ignore[no-any-return]


def first_letters(text: str) -> list[str]:
    """首字母: the first letter of each character's syllable."""
    package = _package()
    return package.lazy_pinyin(text, style=package.Style.FIRST_LETTER)  # type: ignore[no-any-return]


@cache
def _package() -> Any:
    import pypinyin

    pypinyin.load_phrases_dict(READINGS)
    return pypinyin
