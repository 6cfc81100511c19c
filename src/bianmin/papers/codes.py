"""二维码: an address as a code that a phone reads, drawn into the page itself."""

from __future__ import annotations

import segno


def qr(address: str) -> str:
    """二维码: return the address as a data URI of an SVG, with the quiet zone of four modules."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=4, dark="#000"))
