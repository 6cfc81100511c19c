"""沙箱: start the sanitising child and read its answer, whatever the file did to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import BinaryIO

from bianmin.files.kinds import EXTENSIONS, MAX_BYTES, TOO_COMPLEX

WALL_SECONDS = 60
LONGEST_ANSWER = MAX_BYTES + 4096

_FAULTS_OF_THE_FILE = frozenset(
    {
        *(signal.SIGXCPU, signal.SIGXFSZ, signal.SIGSEGV, signal.SIGBUS),
        *(signal.SIGABRT, signal.SIGFPE, signal.SIGILL),
    }
)


class SandboxDown(Exception):
    """净化不可用: the child could not do its work; the file waits and is tried again."""


@dataclass(frozen=True)
class Outcome:
    """净化结果: a clean file, or the sentence that says why there is none."""

    refusal: str = ""
    content: bytes = b""
    media_type: str = ""
    pages: int | None = None


def make_harmless(content: bytes) -> Outcome:
    """净化: return the harmless form of an upload; raise SandboxDown when it cannot be tried."""
    with _memory_file() as upload, _memory_file() as answer:
        upload.write(content)
        upload.seek(0)
        status = _run(upload, answer)
        if status < 0 and -status in _FAULTS_OF_THE_FILE:
            return Outcome(refusal=TOO_COMPLEX)
        if status != 0:
            raise SandboxDown(f"child ended with {status}")
        answer.seek(0)
        return _read(answer)


def _memory_file() -> BinaryIO:
    """Return a file that never touches a disk: the content is somebody's papers."""
    if not hasattr(os, "memfd_create"):
        return tempfile.TemporaryFile(buffering=0)
    return os.fdopen(os.memfd_create("upload"), "w+b", buffering=0)


def _run(upload: BinaryIO, answer: BinaryIO) -> int:
    command = [sys.executable, "-I", "-m", "bianmin.files.sanitise"]
    try:
        with subprocess.Popen(
            command,
            stdin=upload,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
        ) as child:
            try:
                return child.wait(WALL_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                raise
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxDown(type(error).__name__) from error


def _read(answer: BinaryIO) -> Outcome:
    head, _, content = answer.read(LONGEST_ANSWER).partition(b"\n")
    try:
        verdict = json.loads(head)
        outcome = Outcome(
            refusal=str(verdict["refusal"])[:120],
            content=content,
            media_type=str(verdict["media_type"]),
            pages=verdict["pages"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SandboxDown("unreadable answer") from error
    if not outcome.refusal and (not content or outcome.media_type not in EXTENSIONS):
        raise SandboxDown("incomplete answer")
    return outcome
