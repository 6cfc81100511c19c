"""打印: HTML to PDF by one child a process, started when first needed and renewed now and then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar, cast

from bianmin.papers import press
from bianmin.rules.errors import DomainError, TooMany

SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
"""Root font sizes in points, tried from the largest."""

Try = tuple[float, int]
"""一试: a root font size and the most pages it may take; 0 pages for any number."""

SYSTEM_PACKAGES = "fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
RENEW_AFTER = 200  # documents; memory of a child is given back
WAIT_SECONDS = 25
DRAW_SECONDS = 60


class NotInstalled(DomainError):
    """不能打印: the machine has no Chinese fonts or no library that draws text."""

    status: ClassVar[int] = 501


class NotPrinted(DomainError):
    """没有印成: this document could not be drawn."""

    status: ClassVar[int] = 500


@dataclass(frozen=True)
class Printed:
    """印好的: the PDF, how many pages it has, and the root font size that fitted."""

    content: bytes
    pages: int
    size: float


class Press:
    """印刷机: one child; used by one caller at a time, whoever waits too long is told so."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._left = 0
        self._owner = 0

    def print(self, html: str, tries: Sequence[Try]) -> Printed:
        """印: return the PDF of a document; raise NotInstalled, NotPrinted or TooMany."""
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise TooMany("正在打印的人多，请过一分钟再试", retry_after=60)
        try:
            child = self._ready()
            text = html.encode()
            wanted = {"length": len(text), "tries": tries}
            return self._ask(child, json.dumps(wanted).encode() + b"\n" + text)
        except BaseException:
            self._end()
            raise
        finally:
            self._lock.release()

    def close(self) -> None:
        with self._lock:
            self._end()

    def _ready(self) -> subprocess.Popen[bytes]:
        """Return a child that works; never one of the process that this one was forked from."""
        if self._owner != os.getpid():
            self._child, self._owner = None, os.getpid()
        if self._left <= 0 or self._child is None or self._child.poll() is not None:
            self._end()
            self._child = _start()
            self._left = RENEW_AFTER
            head, _ = _heard(self._child)
            if head.get("fault") == press.MISSING:
                raise NotInstalled(
                    "这台服务器还不能打印：请管理员安装中文字体和排版库"
                    f"（apt-get install {SYSTEM_PACKAGES}），装好就能用"
                )
        return self._child

    def _ask(self, child: subprocess.Popen[bytes], question: bytes) -> Printed:
        late = threading.Timer(DRAW_SECONDS, child.kill)
        late.daemon = True
        late.start()
        try:
            stdin = cast(BinaryIO, child.stdin)
            stdin.write(question)
            stdin.flush()
            head, content = _heard(child)
        except BrokenPipeError:
            head, content = {}, b""
        finally:
            late.cancel()
        if not content:
            raise NotPrinted("这一份没有印成，请再试一次；还不行就告诉管理员")
        self._left -= 1
        return Printed(content, int(head["pages"]), float(head["size"]))

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None and self._owner == os.getpid():
            child.kill()
            child.communicate()


def _start() -> subprocess.Popen[bytes]:
    keep = ("HOME", "XDG_CACHE_HOME", "PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
    return subprocess.Popen(
        [sys.executable, "-I", press.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"} | {name: os.environ[name] for name in keep if name in os.environ},
        cwd="/",
    )


def _heard(child: subprocess.Popen[bytes]) -> tuple[dict[str, Any], bytes]:
    """Return the head and the content of an answer; nothing when the child has died."""
    stdout = cast(BinaryIO, child.stdout)
    line = stdout.readline()
    head: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
    content = stdout.read(int(head.get("length", 0)))
    return head, content if len(content) == head.get("length") else b""


_press = Press()


def fitting(most_pages: int) -> tuple[Try, ...]:
    """印得下: the sizes to try until a document has no more than so many pages."""
    return tuple((size, most_pages) for size in SIZES)


def print_pdf(html: str, *, tries: Sequence[Try] = ((SIZES[0], 0),)) -> Printed:
    """打印: by this process's own press; the last try is taken when none fits."""
    return _press.print(html, tries)
