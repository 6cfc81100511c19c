"""课文: the words of a lesson as paragraphs and lists; a line that begins with "- " is a point."""

from __future__ import annotations

from itertools import groupby


def blocks(text: str) -> list[tuple[bool, list[str]]]:
    """Return (whether it is a list, its lines) in order; empty lines only part."""
    lines = [line.strip() for line in text.splitlines()]
    found = []
    for is_list, group in groupby(filter(None, lines), key=lambda line: line.startswith("- ")):
        found.append((is_list, [line.removeprefix("- ") for line in group]))
    return found
