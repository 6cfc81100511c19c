"""印刷间: the child that turns HTML into PDF; it knows nothing of the product and of no network.

Asked on its input by a line of JSON (`length` of the HTML; `tries`, each a root font size in points
and the most pages it may take, 0 for any number) and the HTML; answers by a line of JSON (`length`,
`pages`, `size`, or `fault`) and the PDF. It ends when its input ends, so it outlives nobody.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import Any, BinaryIO

FONTS = ("Noto Sans CJK SC", "Noto Serif CJK SC")
MISSING = "missing"
BROKEN = "broken"
MOST_MEMORY = 2 * 1024**3


def main(asked: BinaryIO, told: BinaryIO) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    if not _fonts_are_here():
        return _tell(told, {"fault": MISSING})
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):  # the libraries that draw text are not installed
        return _tell(told, {"fault": MISSING})
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("data",))
    _tell(told, {"ready": True})
    while head := asked.readline():
        wanted: dict[str, Any] = json.loads(head)
        text = asked.read(wanted["length"]).decode()
        try:
            _answer(told, HTML(string=text, url_fetcher=fetcher), CSS, fonts, wanted)
        except Exception as error:
            _tell(told, {"fault": BROKEN, "kind": type(error).__name__})
    return None


def _answer(told: BinaryIO, page: Any, css: Any, fonts: Any, wanted: dict[str, Any]) -> None:
    """Lay it out by the tries in order; take the first that fits, else the last."""
    drawn: dict[float, Any] = {}
    for size, most_pages in wanted["tries"]:
        if size not in drawn:
            root = css(string=f"html {{ font-size: {size}pt }}", font_config=fonts)
            drawn[size] = page.render(font_config=fonts, stylesheets=[root])
        if not most_pages or len(drawn[size].pages) <= most_pages:
            break
    content = drawn[size].write_pdf(pdf_tags=True, pdf_identifier=b"bianmin")
    _tell(told, {"length": len(content), "pages": len(drawn[size].pages), "size": size}, content)


def _fonts_are_here() -> bool:
    try:
        for font in FONTS:
            command = ["fc-match", "--format", "%{family}", font]
            found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            if font not in found:
                return False
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _tell(told: BinaryIO, head: dict[str, Any], content: bytes = b"") -> None:
    told.write(json.dumps(head).encode() + b"\n" + content)
    told.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
