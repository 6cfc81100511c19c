"""字体合用: the prints of one file share their fonts, instead of each bringing its own cuts.

A print embeds the glyphs it uses, some hundred kilobytes; bound together the same characters would
lie in the file as often as there are prints. So one page is drawn with all their characters, and
every print takes its glyphs from there. Glyphs keep their numbers in every cut of a font, so only
the font's file is exchanged; where a glyph is not on that page, the print keeps its own cut.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any

import pikepdf

from bianmin.papers.printing import print_pdf

WEIGHTS: Mapping[str, int] = MappingProxyType({"": 400, "Medium": 500, "Bold": 700})
NAME = re.compile(r"/?[A-Z]{6}\+(Noto-(?:Sans|Serif)-CJK-SC)(?:-(\w+))?$")
MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})>\s+<([0-9A-Fa-f]+)>")
CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
BESIDE_LETTERS = "LC-0123456789 字　字"
"""Figures have another shape in a run of letters; a wide space is drawn between words only."""

Face = tuple[str, int]
"""字面: a family and a weight."""


@dataclass(frozen=True)
class Cut:
    """一份字体: what one print embeds of a face, and which glyphs and characters it draws."""

    face: Face
    descriptor: Any
    glyphs: frozenset[int]
    text: str


def share_fonts(bound: pikepdf.Pdf) -> int:
    """合用: exchange what can be; return how many cuts were given up."""
    by_face: dict[Face, list[Cut]] = defaultdict(list)
    for cut in _cuts(bound):
        by_face[cut.face].append(cut)
    wanted = {face: cuts for face, cuts in by_face.items() if len(cuts) > 1}
    if not wanted:
        return 0
    given = 0
    with pikepdf.open(io.BytesIO(print_pdf(_letters(wanted)).content)) as letters:
        for shared in _cuts(letters):
            file = bound.copy_foreign(shared.descriptor.FontFile3)
            for cut in wanted.get(shared.face, ()):
                if cut.glyphs <= shared.glyphs:
                    cut.descriptor.FontFile3 = file
                    given += 1
    return given


def _letters(wanted: Mapping[Face, list[Cut]]) -> str:
    """The page of all characters; each by itself, then what looks otherwise in company."""
    lines = []
    for (family, weight), cuts in wanted.items():
        text = sorted(set().union(*(cut.text for cut in cuts)) - {" "})
        alone = "".join(f"<b>{escape(one)}</b>" for one in text)
        style = f"font-family: '{family}'; font-weight: {weight}"
        lines.append(f'<p style="{style}">{alone} {BESIDE_LETTERS} &#160;</p>')
    head = '<meta charset="utf-8"><style>b { display: inline-block; font-weight: inherit }</style>'
    return f'<html lang="zh-CN">{head}<body>{"".join(lines)}</body></html>'


def _cuts(pdf: pikepdf.Pdf) -> Iterator[Cut]:
    for found in pdf.objects:
        if not isinstance(found, pikepdf.Dictionary) or found.get("/Subtype") != "/Type0":
            continue
        named = NAME.match(str(found.BaseFont))
        descriptor = found.DescendantFonts[0].FontDescriptor
        if not named or (named[2] or "") not in WEIGHTS or "/FontFile3" not in descriptor:
            continue
        face = (named[1].replace("-", " "), WEIGHTS[named[2] or ""])
        mapped = list(_mapped(found.ToUnicode.read_bytes()))
        glyphs = frozenset(glyph for glyph, _ in mapped)
        yield Cut(face, descriptor, glyphs, "".join(text for _, text in mapped))


def _mapped(told: bytes) -> Iterator[tuple[int, str]]:
    """Which characters each glyph stands for, as the print says for whoever copies its text."""
    for part in CHARS.findall(told):
        for glyph, text in MAPPED.findall(part):
            yield int(glyph, 16), bytes.fromhex(text.decode()).decode("utf-16-be", "ignore")
