"""What a PDF says and holds, read by poppler and by a reader of codes."""

from __future__ import annotations

import io
import re
import subprocess
from itertools import combinations
from xml.etree import ElementTree

import zxingcpp
from PIL import Image

SLACK = 1.5  # points that two words may share


def _poppler(command: list[str], content: bytes) -> bytes:
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


def text(content: bytes) -> str:
    """The words of all pages without any space between them."""
    return re.sub(r"\s", "", _poppler(["pdftotext", "-raw", "-", "-"], content).decode())


def pages(content: bytes) -> int:
    found = re.search(r"Pages:\s+(\d+)", _poppler(["pdfinfo", "-"], content).decode())
    assert found
    return int(found[1])


def fonts(content: bytes) -> list[tuple[str, str, bool]]:
    """Name, type and whether it is embedded."""
    rows = _poppler(["pdffonts", "-"], content).decode().splitlines()[2:]
    return [(row[:36].strip(), row[37:54].strip(), row[72:75] == "yes") for row in rows]


def codes(content: bytes, *, dpi: int = 72) -> list[str]:
    """What a phone reads on each page."""
    found = []
    for number in range(1, pages(content) + 1):
        command = ["pdftoppm", "-r", str(dpi), "-f", str(number), "-l", str(number), "-png", "-"]
        image = Image.open(io.BytesIO(_poppler(command, content)))
        found += [code.text for code in zxingcpp.read_barcodes(image)]
    return found


def picture(content: bytes) -> bytes:
    """All pages as they look, one grey picture after another."""
    return _poppler(["pdftoppm", "-r", "50", "-gray", "-"], content)


def overflow(content: bytes) -> list[str]:
    """Words that lie off their page or over another word."""
    wrong = []
    html = _poppler(["pdftotext", "-bbox", "-", "-"], content)
    for page in ElementTree.fromstring(html).iter("{http://www.w3.org/1999/xhtml}page"):
        width, height = float(page.attrib["width"]), float(page.attrib["height"])
        words = [(_box(word), word.text or "") for word in page]
        for (left, top, right, bottom), word in words:
            if left < 0 or top < 0 or right > width or bottom > height:
                wrong.append(f"off the page: {word}")
        for (one, word), (other, another) in combinations(words, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            if across > SLACK and min(one[3], other[3]) - max(one[1], other[1]) > _line(one, other):
                wrong.append(f"over each other: {word} / {another}")
    return wrong


def _box(word: ElementTree.Element) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(word.attrib[k]) for k in ("xMin", "yMin", "xMax", "yMax"))
    return left, top, right, bottom


def _line(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Boxes are as high as the font, taller than a line: a third of it may be shared."""
    return 0.4 * min(one[3] - one[1], other[3] - other[1])
