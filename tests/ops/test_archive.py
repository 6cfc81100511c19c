"""The encrypted file by itself: what was put in comes out, and nothing else opens."""

from __future__ import annotations

import io
import random

import pytest

from bianmin.ops.archive import DAMAGED, FRAME, NOT_A_BACKUP, Reader, Writer, key_name
from bianmin.ops.refusal import Refused

KEY = "a key of many letters"


def packed(parts: dict[str, bytes], *, key: str = KEY) -> bytes:
    out = io.BytesIO()
    writer = Writer(out, key)
    for name, data in parts.items():
        writer.add(name, [data[:7], data[7:]])
    writer.finish()
    return out.getvalue()


def unpacked(content: bytes, *, key: str = KEY) -> dict[str, bytes]:
    parts = Reader(io.BytesIO(content), key).parts()
    return {name: b"".join(blocks) for name, blocks in parts}


@pytest.mark.parametrize("size", [0, 1, 7, 8, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME + 5])
def test_parts_come_out_as_they_went_in(size: int) -> None:
    parts = {"一": random.Random(size).randbytes(size), "two": b"2", "empty": b""}
    assert unpacked(packed(parts)) == parts


def test_an_archive_of_nothing_is_one() -> None:
    assert unpacked(packed({})) == {}


def test_a_part_may_be_left_unread() -> None:
    parts = Reader(io.BytesIO(packed({"a": b"x" * 2 * FRAME, "b": b"y"})), KEY).parts()
    assert [name for name, _ in parts] == ["a", "b"]


def test_the_same_content_is_never_encrypted_alike() -> None:
    assert packed({"a": b"x" * 99})[-99:] != packed({"a": b"x" * 99})[-99:]


def test_another_key_is_named_in_the_refusal() -> None:
    with pytest.raises(Refused, match=key_name(KEY)):
        unpacked(packed({"a": b"x"}), key="another")


def test_another_file_is_no_backup() -> None:
    with pytest.raises(Refused, match=NOT_A_BACKUP):
        unpacked(b"%PDF-1.7")


def test_every_changed_byte_and_every_cut_is_noticed() -> None:
    content = packed({"a": b"x" * 300, "b": b"y"})
    for at in range(len(content)):
        changed = content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :]
        with pytest.raises(Refused):
            unpacked(changed)
        with pytest.raises(Refused):
            unpacked(content[:at])
    with pytest.raises(Refused, match=DAMAGED):
        unpacked(content + b"x")


def test_frames_cannot_change_places() -> None:
    content = packed({"a": random.Random(1).randbytes(3 * FRAME)})
    start = content.index(b"}\n") + 2
    size = 4 + FRAME + 16
    first, second = content[start : start + size], content[start + size : start + 2 * size]
    with pytest.raises(Refused, match=DAMAGED):
        unpacked(content[:start] + second + first + content[start + 2 * size :])
