"""What comes out of the child: the same look, and nothing besides."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from bianmin.files import kinds, sandbox
from bianmin.files.metadata import jp2_without_metadata, jpeg_without_metadata
from bianmin.files.sandbox import SandboxDown, make_harmless
from tests.files import samples


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photo_comes_out_upright_and_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone on its side
    exif.get_ifd(0x8825)[1] = "N"
    clean = make_harmless(samples.jpeg(120, 80, exif=exif))
    assert (clean.refusal, clean.media_type, clean.pages) == ("", "image/jpeg", None)
    assert picture(clean.content).size == (80, 120)
    assert not picture(clean.content).getexif()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    clean = make_harmless(samples.png(mode=mode))
    assert (clean.refusal, clean.media_type) == ("", "image/png")
    assert picture(clean.content).size == (120, 80)


def test_a_photo_of_forty_million_pixels_is_kept_smaller() -> None:
    clean = make_harmless(samples.jpeg(8000, 5000))
    assert clean.refusal == ""
    assert picture(clean.content).width * picture(clean.content).height <= 16_000_000


def test_a_print_shop_photo_becomes_rgb() -> None:
    assert picture(make_harmless(samples.jpeg(mode="CMYK")).content).mode == "RGB"


def test_a_pdf_keeps_its_pages_and_what_was_typed_into_its_form() -> None:
    assert make_harmless(samples.pdf(30)).pages == 30
    clean = make_harmless(samples.typed_form("WANG GUIYING"))
    assert clean.refusal == ""
    with pikepdf.Pdf.open(io.BytesIO(clean.content)) as document:
        assert "/AcroForm" not in document.Root
        drawn = [
            stream.read_bytes() for stream in document.objects if isinstance(stream, pikepdf.Stream)
        ]
    assert any(b"WANG GUIYING" in data for data in drawn)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", kinds.EMPTY),
        (b"hello", kinds.UNKNOWN),
        (b"GIF89a", "动图不能作为材料，请换成普通照片（JPG、PNG）"),
        (b"\0\0\0\x18ftypheic", "兼容性最佳"),
        (b"\0\0\0\x18ftypisom", "视频"),
        (b"PK\x03\x04....", "另存为 PDF"),
        (samples.jpeg()[:300], kinds.BROKEN),
        (b"%PDF-1.7\nnonsense", kinds.BROKEN),
        (samples.pdf(31), "30 页"),
        (samples.png(9000, 9000, mode="1"), "像素"),
        (b"\xff\xd8\xff" + b"\0" * kinds.MAX_BYTES, kinds.TOO_LARGE),
    ],
)
def test_a_refusal_says_what_to_do(content: bytes, sentence: str) -> None:
    assert sentence in make_harmless(content).refusal


def test_a_locked_pdf_is_refused_with_the_way_out() -> None:
    document, out = pikepdf.Pdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert "密码" in make_harmless(out.getvalue()).refusal


def test_the_child_can_open_neither_file_nor_connection() -> None:
    attempts = (
        "import bianmin.files.sanitise as s, socket\n"
        "s.CPU_SECONDS = 1\n"
        "s.give_up_rights()\n"
        "for attempt in (lambda: open('/etc/passwd'), lambda: socket.socket(),\n"
        "                lambda: bytearray(600 * 1024 * 1024)):\n"
        "    try: attempt()\n"
        "    except (OSError, MemoryError) as error: print(type(error).__name__, flush=True)\n"
        "while True: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", attempts], capture_output=True, text=True)
    assert done.stdout.split() == ["OSError", "OSError", "MemoryError"]
    assert done.returncode == -signal.SIGXCPU  # ended when its time was used up


def test_the_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def note(command: object, **options: Any) -> None:
        seen.update(options["env"])
        raise OSError

    monkeypatch.setenv("BIANMIN_SECRET", "x")
    monkeypatch.setattr(subprocess, "Popen", note)
    with pytest.raises(SandboxDown):
        make_harmless(samples.jpeg())
    assert set(seen) == {"LC_ALL"}


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", True),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", False),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", False),
        ("raise SystemExit(1)", False),
        ("print('nonsense')", False),
        ("print('{}')", False),
        ("""print('{"refusal": "", "media_type": "text/html", "pages": null}')""", False),
    ],
)
def test_a_crash_is_the_files_fault_and_a_stop_is_not(
    code: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(upload: Any, answer: Any) -> int:
        return subprocess.run([sys.executable, "-c", code], stdout=answer).returncode

    monkeypatch.setattr(sandbox, "_run", run)
    if refused:
        assert make_harmless(b"x").refusal == kinds.TOO_COMPLEX
    else:
        with pytest.raises(SandboxDown):
            make_harmless(b"x")


def children() -> set[str]:
    """Return this process's children, dead ones that nobody has collected among them."""
    threads = Path("/proc/self/task").glob("*/children")
    return {pid for thread in threads for pid in thread.read_text().split()}


def test_a_child_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.01)
    before = children()
    with pytest.raises(SandboxDown):
        make_harmless(samples.pdf())
    assert children() <= before  # no zombie is left


def test_jpeg_metadata_is_cut_and_the_picture_stays() -> None:
    exif = Image.Exif()
    exif[0x010E] = "CANARY"
    before = samples.jpeg(exif=exif, comment=b"CANARY", progressive=True) + b"trailer"
    after = jpeg_without_metadata(before)
    assert b"CANARY" not in after
    assert after.endswith(b"\xff\xd9")
    assert picture(after).tobytes() == picture(before).tobytes()


def test_jpeg_2000_boxes_with_metadata_are_cut() -> None:
    def box(kind: bytes, data: bytes) -> bytes:
        return (8 + len(data)).to_bytes(4, "big") + kind + data

    kept = box(b"jP  ", b"\r\n\x87\n") + box(b"jp2c", b"\xff\x4f")
    assert jp2_without_metadata(kept + box(b"xml ", b"CANARY") + box(b"uuid", b"x")) == kept
    assert jp2_without_metadata(b"\xff\x4fraw") == b"\xff\x4fraw"
    with pytest.raises(kinds.FileRefused):
        jp2_without_metadata(b"\0\0\0\x03abcd")
