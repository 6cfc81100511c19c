"""加密: sealing, keyed hashes and message authentication with the deployment's keys.

A sealed text is: suite (1 byte), key id (2), nonce (12), ciphertext with tag. The kind of value
makes its own key, and kind and place (a column, a file's name) are authenticated with it: a text
sealed as one kind or for one place does not open as another.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from bianmin.ground import keys
from bianmin.ground.keys import Key, Keyring
from bianmin.rules.masking import Kind, Sealed

AES_256_GCM = 0x11
SM4_GCM = 0x12
SUITES = {"intl": AES_256_GCM, "sm": SM4_GCM}
NONCE = 12
TAG = 16
HEADER = 3


class CannotOpen(Exception):
    """打不开: changed, cut, sealed for something else, or by a key that this file lacks."""


class _Aead(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class _Sm4Gcm:
    """SM4-GCM (GB/T 32907) in the shape of the library's AESGCM."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        mode = modes.GCM(nonce, data[-TAG:])
        decryptor = Cipher(self._algorithm, mode).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        return decryptor.update(data[:-TAG]) + decryptor.finalize()


def seal_bytes(kind: str, data: bytes, place: str = "") -> bytes:
    """封存: encrypt with the current key; only the same kind and place open it again."""
    ring = keyring()
    suite = SUITES[settings.BIANMIN_CRYPTO]
    header = bytes((suite,)) + bytes.fromhex(ring.current)
    nonce = os.urandom(NONCE)
    aead = _aead(ring.keys[ring.current], suite, kind)
    return header + nonce + aead.encrypt(nonce, data, _bound(header, kind, place))


def open_bytes(kind: str, token: bytes, place: str = "") -> bytes:
    """启封: return what was sealed, or raise CannotOpen."""
    suite, header = token[0] if token else 0, token[:HEADER]
    if len(token) < HEADER + NONCE + TAG or suite not in SUITES.values():
        raise CannotOpen("not a sealed text")
    aead = _aead(_key(key_id_of(token)), suite, kind)
    nonce, data = token[HEADER : HEADER + NONCE], token[HEADER + NONCE :]
    try:
        return aead.decrypt(nonce, data, _bound(header, kind, place))
    except InvalidTag:
        raise CannotOpen(f"sealed text does not open as {kind} {place}".rstrip()) from None


def key_id_of(token: bytes) -> str:
    """密钥号: return the id of the key that sealed this."""
    return token[1:HEADER].hex()


def current_key_id() -> str:
    """密钥号: return the id of the key that seals now."""
    return keyring().current


def keyed_hash(kind: str, value: str | Sealed) -> bytes:
    """查找摘要: return 32 bytes by which an equal value of this kind is found again."""
    text = value.clear() if isinstance(value, Sealed) else value
    ring = keyring()
    return _hmac(ring.keys[ring.index], f"index {kind}", _normal(kind, text).encode())


def mac(purpose: str, data: bytes, key_id: str) -> bytes:
    """校验码: return 32 bytes that only a holder of this key can make for this data."""
    return _hmac(_key(key_id), f"mac {purpose}", data)


def add_key() -> str:
    """轮换: add a key that seals from now on, and return its id; older ones stay readable."""
    key = keys.add_key(Path(settings.BIANMIN_KEYS_DIR), settings.BIANMIN_CRYPTO)
    forget()
    return key.id


def keyring() -> Keyring:
    """密钥串: return this process's keys, read once."""
    return _load(str(settings.BIANMIN_KEYS_DIR), settings.BIANMIN_CRYPTO)


def forget() -> None:
    """Read the key file again when it is next needed."""
    _load.cache_clear()


@lru_cache(maxsize=4)
def _load(folder: str, profile: str) -> Keyring:
    return keys.load(Path(folder), profile)


def _key(key_id: str) -> Key:
    """Return a key; one that another process has just added is looked for in the file."""
    key = keyring().keys.get(key_id)
    if key is None:
        forget()
        key = keyring().keys.get(key_id)
    if key is None:
        raise CannotOpen(f"the key file has no key {key_id}")
    return key


def _bound(header: bytes, kind: str, place: str) -> bytes:
    return header + kind.encode() + b"\0" + place.encode()


@lru_cache(maxsize=256)
def _aead(key: Key, suite: int, kind: str) -> _Aead:
    if suite == SM4_GCM:
        return _Sm4Gcm(_derive(key, f"seal sm4 {kind}", 16))
    return AESGCM(_derive(key, f"seal aes {kind}", 32))


def _hash_of(key: Key) -> hashes.HashAlgorithm:
    return hashes.SM3() if key.hash == "sm3" else hashes.SHA256()


@lru_cache(maxsize=256)
def _derive(key: Key, purpose: str, length: int) -> bytes:
    info = f"bianmin {purpose}".encode()
    return HKDF(algorithm=_hash_of(key), length=length, salt=None, info=info).derive(key.secret)


@lru_cache(maxsize=256)
def _keyed(key: Key, purpose: str) -> hmac.HMAC:
    return hmac.HMAC(_derive(key, purpose, 32), _hash_of(key))


def _hmac(key: Key, purpose: str, data: bytes) -> bytes:
    digest = _keyed(key, purpose).copy()
    digest.update(data)
    return digest.finalize()


def _normal_phone(text: str) -> str:
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", re.sub(r"\D", "", text))


def _normal_name(text: str) -> str:
    """Drop spaces and write every middle dot of minority and foreign names alike."""
    return re.sub(r"[.．•・‧∙●]", "·", re.sub(r"\s", "", text))


_NORMAL: Mapping[str, Callable[[str], str]] = {
    Kind.PHONE.value: _normal_phone,
    Kind.ID_NUMBER.value: lambda text: re.sub(r"\s", "", text).upper(),
    Kind.BANK.value: lambda text: re.sub(r"\D", "", text),
    Kind.NAME.value: _normal_name,
}
"""写法: how two writings of one personal value are made equal; other kinds are kept exactly."""


def _normal(kind: str, text: str) -> str:
    rule = _NORMAL.get(kind)
    return rule(unicodedata.normalize("NFKC", text)) if rule else text
