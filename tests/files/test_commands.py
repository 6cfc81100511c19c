"""An upload is kept at once, checked afterwards, and gone when it is erased."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from bianmin.audit.models import Event
from bianmin.files import blobs, commands, queries
from bianmin.files.blobs import Damaged
from bianmin.files.commands import (
    FileTooLarge,
    StorageFull,
    TooManyFiles,
    check_file,
    check_waiting,
    erase_file,
    sweep,
    take_upload,
)
from bianmin.files.kinds import MAX_BYTES
from bianmin.files.models import StoredFile
from bianmin.files.queries import NotYetChecked, content_of
from bianmin.files.sandbox import SandboxDown
from bianmin.messaging.acting import SYSTEM
from bianmin.rules.errors import Conflict, Invalid, NotFound
from tests.files import samples

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
UNIT, OWNER = 3, "case:123"


@pytest.fixture(autouse=True)
def library(tmp_path: Path, settings: Any) -> Path:
    settings.BIANMIN_FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def take(content: bytes = b"", *, owner: str = OWNER, name: str = "身份证.jpg") -> StoredFile:
    return take_upload(
        io.BytesIO(content or samples.jpeg()),
        unit=UNIT,
        owner=owner,
        display_name=name,
        by=SYSTEM,
        at=AT,
    )


def again(file: StoredFile) -> StoredFile:
    return StoredFile.objects.get(unit=UNIT, pk=file.pk)


def stored() -> list[str]:
    return list(blobs.names(UNIT, older_than=2e10))


def actions() -> list[str]:
    events = Event.objects.filter(unit=UNIT, subject=OWNER).order_by("id")
    return list(events.values_list("action", flat=True))


def test_an_upload_waits_is_checked_and_can_then_be_read(
    django_capture_on_commit_callbacks: Any,
) -> None:
    file = take()
    assert (file.state, file.display_name.clear(), stored()) == (
        "waiting",
        "身份证.jpg",
        [file.stored_name],
    )
    with pytest.raises(NotYetChecked):
        content_of(file)
    with django_capture_on_commit_callbacks(execute=True):
        assert check_waiting(UNIT, at=AT) == 1
    clean = again(file)
    assert (clean.state, clean.media_type, clean.checked_at) == ("clean", "image/jpeg", AT)
    assert stored() == [clean.stored_name] != [file.stored_name]
    assert content_of(clean).startswith(b"\xff\xd8")
    assert actions() == ["file_taken", "file_clean"]


def test_a_hostile_file_is_refused_afterwards_and_its_bytes_are_gone(
    django_capture_on_commit_callbacks: Any,
) -> None:
    file = take(b"%PDF-1.7 nonsense")
    with django_capture_on_commit_callbacks(execute=True):
        assert check_file(file, at=AT)
    assert (again(file).state, stored()) == ("refused", [])
    assert "重新拍照" in again(file).refusal
    with pytest.raises(NotFound):
        content_of(again(file))


def test_the_upload_is_taken_though_the_sandbox_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(content: bytes) -> None:
        raise SandboxDown

    monkeypatch.setattr(commands, "make_harmless", down)
    files = [take(owner=f"case:{number}") for number in range(7)]
    assert check_waiting(UNIT, at=AT) == 0
    assert {again(file).state for file in files} == {"waiting"}
    assert queries.units_waiting() == [UNIT]


def test_an_upload_leaves_a_job_that_goes_with_the_act() -> None:
    def jobs() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            return int(cursor.fetchone()[0])

    before = jobs()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take()
        raise ZeroDivisionError
    assert (jobs(), StoredFile.objects.filter(unit=UNIT).count()) == (before, 0)
    take()
    assert jobs() == before + 1


@pytest.mark.parametrize("content", [b"MZ\x90", b"<html>", b"PK\x03\x04"])
def test_what_is_no_photo_or_pdf_is_refused_at_once(content: bytes) -> None:
    with pytest.raises(Invalid):
        take(content)
    with pytest.raises(Invalid):
        take_upload(io.BytesIO(), unit=UNIT, owner=OWNER, display_name="", by=SYSTEM, at=AT)
    assert stored() == []


def test_a_file_of_more_than_20_mb_leaves_nothing() -> None:
    with pytest.raises(FileTooLarge):
        take(samples.jpeg() + b"\0" * MAX_BYTES)
    assert (stored(), StoredFile.objects.filter(unit=UNIT).count()) == ([], 0)


def test_one_act_may_have_fifty_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(50):
        take()
    with pytest.raises(TooManyFiles):
        take()
    take(owner="case:124")
    erase_file(queries.files_of(UNIT, OWNER)[0], by=SYSTEM, at=AT, reason="重复")
    take()


def test_one_act_may_have_two_hundred_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MOST_BYTES", 2_000)
    take()
    with pytest.raises(TooManyFiles):
        take(samples.jpeg() + b"\0" * 2_000)
    StoredFile.objects.filter(unit=UNIT).update(size=2_000)
    with pytest.raises(TooManyFiles):
        take()


def test_a_disk_nearly_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "free_share", lambda: (0.1, 10**9))
    with pytest.raises(StorageFull) as caught:
        take()
    assert caught.value.status == 507


def test_erasing_destroys_content_and_name_and_keeps_that_there_was_a_file(
    django_capture_on_commit_callbacks: Any,
) -> None:
    file = take()
    with django_capture_on_commit_callbacks(execute=True):
        erase_file(file, by=SYSTEM, at=AT, reason="到期")
    gone = again(file)
    assert (gone.state, str(gone.display_name), bytes(gone.sha256), stored()) == (
        "erased",
        "",
        b"",
        [],
    )
    assert list(queries.files_of(UNIT, OWNER)) == []
    with pytest.raises(Conflict):
        erase_file(gone, by=SYSTEM, at=AT, reason="再来")
    assert actions() == ["file_taken", "file_erased"]


def test_a_file_erased_while_it_is_checked_stays_erased(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    file, stale = take(), queries.waiting(UNIT)[0]
    with django_capture_on_commit_callbacks(execute=True):
        erase_file(file, by=SYSTEM, at=AT, reason="撤回")
    assert not check_file(stale, at=AT)
    assert (again(file).state, stored()) == ("erased", [])


def test_nothing_of_the_content_lies_on_the_disk_in_clear(library: Path) -> None:
    canary = b"CANARY-371502195805060017"
    take(samples.jpeg(comment=canary), name="王桂英身份证.jpg")
    for path in library.rglob("*"):
        if path.is_file():
            assert canary not in path.read_bytes()
            assert "王" not in path.name


def test_the_sweeper_takes_orphans_of_more_than_an_hour_and_nothing_else(library: Path) -> None:
    kept = take()
    orphan = blobs.write(io.BytesIO(b"x"), unit=UNIT, most=9).name
    fresh = blobs.write(io.BytesIO(b"x"), unit=UNIT, most=9).name
    draft = blobs.path_of(UNIT, orphan).with_name(f".{orphan}.new")
    draft.write_bytes(b"half")
    for path in (blobs.path_of(UNIT, orphan), blobs.path_of(UNIT, kept.stored_name), draft):
        os.utime(path, (AT.timestamp(), AT.timestamp()))
    os.utime(blobs.path_of(UNIT, fresh), ((AT + timedelta(hours=2)).timestamp(),) * 2)
    assert sweep(UNIT, at=AT + timedelta(hours=2)) == 2
    assert set(stored()) == {kept.stored_name, fresh}


def test_no_blob_goes_while_a_backup_runs() -> None:
    name = blobs.write(io.BytesIO(b"x"), unit=UNIT, most=9).name
    with blobs.kept():
        blobs.remove(UNIT, name)
        assert stored() == [name]
    blobs.remove(UNIT, name)
    assert stored() == []


@pytest.mark.parametrize("size", [1, blobs.CHUNK - 1, blobs.CHUNK, blobs.CHUNK + 1, 3_000_000])
def test_a_blob_is_read_as_it_was_written(size: int) -> None:
    content = random.Random(size).randbytes(size)
    blob = blobs.write(io.BytesIO(content), unit=UNIT, most=size)
    assert (blob.size, blobs.read(UNIT, blob.name)) == (size, content)


def damages(content: bytes) -> Iterator[bytes]:
    draw = random.Random(20)
    for _ in range(10):
        at = draw.randrange(len(content))
        yield content[:at] + bytes((content[at] ^ 1 << draw.randrange(8),)) + content[at + 1 :]
        yield content[: draw.randrange(len(content))]
    yield content + b"more"
    yield b""


def test_a_damaged_blob_is_never_read() -> None:
    blob = blobs.write(io.BytesIO(b"x" * (blobs.CHUNK + 9)), unit=UNIT, most=2**30)
    path = blobs.path_of(UNIT, blob.name)
    for content in damages(path.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(Damaged):
            blobs.read(UNIT, blob.name)


def test_a_damaged_upload_asks_for_another(django_capture_on_commit_callbacks: Any) -> None:
    file = take()
    blobs.path_of(UNIT, file.stored_name).write_bytes(b"")
    check_file(file, at=AT)
    assert again(file).refusal == "文件没有存完整，请重新上传"


def test_one_blob_cannot_stand_for_another() -> None:
    one, two = (blobs.write(io.BytesIO(text), unit=UNIT, most=9).name for text in (b"1", b"2"))
    blobs.path_of(UNIT, one).write_bytes(blobs.path_of(UNIT, two).read_bytes())
    with pytest.raises(Damaged):
        blobs.read(UNIT, one)


def test_the_files_of_a_draft_become_those_of_its_case() -> None:
    file = take(owner="draft:1")
    assert commands.hand_over(UNIT, "draft:1", to=OWNER, by=SYSTEM, at=AT) == 1
    assert commands.hand_over(UNIT, "draft:1", to=OWNER, by=SYSTEM, at=AT) == 0
    assert [found.pk for found in queries.files_of(UNIT, OWNER)] == [file.pk]
