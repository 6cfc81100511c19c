"""签名: what a finger drew on a pane of glass: strokes of points, nothing else.

Kept as numbers and drawn anew wherever it is shown, so no picture that somebody sends is ever
opened; a tap or a short line is no signature. In text a point has five digits of sixteen, three
across and two down, and a dash stands between strokes: ``0142807840-03c14``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from bianmin.rules.errors import Invalid

WIDTH, HEIGHT = 600, 240
"""画板: the pane that all points lie in, whatever the phone."""
MOST_POINTS = 4000
LEAST_INK = 150.0
LEAST_WIDTH, LEAST_HEIGHT = 40, 20
MISSING = "请本人在框里签名，或者拍下签了名（按了手印）的纸"
TOO_SHORT = "签名太短，看不出是谁，请本人再签一次"
POINT = 5  # digits
_TEXT = re.compile(r"(?:[0-9a-f]{5})+(?:-(?:[0-9a-f]{5})+)*")

Stroke = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Signature:
    """一个签名."""

    strokes: tuple[Stroke, ...]

    @property
    def paths(self) -> list[str]:
        """每一笔: as an SVG path draws it."""
        return ["M" + "L".join(f"{x} {y}" for x, y in stroke) for stroke in self.strokes]


def parse(text: str) -> Signature:
    """读签名: Invalid for what is none, or too little to be one."""
    if len(text) > MOST_POINTS * (POINT + 1):
        raise _wrong("签名太长，请重签一次")
    if not _TEXT.fullmatch(text):
        raise _wrong(MISSING)
    strokes = tuple(map(_stroke, text.split("-")))
    points = [point for one in strokes for point in one]
    if any(x > WIDTH or y > HEIGHT for x, y in points):
        raise _wrong(MISSING)
    ink = sum(hypot(b[0] - a[0], b[1] - a[1]) for one in strokes for a, b in pairwise(one))
    wide, high = (max(p[i] for p in points) - min(p[i] for p in points) for i in (0, 1))
    if ink < LEAST_INK or wide < LEAST_WIDTH or high < LEAST_HEIGHT:
        raise _wrong(TOO_SHORT)
    return Signature(strokes)


def _stroke(text: str) -> Stroke:
    digits = (text[n : n + POINT] for n in range(0, len(text), POINT))
    return tuple((int(each[:3], 16), int(each[3:], 16)) for each in digits)


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, {"signature": sentence})
