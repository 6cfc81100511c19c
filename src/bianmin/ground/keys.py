"""密钥: the deployment's secret keys in one file outside the database, and their succession.

A key is never removed: whatever it sealed stays readable. `current` makes what is new; `index`
makes the look-up hashes and is kept when keys are added, so that look-ups go on finding.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ImproperlyConfigured

FILE = "keys.json"
HASHES = {"intl": "sha256", "sm": "sm3"}


@dataclass(frozen=True)
class Key:
    """密钥: 32 secret bytes, and the hash that belongs to them."""

    id: str  # four hexadecimal digits, drawn by lot: a wrong key file is noticed by its ids
    secret: bytes
    hash: str  # sha256 sm3

    def __repr__(self) -> str:
        return f"<Key {self.id}>"


@dataclass(frozen=True)
class Keyring:
    """密钥串: every key of this deployment."""

    keys: Mapping[str, Key]
    current: str
    index: str


def load(folder: Path, profile: str) -> Keyring:
    """密钥: return the keys of this folder, making the first one when there is no file yet."""
    path = folder / FILE
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            if not path.exists():
                key = _new_key(profile, taken=())
                _write(path, Keyring({key.id: key}, current=key.id, index=key.id))
    return _read(path)


def add_key(folder: Path, profile: str) -> Key:
    """轮换: add a key that seals from now on; running processes take it up when they restart."""
    ring = load(folder, profile)
    with _alone(folder):
        ring = _read(folder / FILE)
        key = _new_key(profile, taken=ring.keys)
        keys = {**ring.keys, key.id: key}
        _write(folder / FILE, Keyring(keys, current=key.id, index=ring.index))
    return key


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes out while the file is written."""
    handle = os.open(folder / ".keys.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _new_key(profile: str, taken: Any) -> Key:
    names = (secrets.token_hex(2) for _ in range(1000))
    return Key(
        id=next(name for name in names if name not in taken),
        secret=secrets.token_bytes(32),
        hash=HASHES[profile],
    )


def _read(path: Path) -> Keyring:
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"密钥文件 {path} 对其他用户开放，请改为仅本人可读（0600）")
    try:
        found = json.loads(path.read_text())
        keys = {
            name: Key(name, base64.b64decode(entry["secret"], validate=True), entry["hash"])
            for name, entry in found["keys"].items()
        }
        ring = Keyring(MappingProxyType(keys), found["current"], found["index"])
        keys[ring.current], keys[ring.index]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(f"密钥文件 {path} 已损坏，请从备份恢复") from error
    return ring


def _write(path: Path, ring: Keyring) -> None:
    """Put the whole file in place at once: no reader sees half of it, no power cut loses it."""
    entries = {
        key.id: {"secret": base64.b64encode(key.secret).decode(), "hash": key.hash}
        for key in ring.keys.values()
    }
    text = json.dumps({"current": ring.current, "index": ring.index, "keys": entries}, indent=1)
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
