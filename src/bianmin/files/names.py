"""文件名: what a person called the file, made fit to be shown and to be saved under."""

from __future__ import annotations

import unicodedata

from bianmin.files.kinds import EXTENSIONS

LONGEST = 60
NAMELESS = "材料"
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{kind}{n}" for kind in ("COM", "LPT") for n in range(1, 10))}
)
_NOT_IN_NAMES = frozenset('/\\:*?"<>|;%$`')


def clean_name(given: str) -> str:
    """文件名: return the last part of a name without path, control or direction characters."""
    last = unicodedata.normalize("NFKC", given).replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in last if _is_shown(character))
    stem = " ".join(shown.split()).strip(" .")[:LONGEST].rstrip(" .")
    if not stem or stem.partition(".")[0].strip().upper() in _RESERVED:
        return NAMELESS
    return stem


def saved_as(display_name: str, media_type: str) -> str:
    """文件名: return the name to save under; its ending follows from the content, not from it."""
    stem = clean_name(display_name)
    head, dot, ending = stem.rpartition(".")
    if dot and head and len(ending) <= 5 and ending.isascii():
        stem = head
    return f"{stem}.{EXTENSIONS[media_type]}"


def _is_shown(character: str) -> bool:
    """Control, format (direction marks), surrogate, private and unassigned ones are not."""
    return character not in _NOT_IN_NAMES and unicodedata.category(character)[0] != "C"
