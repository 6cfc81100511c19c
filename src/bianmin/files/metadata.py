"""元数据: cut what a camera or a program wrote beside the pixels out of JPEG and JPEG 2000."""

from __future__ import annotations

from collections.abc import Iterator

from bianmin.files.kinds import BROKEN, TOO_COMPLEX, FileRefused

MOST_SEGMENTS = 2_000
MOST_SCANS = 100

_END, _SCAN = 0xD9, 0xDA
_COMMENT, _ADOBE = 0xFE, 0xEE
_APPLICATIONS = range(0xE0, 0xF0)
_ALONE = (0x01, *range(0xD0, 0xD8))  # markers without a length
_DROPPED_BOXES = (b"xml ", b"uuid", b"uinf", b"jp2i")


def jpeg_without_metadata(data: bytes) -> bytes:
    """元数据: return the picture without application data, comments, and what follows its end.

    Adobe's segment stays: it says how the colours are stored.
    """
    if data[:2] != b"\xff\xd8":
        raise FileRefused(BROKEN)
    out = bytearray(b"\xff\xd8")
    for marker, segment in _segments(data):
        dropped = marker == _COMMENT or (marker in _APPLICATIONS and marker != _ADOBE)
        if not dropped:
            out += segment
    return bytes(out)


def require_few_segments(data: bytes) -> None:
    """元数据: refuse a JPEG of absurdly many segments or scans before a decoder labours over it.

    What is malformed is left to the decoder, which forgives more than we do.
    """
    segments = scans = 0
    try:
        for marker, _ in _segments(data):
            segments, scans = segments + 1, scans + (marker == _SCAN)
            if segments > MOST_SEGMENTS or scans > MOST_SCANS:
                break
    except FileRefused:
        return
    if segments > MOST_SEGMENTS or scans > MOST_SCANS:
        raise FileRefused(TOO_COMPLEX)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each marker with its bytes, a scan with its pixels, up to the end of the picture."""
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if at + 2 > len(data) or data[at] != 0xFF:
            raise FileRefused(BROKEN)
        marker = data[at + 1]
        if marker == _END:
            yield marker, b"\xff\xd9"
            return
        end = at + 2 if marker in _ALONE else at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            end = _end_of_scan(data, end)
        if end > len(data):
            raise FileRefused(BROKEN)
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise FileRefused(BROKEN)
        following = data[at + 1]
        if following not in (0x00, 0xFF) and following not in range(0xD0, 0xD8):
            return at
        at += 1 if following == 0xFF else 2


def jp2_without_metadata(data: bytes) -> bytes:
    """元数据: return the picture without its XML and UUID boxes; a bare code stream stays as is."""
    if data[:2] == b"\xff\x4f":
        return data
    return b"".join(box for kind, box in _boxes(data) if kind not in _DROPPED_BOXES)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        elif length == 0:
            length = len(data) - at
        if length < 8 or at + length > len(data):
            raise FileRefused(BROKEN)
        yield kind, data[at : at + length]
        at += length
