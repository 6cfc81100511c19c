"""文件库: sealed bytes on disk under random names, one folder for each reporting unit.

A blob is written whole and safe on the disk before the row that names it commits; it is never
changed. One that no row names, after a rolled-back act or a crash, is swept away.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from bianmin.ground.crypto import CannotOpen, open_bytes, seal_bytes

KIND = "file"
CHUNK = 1024 * 1024
_LENGTH = 4


class Readable(Protocol):
    """可读: whatever gives bytes piece by piece: an upload, an open file, a BytesIO."""

    def read(self, size: int, /) -> bytes: ...


class TooLong(Exception):
    """超长: more bytes came than may be kept."""


class Damaged(Exception):
    """损坏: a blob is missing, cut or changed."""


@dataclass(frozen=True)
class Blob:
    """文件体: what was written, and its fingerprint in clear."""

    name: str
    size: int
    sha256: bytes


def root() -> Path:
    """文件库: return the folder of all blobs."""
    return Path(settings.BIANMIN_FILES_DIR)


def path_of(unit: int, name: str) -> Path:
    """文件库: return where the blob of this name lies."""
    return root() / f"{unit:02d}" / name[:2] / name


def write(content: Readable, *, unit: int, most: int) -> Blob:
    """存入: seal the content under a new random name and return when it is safe on the disk."""
    name = secrets.token_hex(16)
    target = path_of(unit, name)
    _make_folder(target.parent)
    draft = target.with_name(f".{name}.new")
    try:
        size, digest = _seal_to(draft, name, content, most)
        draft.rename(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return Blob(name, size, digest)


def read(unit: int, name: str) -> bytes:
    """取出: return the whole content; raise Damaged when it is not what was written."""
    return b"".join(chunks(unit, name))


def chunks(unit: int, name: str) -> Iterator[bytes]:
    """取出: yield the content piece by piece; raise Damaged at the first that does not open."""
    try:
        with path_of(unit, name).open("rb") as file:
            index, is_last = 0, False
            while not is_last:
                is_last, token = _next_token(file)
                yield open_bytes(KIND, token, _place(name, index, is_last))
                index += 1
            if file.read(1):
                raise Damaged(name)
    except (OSError, CannotOpen) as error:
        raise Damaged(name) from error


def remove(unit: int, name: str) -> None:
    """删除: remove a blob that no row names; while a backup runs it is left to the sweeper."""
    with _lock(fcntl.LOCK_SH) as held:
        if held:
            path_of(unit, name).unlink(missing_ok=True)


def names(unit: int, *, older_than: float) -> Iterator[str]:
    """清扫: yield the blobs and unfinished drafts of a unit last written before this moment."""
    for folder, _, files in os.walk(root() / f"{unit:02d}"):
        for name in files:
            try:
                if (Path(folder) / name).stat().st_mtime < older_than:
                    yield name
            except FileNotFoundError:
                continue


def remove_draft(unit: int, name: str) -> None:
    """清扫: remove what a crash left half written."""
    path_of(unit, name.removeprefix(".").removesuffix(".new")).with_name(name).unlink(
        missing_ok=True
    )


@contextmanager
def kept() -> Iterator[None]:
    """备份期间: no blob is removed while the block runs."""
    with _lock(fcntl.LOCK_EX, wait=True):
        yield


def free_share() -> tuple[float, int]:
    """余量: return the free share of the disk and its free bytes."""
    folder = next(folder for folder in (root(), *root().parents) if folder.exists())
    usage = shutil.disk_usage(folder)
    return usage.free / usage.total, usage.free


def _seal_to(draft: Path, name: str, content: Readable, most: int) -> tuple[int, bytes]:
    digest, size, index = hashlib.sha256(), 0, 0
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        piece = content.read(CHUNK)
        while True:
            size += len(piece)
            if size > most:
                raise TooLong
            digest.update(piece)
            following = content.read(CHUNK)
            is_last = not following
            token = seal_bytes(KIND, piece, _place(name, index, is_last))
            file.write((len(token) << 1 | is_last).to_bytes(_LENGTH, "big") + token)
            if is_last:
                break
            piece, index = following, index + 1
        file.flush()
        os.fsync(file.fileno())
    return size, digest.digest()


def _next_token(file: Readable) -> tuple[bool, bytes]:
    head = int.from_bytes(file.read(_LENGTH), "big")
    return bool(head & 1), file.read(min(head >> 1, CHUNK + 1024))


def _place(name: str, index: int, is_last: bool) -> str:
    return f"{name}:{index}:{'end' if is_last else 'more'}"


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for made in (folder.parent, root()):
        _sync_folder(made)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _lock(kind: int, *, wait: bool = False) -> Iterator[bool]:
    """Hold the library's lock; say whether it was had."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(root() / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        taken = _take(descriptor, kind if wait else kind | fcntl.LOCK_NB)
        yield taken
    finally:
        os.close(descriptor)


def _take(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind)
    except BlockingIOError:
        return False
    return True
