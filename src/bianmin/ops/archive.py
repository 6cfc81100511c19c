"""备份文件: named parts in one encrypted file; a changed, cut or mixed one does not open.

The file begins with a line that names the key and salts it; then come frames of AES-256-GCM whose
nonce is their number and whose last one says that it is the last. Inside, each part is its name
and blocks, ended by an empty block.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bianmin.ops.refusal import Refused

MAGIC = b"BIANMIN-BACKUP-1\n"
FRAME = 1024 * 1024
TAG = 16
LONGEST_HEAD = 1000

NOT_A_BACKUP = "这不是便民的备份文件"
DAMAGED = "备份文件已损坏或不完整，不能使用；请换一份"


@dataclass(frozen=True)
class Part:
    """备份的一部分: its name, size and fingerprint."""

    name: str
    size: int
    sha256: str


def key_name(key: str) -> str:
    """密钥名: return eight digits that tell keys apart and give nothing of the key away."""
    return hashlib.sha256(b"bianmin backup key name " + key.encode()).hexdigest()[:8]


class Writer:
    """写备份: add parts one after the other, then `finish`."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        salt = os.urandom(16)
        head = json.dumps({"key": key_name(key), "salt": salt.hex()}).encode() + b"\n"
        self._file = file
        self._frames = _Frames(MAGIC + head, key, salt)
        self._pending = bytearray()
        file.write(MAGIC + head)

    def add(self, name: str, blocks: Iterable[bytes]) -> Part:
        """Add one part and return what the manifest says of it."""
        digest, size, encoded = hashlib.sha256(), 0, name.encode()
        self._put(len(encoded).to_bytes(2, "big") + encoded)
        for block in blocks:
            if block:
                digest.update(block)
                size += len(block)
                self._put(len(block).to_bytes(4, "big") + block)
        self._put(bytes(4))
        return Part(name, size, digest.hexdigest())

    def finish(self) -> None:
        """Write what is pending as the last frame."""
        self._write_frame(bytes(self._pending), is_last=True)
        self._pending.clear()

    def _put(self, data: bytes) -> None:
        self._pending += data
        while len(self._pending) > FRAME:
            self._write_frame(bytes(self._pending[:FRAME]), is_last=False)
            del self._pending[:FRAME]

    def _write_frame(self, data: bytes, *, is_last: bool) -> None:
        sealed = self._frames.seal(data, is_last)
        self._file.write((len(sealed) << 1 | is_last).to_bytes(4, "big") + sealed)


class Reader:
    """读备份: iterate over the parts in order; every byte is authenticated before it is given."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        self._file = file
        self._data = b""
        self._at = 0
        self._is_over = False
        self._frames = _opened(file, key)

    def parts(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield each part's name and its blocks; the blocks must be read before the next part."""
        while self._has_more():
            length = int.from_bytes(self._take(2), "big")
            try:
                name = self._take(length).decode()
            except UnicodeDecodeError:
                raise Refused(DAMAGED) from None
            blocks = self._blocks()
            yield name, blocks
            for _ in blocks:
                pass  # what the caller left unread

    def _blocks(self) -> Iterator[bytes]:
        while length := int.from_bytes(self._take(4), "big"):
            while length:
                piece = self._take(min(length, FRAME))
                length -= len(piece)
                yield piece

    def _has_more(self) -> bool:
        while self._at == len(self._data) and not self._is_over:
            self._next_frame()
        return self._at < len(self._data)

    def _take(self, count: int) -> bytes:
        out = bytearray()
        while len(out) < count:
            if not self._has_more():
                raise Refused(DAMAGED)
            piece = self._data[self._at : self._at + count - len(out)]
            self._at += len(piece)
            out += piece
        return bytes(out)

    def _next_frame(self) -> None:
        head = int.from_bytes(self._read(4), "big")
        length, self._is_over = head >> 1, bool(head & 1)
        if not TAG <= length <= FRAME + TAG:
            raise Refused(DAMAGED)
        self._data, self._at = self._frames.open(self._read(length), self._is_over), 0
        if self._is_over and self._file.read(1):
            raise Refused(DAMAGED)

    def _read(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) != count:
            raise Refused(DAMAGED)
        return data


class _Frames:
    """One archive's cipher: the number of a frame is its nonce."""

    def __init__(self, head: bytes, key: str, salt: bytes) -> None:
        derived = HKDF(hashes.SHA256(), 32, salt, b"bianmin backup").derive(key.encode())
        self._aead = AESGCM(derived)
        self._head = head
        self._number = 0

    def seal(self, data: bytes, is_last: bool) -> bytes:
        return self._aead.encrypt(self._nonce(), data, self._bound(is_last))

    def open(self, sealed: bytes, is_last: bool) -> bytes:
        try:
            return self._aead.decrypt(self._nonce(), sealed, self._bound(is_last))
        except InvalidTag:
            raise Refused(DAMAGED) from None

    def _nonce(self) -> bytes:
        self._number += 1
        return self._number.to_bytes(12, "big")

    def _bound(self, is_last: bool) -> bytes:
        return self._head + (b"last" if is_last else b"more")


def _opened(file: BinaryIO, key: str) -> _Frames:
    if file.read(len(MAGIC)) != MAGIC:
        raise Refused(NOT_A_BACKUP)
    head = file.readline(LONGEST_HEAD)
    try:
        found = json.loads(head)
        named, salt = str(found["key"]), bytes.fromhex(found["salt"])
    except (ValueError, KeyError, TypeError):
        raise Refused(DAMAGED) from None
    if named != key_name(key):
        raise Refused(f"备份密钥不对：这份备份用的是 {named}，现在给的是 {key_name(key)}")
    return _Frames(MAGIC + head, key, salt)
