"""书架: public prints kept by what they say: a guide is drawn once. Never somebody's papers."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

MOST_BYTES = 300 * 1024**2
LOOK_EVERY = 50  # new prints between two looks at the size of the shelf


def kept(html: str, draw: Callable[[], bytes]) -> bytes:
    """取印本: the print of this HTML from the shelf, or drawn now and put there.

    A full or unwritable disk only means that it is drawn again the next time.
    """
    place = _shelf() / f"{hashlib.sha256(html.encode()).hexdigest()}.pdf"
    try:
        content = place.read_bytes()
        os.utime(place)
        return content
    except OSError:
        content = draw()
    _put(place, content)
    return content


def _put(place: Path, content: bytes) -> None:
    """Write beside and rename, so that nobody reads half a print."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place.parent, suffix=".new")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).replace(place)
        _clear(place.parent)
    except OSError:
        return


def _clear(shelf: Path) -> None:
    """Take the prints that nobody has asked for longest, once the shelf is full."""
    prints = sorted(((p.stat(), p) for p in shelf.iterdir()), key=lambda each: each[0].st_mtime)
    if len(prints) % LOOK_EVERY:
        return
    size = sum(stat.st_size for stat, _ in prints)
    for stat, path in prints:
        if size <= MOST_BYTES:
            return
        path.unlink(missing_ok=True)
        size -= stat.st_size


def _shelf() -> Path:
    return Path(settings.BIANMIN_PAPERS_DIR) / "guides"
