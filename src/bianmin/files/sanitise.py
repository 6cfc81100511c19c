"""净化: the child process that turns an upload into a harmless file of the same look.

Run as ``python -m bianmin.files.sanitise``: the upload on standard input; on standard output one
line of JSON (the verdict) and, when it is clean, the new file. It knows neither Django nor the
database, has no secrets in its environment, and gives up its rights before it reads a byte.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from dataclasses import asdict, dataclass
from typing import BinaryIO

from bianmin.files.images import clean_image, load_decoders
from bianmin.files.kinds import (
    MAX_BYTES,
    TOO_COMPLEX,
    FileRefused,
    MediaType,
    media_type_of,
)
from bianmin.files.pdfs import clean_pdf

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
LARGEST_OUTPUT = MAX_BYTES + 4096

_FORBIDDEN = (b"/JavaScript", b"/OpenAction", b"/EmbeddedFile", b"/Launch", b"<script", b"<?php")


@dataclass(frozen=True)
class Verdict:
    """结论: what the child found; an empty refusal means that a clean file follows."""

    refusal: str = ""
    media_type: str = ""
    pages: int | None = None


def give_up_rights() -> None:
    """限权: from now on no file and no connection can be opened, and work ends in ten seconds."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def sanitise(content: bytes) -> tuple[Verdict, bytes]:
    """净化: return the verdict and the clean file, or the reason why there is none."""
    try:
        media_type = media_type_of(content)
        if media_type is MediaType.PDF:
            clean, pages = clean_pdf(content)
        else:
            clean, pages = clean_image(content, media_type), None
        _require_nothing_hidden(clean)
    except FileRefused as refused:
        return Verdict(refusal=str(refused)), b""
    except MemoryError:
        return Verdict(refusal=TOO_COMPLEX), b""
    return Verdict(media_type=media_type.value, pages=pages), clean


def _require_nothing_hidden(clean: bytes) -> None:
    """Look once more at what goes out: no second file in it, and no script in clear."""
    lowered = clean.lower()
    if any(word.lower() in lowered for word in _FORBIDDEN):
        raise FileRefused(TOO_COMPLEX)
    if zipfile.is_zipfile(io.BytesIO(clean)):
        raise FileRefused(TOO_COMPLEX)


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """净化: read one upload, write one answer."""
    load_decoders()
    give_up_rights()
    verdict, clean = sanitise(source.read(MAX_BYTES + 1))
    sink.write(json.dumps(asdict(verdict)).encode() + b"\n" + clean)
    sink.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
