"""The child's work, called directly: what each hostile thing becomes."""

from __future__ import annotations

import io
import json
import random
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
import pytest
from PIL import Image
from torture import _hostile_files as hostile
from torture._second_look import complaint

from bianmin.files import images, pdfs, sanitise
from bianmin.files.kinds import BROKEN, TOO_COMPLEX
from tests.files import samples

QUICK = (
    hostile._pixel_flood,
    hostile._jpeg_dimensions,
    hostile._jpeg_and_zip,
    hostile._png_and_zip,
    hostile._jpeg_and_script,
    hostile._gps,
    hostile._idat_bomb,
    hostile._animated_png,
    hostile._scripted,
    hostile._escaped_names,
    hostile._pdf_and_html,
    hostile._pdf_and_zip,
    hostile._zip_as_picture,
    hostile._photo_with_place,
    hostile._picture_bomb,
    hostile._page_loop,
    hostile._page_tree_bomb,
    hostile._locked,
    hostile._lying_head,
    hostile._cut,
    hostile._flipped,
)


@pytest.fixture(autouse=True)
def _pixel_limit() -> Iterator[None]:
    before = Image.MAX_IMAGE_PIXELS
    yield
    Image.MAX_IMAGE_PIXELS = before


@pytest.mark.parametrize("family", QUICK, ids=lambda family: family.__name__)
def test_it_comes_out_harmless_or_not_at_all(family: hostile.Callable[..., bytes]) -> None:
    for seed in range(8):
        verdict, clean = sanitise.sanitise(family(random.Random(seed)))
        if verdict.refusal:
            assert clean == b""
        else:
            assert complaint(clean, verdict.media_type) == ""


def test_main_writes_one_line_and_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sanitise, "give_up_rights", lambda: None)
    sink = io.BytesIO()
    sanitise.main(io.BytesIO(samples.png()), sink)
    head, _, clean = sink.getvalue().partition(b"\n")
    assert json.loads(head) == {"refusal": "", "media_type": "image/png", "pages": None}
    assert clean.startswith(b"\x89PNG")


def test_running_out_of_memory_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(images, "_drawn_anew", greedy)
    monkeypatch.setattr(pdfs, "_scrub", greedy)
    for content in (samples.png(), samples.pdf()):
        assert sanitise.sanitise(content)[0].refusal == TOO_COMPLEX


@pytest.mark.parametrize("hidden", [b"<script>", b"/OpenAction"])
def test_what_goes_out_is_looked_at_once_more(
    hidden: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sanitise, "clean_image", lambda *_: samples.png() + hidden)
    assert sanitise.sanitise(samples.png())[0].refusal == TOO_COMPLEX


def stored(filters: str, data: bytes, parameters: bytes = b"") -> bytes:
    """A page that shows one stored picture."""
    picture = b"/Type /XObject /Subtype /Image /Width 16 /Height 16 /ColorSpace /DeviceGray "
    picture += b"/BitsPerComponent 8 /Filter [%s] %s " % (filters.encode(), parameters)
    resources = b"/Resources << /XObject << /X 5 0 R >> >> "
    return hostile._page_pdf(
        hostile._stream(b"/X Do"), hostile._stream(data, picture), page=resources
    )


@contextmanager
def shown(content: bytes) -> Iterator[pikepdf.Stream]:
    with pikepdf.Pdf.open(io.BytesIO(content)) as document:
        yield document.pages[0].obj.Resources.XObject.X


def test_a_photo_inside_two_filters_is_unpacked_cleaned_and_still_shows() -> None:
    photo = samples.jpeg(16, 16, mode="L", comment=b"CANARY")
    packed = stored("/FlateDecode /DCTDecode", zlib.compress(photo))
    verdict, clean = sanitise.sanitise(packed)
    assert verdict.refusal == ""
    with shown(clean) as picture:
        assert picture.Filter == pikepdf.Name.DCTDecode
        assert b"CANARY" not in picture.read_raw_bytes()
        assert pikepdf.PdfImage(picture).as_pil_image().size == (16, 16)


def test_pixels_with_a_predictor_come_out_the_same() -> None:
    pixels = bytes(range(256))
    rows = b"".join(b"\0" + pixels[start : start + 16] for start in range(0, 256, 16))
    parameters = b"/DecodeParms << /Predictor 15 /Columns 16 >>"
    _, clean = sanitise.sanitise(stored("/FlateDecode", zlib.compress(rows), parameters))
    with shown(clean) as picture:
        assert picture.read_bytes() == pixels


def test_a_fax_keeps_its_parameters() -> None:
    parameters = b"/DecodeParms [<< /K -1 /Columns 16 /Rows 16 >>]"
    _, clean = sanitise.sanitise(stored("/CCITTFaxDecode", b"\0" * 40, parameters))
    with shown(clean) as picture:
        assert picture.DecodeParms.Columns == 16


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ("/Crypt /DCTDecode", TOO_COMPLEX),
        ("/DCTDecode /FlateDecode", TOO_COMPLEX),
        ("/NoSuchDecode", TOO_COMPLEX),
        ("/DCTDecode", BROKEN),
    ],
)
def test_filters_that_nobody_needs_are_refused(filters: str, sentence: str) -> None:
    assert sanitise.sanitise(stored(filters, b"junk"))[0].refusal == sentence


def test_a_picture_without_its_size_is_refused() -> None:
    content = stored("/FlateDecode", zlib.compress(b"x")).replace(b"/Width 16", b"/Whide 16")
    assert sanitise.sanitise(content)[0].refusal == BROKEN


def test_postscript_is_emptied() -> None:
    script = hostile._stream(b"(x) run", b"/Type /XObject /Subtype /PS ")
    resources = b"/Resources << /XObject << /X 5 0 R >> >> "
    content = hostile._page_pdf(hostile._stream(b"/X Do"), script, page=resources)
    with shown(sanitise.sanitise(content)[1]) as emptied:
        assert emptied.read_bytes() == b""


def test_a_document_without_pages_is_refused() -> None:
    out = io.BytesIO()
    pikepdf.Pdf.new().save(out)
    assert sanitise.sanitise(out.getvalue())[0].refusal == pdfs.NO_PAGES


def test_what_grows_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_BYTES", 10)
    monkeypatch.setattr(pdfs, "MAX_BYTES", 10)
    assert "JPG" in sanitise.sanitise(samples.png())[0].refusal
    assert sanitise.sanitise(samples.jpeg())[0].refusal == TOO_COMPLEX
    assert "20 MB" in sanitise.sanitise(samples.pdf())[0].refusal


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "MAX_UNPACKED", 10)
    assert sanitise.sanitise(samples.typed_form("WANG"))[0].refusal == TOO_COMPLEX


def test_values_nested_too_deep_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "MAX_DEPTH", 2)
    assert sanitise.sanitise(samples.typed_form("WANG"))[0].refusal == TOO_COMPLEX


@pytest.mark.parametrize("family", [hostile._scan_bomb, hostile._segment_bomb])
def test_a_jpeg_of_absurdly_many_pieces_is_not_even_decoded(
    family: hostile.Callable[..., bytes],
) -> None:
    assert sanitise.sanitise(family(random.Random(1)))[0].refusal == TOO_COMPLEX


def test_drawing_instructions_that_unpack_to_a_hundred_megabytes_are_refused() -> None:
    packed = hostile._stream(hostile._zeros(100), b"/Filter /FlateDecode ")
    assert sanitise.sanitise(hostile._page_pdf(packed))[0].refusal == TOO_COMPLEX
