"""取用: what leaves the product of a stored file: a copy marked with its purpose, and headers.

The mark says what the paper was handed in for, so that a stolen copy serves for nothing else.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pikepdf
from django.utils.http import content_disposition_header
from PIL import Image, ImageDraw, ImageFont

from bianmin.files.kinds import MediaType
from bianmin.files.names import saved_as

LONGEST_SIDE = 2400
INK, STRENGTH = 90, 88
LEAN = 24  # degrees
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
_SC = 2  # the face for simplified Chinese in the Noto collections


class NoFont(RuntimeError):
    """没有字体: the machine lacks a Chinese font, so nothing may be shown without its mark."""


@dataclass(frozen=True)
class Mark:
    """水印: for what, under which number, on which day, seen by whom."""

    item: str
    number: str
    day: str
    viewer: str

    def lines(self) -> tuple[str, ...]:
        """Return the lines that are repeated over the whole page."""
        return f"仅限办理{self.item}", f"{self.number} {self.day}", self.viewer


def watermarked(content: bytes, media_type: str, mark: Mark) -> bytes:
    """水印: return a copy of a clean file with the mark all over it."""
    if media_type == MediaType.PDF:
        return _marked_pdf(content, mark)
    return _marked_image(content, MediaType(media_type), mark)


def headers(media_type: str, display_name: str, *, inline: bool = False) -> Mapping[str, str]:
    """响应头: return what makes a browser save the file, or show a picture and nothing else."""
    shown = inline and media_type in (MediaType.JPEG, MediaType.PNG)
    name = saved_as(display_name, media_type)
    return {
        "Content-Type": media_type,
        "Content-Disposition": content_disposition_header(not shown, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'self'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }


def _marked_image(content: bytes, media_type: MediaType, mark: Mark) -> bytes:
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decode a large photo at reduced size
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        page = _on_white(picture)
    page.paste((INK, INK, INK), mask=_pattern(page.width, page.height, mark.lines()))
    out = io.BytesIO()
    if media_type is MediaType.PNG:
        page.save(out, "PNG", compress_level=3)
    else:
        page.save(out, "JPEG", quality=85)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture without transparency: a mark must not vanish on another ground."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.convert("RGBA").getchannel("A"))
    return page


def _marked_pdf(content: bytes, mark: Mark) -> bytes:
    with pikepdf.Pdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            left, bottom, right, top = (float(edge) for edge in page.cropbox)
            picture = _stamp(
                document, _pattern(1000, _height(left, bottom, right, top), mark.lines())
            )
            name = page.add_resource(picture, pikepdf.Name.XObject)
            width, height = right - left, top - bottom
            page.contents_add(b"q", prepend=True)
            drawing = f"Q q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm {name} Do Q"
            page.contents_add(drawing.encode())
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _height(left: float, bottom: float, right: float, top: float) -> int:
    """Return the height of a page drawn 1000 wide, within reason."""
    return int(min(4000, max(100, 1000 * (top - bottom) / max(1.0, right - left))))


def _stamp(document: pikepdf.Pdf, pattern: Image.Image) -> pikepdf.Object:
    """Return the pattern as a picture of one colour behind a soft mask."""
    mask = _grey_stream(document, pattern)
    stamp = _grey_stream(document, Image.new("L", (1, 1), INK))
    stamp["/SMask"] = mask
    return document.make_indirect(stamp)


def _grey_stream(document: pikepdf.Pdf, grey: Image.Image) -> pikepdf.Stream:
    stream = pikepdf.Stream(document, grey.tobytes())
    stream["/Type"], stream["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
    stream["/Width"], stream["/Height"] = grey.width, grey.height
    stream["/ColorSpace"], stream["/BitsPerComponent"] = pikepdf.Name.DeviceGray, 8
    return stream


@lru_cache(maxsize=8)
def _pattern(width: int, height: int, lines: tuple[str, ...]) -> Image.Image:
    """Return how strongly each point is inked: the lines, leaning, all over the page."""
    side = math.ceil(math.hypot(width, height))
    tile = _tile(max(12, min(width, height) // 30), lines)
    sheet = Image.new("L", (side, side), 0)
    for row, top in enumerate(range(0, side, tile.height)):
        for left in range(-(row % 2) * tile.width // 2, side, tile.width):
            sheet.paste(tile, (left, top))
    turned = sheet.rotate(LEAN, resample=Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


def _tile(size: int, lines: tuple[str, ...]) -> Image.Image:
    font = _font(size)
    width = int(max(font.getlength(line) for line in lines)) + size * 3
    tile = Image.new("L", (width, size * 3 * (len(lines) + 1) // 2), 0)
    draw = ImageDraw.Draw(tile)
    for index, line in enumerate(lines):
        draw.text((size, size // 2 + index * size * 3 // 2), line, font=font, fill=STRENGTH)
    return tile


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    for path in _FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size, index=_SC if "Noto" in path else 0)
    raise NoFont("没有中文字体，请安装 fonts-noto-cjk")
