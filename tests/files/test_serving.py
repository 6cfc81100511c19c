"""Every copy that leaves carries its mark."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image, ImageChops

from bianmin.files import serving
from bianmin.files.serving import Mark, NoFont, watermarked
from tests.files import samples

MARK = Mark("老年人优待证", "LC012026030200017", "2026-03-02", "李建国")


def difference(left: bytes, right: bytes) -> Image.Image:
    pictures = [Image.open(io.BytesIO(content)).convert("L") for content in (left, right)]
    return ImageChops.difference(*pictures)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(samples.jpeg(900, 600), "image/jpeg"), (samples.png(900, 600, mode="RGBA"), "image/png")],
)
def test_the_mark_covers_every_quarter_of_a_picture(content: bytes, media_type: str) -> None:
    marked = watermarked(content, media_type, MARK)
    page = Image.open(io.BytesIO(marked)).convert("L")
    for left, top in ((0, 0), (450, 0), (0, 300), (450, 300)):
        quarter = page.crop((left, top, left + 450, top + 300))
        low, high = quarter.getextrema()
        assert high - low > 40, (left, top)


def test_the_mark_tells_cases_and_viewers_apart() -> None:
    content = samples.jpeg(900, 600)
    other = Mark(MARK.item, "LC012026030200018", MARK.day, MARK.viewer)
    one, two = (watermarked(content, "image/jpeg", mark) for mark in (MARK, other))
    assert difference(one, two).getbbox() is not None
    assert difference(one, watermarked(content, "image/jpeg", MARK)).getbbox() is None


def test_a_huge_picture_is_shown_smaller() -> None:
    marked = watermarked(samples.jpeg(4000, 3000), "image/jpeg", MARK)
    assert max(Image.open(io.BytesIO(marked)).size) == serving.LONGEST_SIDE


def test_every_page_of_a_pdf_carries_the_mark_last() -> None:
    marked = watermarked(samples.pdf(3), "application/pdf", MARK)
    with pikepdf.Pdf.open(io.BytesIO(marked)) as document:
        assert len(document.pages) == 3
        for page in document.pages:
            (name, stamp), *_ = page.resources.XObject.items()
            assert stamp.SMask.Width == 1000
            assert len(set(stamp.SMask.read_bytes())) > 10
            drawn = page.Contents[-1].read_bytes()
            assert f"{name} Do".encode() in drawn


def test_without_a_chinese_font_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_FONTS", ("/nowhere.ttc",))
    serving._font.cache_clear()
    serving._pattern.cache_clear()
    with pytest.raises(NoFont):
        watermarked(samples.jpeg(), "image/jpeg", MARK)
    serving._font.cache_clear()
