"""No personal value in clear: not in the database's dump, a backup, the files, or any log."""

from __future__ import annotations

import base64
import io
import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from bianmin.config.env import ENV
from bianmin.files.commands import take_upload
from bianmin.messaging.acting import SYSTEM
from bianmin.messaging.commands import queue_sms
from bianmin.ops import database, postgres_tools
from bianmin.ops.backup import make_backup
from bianmin.ops.demo import canary
from bianmin.ops.postgres import Cluster
from bianmin.wire.logs import JsonLines
from tests import server, world
from tests.files import samples
from tests.make import MONDAY_9AM as NOW
from tests.ops.test_backup import KEY, Spot, spot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


@pytest.fixture
def marks(tmp_path: Path, settings: Any) -> list[str]:
    """Every kind of personal value, planted by the product's own commands; return the values."""
    settings.BIANMIN_FILES_DIR = tmp_path / "files"
    world.build()
    planted = canary.plant(7, at=NOW)
    found = [mark for unit in planted["units"] for mark in unit["marks"]]
    name, phone = found[0], canary.Marks(7, 1).phone(0)
    photo = io.BytesIO(samples.jpeg(comment=name.encode()))
    take_upload(photo, unit=1, owner="case:1", display_name=name, by=SYSTEM, at=NOW)
    params = {"item": name, "link": f"/t/{name}/"}
    queue_sms(unit=1, to=phone, template="accepted", params=params, dedupe_key="k", at=NOW)
    return found


def seen(marks: list[str], content: bytes) -> list[str]:
    """Return the marks that stand in the bytes: as they are, in hexadecimal, in base64."""
    return [mark for mark in marks if any(form in content for form in _forms(mark.encode()))]


def _forms(mark: bytes) -> Iterator[bytes]:
    yield mark
    yield mark.hex().encode()
    for shift in range(3):  # base64 depends on where in the text the value begins
        padded = base64.b64encode(b"\0" * shift + mark)
        yield padded[4 * (shift > 0) : len(padded) // 4 * 4 - 4]


def dump(place: Spot) -> bytes:
    """Return the whole database as text, as an administrator would print it."""
    with database.connected(place, "owner") as owner:
        major = owner.info.server_version // 10_000
    return subprocess.run(
        [
            postgres_tools.program(place, "pg_dump", server=major),
            "--no-password",
            f"--dbname={postgres_tools.address(place, 'owner')}",
        ],
        env=postgres_tools.environment(place, "owner"),
        check=True,
        stdout=subprocess.PIPE,
    ).stdout


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Catch everything that the product's own formatter prints, of every logger and level."""
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    handler.setFormatter(JsonLines())
    levels = {
        name: logging.getLogger(name).level for name in ("bianmin", "django", "django.request")
    }
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def test_a_dump_holds_no_mark_and_would_show_one(marks: list[str], tmp_path: Path) -> None:
    place = spot(tmp_path, str(connection.settings_dict["NAME"]))
    assert len(set(marks)) == 2 * 25
    printed = dump(place)
    assert b"COPY public.cases_case" in printed
    assert seen(marks, printed) == []

    with database.connected(place, "owner") as owner:
        owner.execute("CREATE TABLE leak (a text, b bytea)")
        owner.execute("INSERT INTO leak VALUES (%s, %s)", [marks[0], marks[1].encode()])
    assert seen(marks, dump(place)) == marks[:2]


def test_neither_backup_nor_files_hold_a_mark(marks: list[str], tmp_path: Path) -> None:
    place = spot(tmp_path, str(connection.settings_dict["NAME"]))
    target = tmp_path / "one.bmb"
    made = make_backup(place, target, key=KEY, at=datetime(2026, 3, 2, tzinfo=UTC))
    assert made.files >= 1
    files = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert files
    for path in (target, *files):
        assert seen(marks, path.read_bytes()) == [], path


def test_no_log_repeats_what_people_wrote(marks: list[str]) -> None:
    client = Client(raise_request_exception=False)
    with logged() as text:
        for mark in marks[:10]:
            client.get(f"/sign-in/?next=/{mark}")
            client.get(f"/{mark}/", {"q": mark}, headers={"user-agent": mark})
            client.post("/sign-in/", {"phone": mark})
            client.post("/staff/", {"login": mark, "password": mark})
            client.post("/api/v1/cases", {"name": mark}, content_type="application/json")
        _fail(marks[0])
    lines = text.getvalue()
    assert lines.count('"message": "request"') >= 50
    assert "IntegrityError" in lines
    assert seen(marks, lines.encode()) == []


def test_the_databases_own_log_repeats_nothing(marks: list[str]) -> None:
    if ENV.database_url:
        pytest.skip("the log of a server that is not ours")
    _fail(marks[0])
    with pytest.raises(psycopg.DataError), server.admin() as admin:
        admin.execute("SELECT %s::text::int", [marks[0]])
    written = Cluster(ENV.home, ENV.secrets).log.read_bytes()
    assert b"starting PostgreSQL" in written
    assert seen(marks, written) == []


def _fail(mark: str) -> None:
    """Provoke an error of the database that quotes the value, and log it as the product would."""
    statement = "INSERT INTO accounts_user (login, password) SELECT %s, NULL"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [mark])
    except IntegrityError:
        logging.getLogger("bianmin.request").exception("failed")
    else:
        raise AssertionError("the database took it")
