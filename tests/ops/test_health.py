"""Ready means: database, worker and disk; what only needs a person soon warns."""

from __future__ import annotations

import json
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from bianmin.files.models import StoredFile
from bianmin.ground.ids import new_id
from bianmin.messaging.commands import queue_sms
from bianmin.messaging.models import OutgoingMessage
from bianmin.ops import health
from bianmin.ops.health import Readiness, readiness

pytestmark = pytest.mark.django_db

Disk = namedtuple("Disk", "total used free")
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "last_year", lambda: 2026)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: Disk(1000, 900, 100))


@pytest.fixture
def worker() -> None:
    beat(AT)


def beat(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [at])


@pytest.mark.usefixtures("worker")
def test_all_is_well() -> None:
    assert readiness(at=AT) == Readiness()


def test_without_a_worker_that_was_heard_of_within_a_minute_it_is_not_ready() -> None:
    assert readiness(at=AT).faults == ("后台任务没有在运行",)
    beat(AT - timedelta(seconds=61))
    assert not readiness(at=AT).ready
    beat(AT - timedelta(seconds=59))
    assert readiness(at=AT).ready


def test_without_the_database_it_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", broken)
    assert readiness(at=AT).faults == ("数据库没有应答",)


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("free", "ready"), [(51, True), (50, True), (49, False)])
def test_a_twentieth_of_the_disk_must_be_free(
    free: int, ready: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: Disk(1000, 1000 - free, free))
    assert readiness(at=AT).ready is ready


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("month", "warned"), [(11, 0), (12, 1)])
def test_a_calendar_that_is_missing_only_warns(month: int, warned: int) -> None:
    at = datetime(2026, month, 15, 1, 0, tzinfo=UTC)
    beat(at)
    assert readiness(at=at).ready
    assert len(readiness(at=at).warnings) == warned


@pytest.mark.usefixtures("worker")
def test_dead_messages_and_files_left_waiting_warn() -> None:
    queue_sms(unit=3, to="13805550001", template="rate", params={}, dedupe_key="k", at=AT)
    OutgoingMessage.objects.filter(unit=3).update(state="dead")
    StoredFile.objects.create(
        id=new_id(),
        unit=3,
        owner="case:1",
        display_name="",
        size=1,
        sha256=b"",
        stored_name="x",
        uploaded_at=AT - timedelta(hours=2),
    )
    found = readiness(at=AT)
    assert found.ready
    assert found.warnings == (
        "有 1 条短信多次没有发出，请检查短信网关",
        "有文件一小时以上没有做完安全检查",
    )


def test_the_addresses_answer_and_tell_nothing_of_what_is_stored(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert json.loads(answer.content) == {
        "ready": False,
        "faults": ["后台任务没有在运行"],
        "warnings": [],
    }
