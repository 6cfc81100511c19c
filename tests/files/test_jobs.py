"""The jobs take all that is due, and a sandbox that is down leaves the files waiting."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bianmin.files import blobs, commands, jobs
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.files.sandbox import Outcome, SandboxDown
from bianmin.messaging.acting import SYSTEM
from tests.files import samples

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _library(tmp_path: Path, settings: Any) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path / "files"


def take(unit: int) -> StoredFile:
    return take_upload(
        io.BytesIO(samples.jpeg()), unit=unit, owner="case:1", display_name="", by=SYSTEM, at=AT
    )


def states() -> list[str]:
    return list(
        StoredFile.objects.filter(unit__in=range(9)).order_by("id").values_list("state", flat=True)
    )


def test_each_upload_is_checked_by_its_own_job() -> None:
    file, _other = take(1), take(1)
    jobs.check_one(unit=1, file_id=file.pk)
    jobs.check_one(unit=1, file_id=file.pk)
    assert states() == ["clean", "waiting"]


def test_what_was_left_over_is_taken_up_in_every_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(content: bytes) -> Outcome:
        raise SandboxDown

    files = [take(1), take(2), take(2)]
    with monkeypatch.context() as patch:
        patch.setattr(commands, "make_harmless", down)
        jobs.check_one(unit=1, file_id=files[0].pk)
        jobs.check_waiting(timestamp=int(AT.timestamp()))
        assert states() == ["waiting"] * 3
    jobs.check_waiting(timestamp=int(AT.timestamp()))
    assert states() == ["clean"] * 3


def test_orphans_of_every_unit_are_swept() -> None:
    names = {unit: blobs.write(io.BytesIO(b"x"), unit=unit, most=9).name for unit in (0, 7, 99)}
    for unit, name in names.items():
        os.utime(blobs.path_of(unit, name), (1, 1))
    jobs.sweep(timestamp=int(AT.timestamp()))
    assert [list(blobs.names(unit, older_than=2e10)) for unit in names] == [[], [], []]
