"""Sealing, hashing and key succession, in both profiles."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from bianmin.ground import crypto
from bianmin.ground import keys as key_file
from bianmin.ground.crypto import AES_256_GCM, SM4_GCM, CannotOpen
from bianmin.rules.masking import Kind, PlainSealed

WORDS = "东昌府区古楼街道".encode()


@pytest.mark.parametrize("data", [b"", b"\0", WORDS, bytes(100_000)])
def test_what_is_sealed_opens(profile: str, data: bytes) -> None:
    token = crypto.seal_bytes("words", data, "here")

    assert crypto.open_bytes("words", token, "here") == data
    assert crypto.seal_bytes("words", data, "here") != token
    assert data in (b"", b"\0") or data not in token


def test_every_sealed_text_says_suite_and_key(profile: str) -> None:
    token = crypto.seal_bytes("words", WORDS)

    assert token[0] == {"intl": AES_256_GCM, "sm": SM4_GCM}[profile]
    assert crypto.key_id_of(token) == crypto.current_key_id()
    assert len(token) == len(WORDS) + 3 + 12 + 16


@pytest.mark.parametrize(("kind", "place"), [("phone", "a.b"), ("name", "a.c"), ("name", "")])
def test_another_kind_or_place_does_not_open_it(profile: str, kind: str, place: str) -> None:
    token = crypto.seal_bytes("name", WORDS, "a.b")

    with pytest.raises(CannotOpen):
        crypto.open_bytes(kind, token, place)


def test_no_changed_or_cut_text_opens(profile: str) -> None:
    token = crypto.seal_bytes("name", WORDS)
    changed = [
        token[:at] + bytes((token[at] ^ 1 << bit,)) + token[at + 1 :]
        for at in range(len(token))
        for bit in range(8)
    ]

    for wrong in [*changed, *(token[:end] for end in range(len(token))), token + b"\0"]:
        with pytest.raises(CannotOpen):
            crypto.open_bytes("name", wrong)


def test_sm4_gcm_is_that_of_rfc_8998() -> None:
    sm4 = crypto._Sm4Gcm(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    clear = bytes.fromhex("".join(letter * 16 for letter in "ABCDEFEA"))
    sealed = sm4.encrypt(
        bytes.fromhex("00001234567800000000ABCD"),
        clear,
        bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"),
    )

    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )


def test_a_change_of_profile_leaves_old_texts_and_hashes_alone(keys: Path, settings: Any) -> None:
    token, digest = crypto.seal_bytes("name", WORDS), crypto.keyed_hash("name", "张三")
    settings.BIANMIN_CRYPTO = "sm"
    crypto.add_key()

    assert crypto.open_bytes("name", token) == WORDS
    assert crypto.keyed_hash("name", "张三") == digest
    assert crypto.seal_bytes("name", WORDS)[0] == SM4_GCM


def test_old_keys_stay_readable(profile: str) -> None:
    tokens = []
    for _ in range(5):
        tokens.append(crypto.seal_bytes("name", WORDS))
        crypto.add_key()

    assert len({crypto.key_id_of(token) for token in tokens}) == 5
    assert {crypto.open_bytes("name", token) for token in tokens} == {WORDS}


def test_keys_change_while_others_read_and_write(profile: str, keys: Path) -> None:
    """Threads seal and open while keys are added behind their back, as another process does."""
    tokens = [crypto.seal_bytes("name", WORDS)]
    stop, errors = threading.Event(), list[Exception]()

    def work() -> None:
        while not stop.is_set():
            try:
                tokens.append(crypto.seal_bytes("name", WORDS))
                assert crypto.open_bytes("name", tokens[-7 % len(tokens)]) == WORDS
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(20):
        key_file.add_key(keys, profile)
        if turn % 2:
            crypto.forget()
    stop.set()
    for thread in threads:
        thread.join()

    assert not errors
    assert {crypto.open_bytes("name", token) for token in tokens} == {WORDS}


def test_a_key_added_by_another_process_is_found(keys: Path) -> None:
    crypto.seal_bytes("name", WORDS)
    before = crypto.keyring()
    key_file.add_key(keys, "intl")
    crypto.forget()
    token = crypto.seal_bytes("name", WORDS)
    crypto._load.cache_clear()
    assert crypto.keyring() != before

    assert crypto.open_bytes("name", token) == WORDS


def test_a_lost_key_is_named(keys: Path) -> None:
    token = crypto.seal_bytes("name", WORDS)
    (keys / key_file.FILE).unlink()
    crypto.forget()

    with pytest.raises(CannotOpen, match=crypto.key_id_of(token)):
        crypto.open_bytes("name", token)


def test_the_key_file_is_made_once_and_for_its_user_alone(keys: Path) -> None:
    rings = list[key_file.Keyring]()
    threads = [
        threading.Thread(target=lambda: rings.append(key_file.load(keys, "intl"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({ring.current for ring in rings}) == 1
    assert (keys / key_file.FILE).stat().st_mode & 0o777 == 0o600
    assert keys.stat().st_mode & 0o777 == 0o700


def test_an_open_or_broken_key_file_is_refused(keys: Path) -> None:
    path = keys / key_file.FILE
    crypto.keyring()
    path.chmod(0o640)
    with pytest.raises(Exception, match="0600"):
        key_file.load(keys, "intl")

    path.chmod(0o600)
    path.write_text(path.read_text()[:-20])
    with pytest.raises(Exception, match="损坏"):
        key_file.load(keys, "intl")


def test_keys_do_not_print_themselves(keys: Path) -> None:
    ring = crypto.keyring()

    assert all(key.secret.hex() not in repr(ring) for key in ring.keys.values())
    assert all(repr(key.secret) not in repr(ring) for key in ring.keys.values())


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.PHONE, "13800138000", "+86 138-0013-8000"),
        (Kind.PHONE, "13800138000", "１３８００１３８０００"),
        (Kind.PHONE, "13800138000", "008613800138000"),
        (Kind.ID_NUMBER, "11010519491231002X", "110105 19491231 002x"),
        (Kind.BANK, "6222021234567890123", "6222 0212 3456 7890 123"),
        (Kind.NAME, "阿依古丽·买买提", "阿依古丽．买买提 "),
        (Kind.NAME, "张三", " 张　三"),
    ],
)
def test_two_writings_of_one_value_are_found_alike(
    profile: str, kind: Kind, one: str, other: str
) -> None:
    assert crypto.keyed_hash(kind, one) == crypto.keyed_hash(kind, other)
    assert crypto.keyed_hash(kind, PlainSealed(kind, one)) == crypto.keyed_hash(kind, one)


def test_hashes_differ_by_value_kind_and_deployment(profile: str, keys: Path) -> None:
    digest = crypto.keyed_hash("phone", "13800138000")
    assert len(digest) == 32
    assert digest != crypto.keyed_hash("phone", "13800138001")
    assert digest != crypto.keyed_hash("tracking", "13800138000")
    assert crypto.keyed_hash("tracking", "a B") != crypto.keyed_hash("tracking", "ab")

    (keys / key_file.FILE).unlink()
    crypto.forget()
    assert digest != crypto.keyed_hash("phone", "13800138000")


def test_look_ups_outlive_a_change_of_keys(profile: str) -> None:
    digest = crypto.keyed_hash("phone", "13800138000")
    crypto.add_key()

    assert crypto.keyed_hash("phone", "13800138000") == digest
