"""复查: a second, simple reader of what the sanitiser lets through; it shares no parser with it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from torture._hostile_files import CANARY, SCRIPT

JPEG_ALLOWED = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xDD}
PNG_ALLOWED = (b"IHDR", b"IDAT", b"IEND")
FORBIDDEN = re.compile(
    rb"/(JavaScript|JS|OpenAction|AA|A|URI|Launch|EmbeddedFiles?|EF|AF|XFA|AcroForm|Annots"
    rb"|Names|Metadata|Info|PieceInfo|OPI|GoToR|SubmitForm|ImportData|Author)\b"
)


def complaint(content: bytes, media_type: str) -> str:
    """复查: return what is wrong with a file that was called clean; nothing: an empty text."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        return "is a zip archive too"
    for word in (CANARY.encode(), SCRIPT, b"<script"):
        if word in content:
            return f"contains {word[:20]!r}"
    readers = {"image/jpeg": _jpeg, "image/png": _png, "application/pdf": _pdf}
    return readers[media_type](content)


def _jpeg(content: bytes) -> str:
    if content[:2] != b"\xff\xd8":
        return "does not begin as JPEG"
    at = 2
    while content[at : at + 2] != b"\xff\xd9":
        if content[at] != 0xFF or content[at + 1] not in JPEG_ALLOWED:
            return f"has a segment {content[at : at + 2].hex()}"
        is_scan = content[at + 1] == 0xDA
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        while is_scan and not _is_marker(content, at):
            at += 1
    return "" if at + 2 == len(content) else "has bytes after its end"


def _is_marker(content: bytes, at: int) -> bool:
    """Say whether a marker stands here that is neither a stuffed byte nor a restart."""
    return content[at] == 0xFF and content[at + 1] not in (0, *range(0xD0, 0xD8))


def _png(content: bytes) -> str:
    at = 8
    while at < len(content):
        (length,), kind = struct.unpack(">I", content[at : at + 4]), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + length]
        (sum_found,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        if kind not in PNG_ALLOWED or zlib.crc32(kind + data) != sum_found:
            return f"has a chunk {kind!r}"
        at += 12 + length
        if kind == b"IEND":
            break
    return "" if at == len(content) else "has bytes after its end"


def _pdf(content: bytes) -> str:
    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
        return "does not begin and end as PDF"
    if content.count(b"%%EOF") != 1:
        return "has more than one end"
    structure = _without_streams(content)
    found = FORBIDDEN.search(structure)
    return f"keeps {found.group().decode()}" if found else ""


def _without_streams(content: bytes) -> bytes:
    """Return the objects alone, cutting each stream by the length that it declares."""
    out, at = bytearray(), 0
    while (start := content.find(b"stream\n", at)) >= 0:
        head = content[at:start]
        out += head
        length = re.findall(rb"/Length (\d+)", head)
        at = start + 7 + int(length[-1]) + len(b"\nendstream")
    return bytes(out + content[at:])
