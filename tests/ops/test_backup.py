"""A backup comes back whole, shows nothing to its finder, and is refused when it is damaged."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings as deployed
from django.core.management import call_command
from django.db import connection

from bianmin.audit.commands import record, seal_events
from bianmin.config.env import ENV
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.ground import crypto
from bianmin.messaging.acting import SYSTEM
from bianmin.messaging.commands import queue_sms
from bianmin.ops import backup, database
from bianmin.ops.archive import DAMAGED, NOT_A_BACKUP
from bianmin.ops.backup import make_backup, verify_backup
from bianmin.ops.refusal import Refused
from bianmin.ops.restore import restore_backup
from tests import server
from tests.files import samples

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KEY = "the key of the backups"
PHONE, NAME = "13805550001", "CANARY-王桂英-371502195805060017"
UNIT = 3


@dataclass(frozen=True)
class Spot:
    """A deployment whose database is one of the tests' server."""

    home: Path
    database_url: str
    secrets: Path = ENV.secrets
    host: str = "127.0.0.1"
    port: int = 8000
    profile: str = "trial"
    secret: str = ""
    sms_url: str = ""


def spot(home: Path, name: str) -> Spot:
    given = connection.settings_dict
    host, port = quote(str(given["HOST"]), safe=""), given["PORT"]
    with server.admin() as admin:
        account = f"{admin.info.user}:{quote(admin.info.password, safe='')}@"
    return Spot(home, f"postgresql://{account}/{name}?host={host}&port={port}")


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Spot:
    """A small deployment with something of everything in it."""
    settings.BIANMIN_FILES_DIR = tmp_path / "here" / "files"
    take_upload(
        io.BytesIO(samples.jpeg(comment=NAME.encode())),
        unit=UNIT,
        owner="case:1",
        display_name=NAME,
        by=SYSTEM,
        at=AT,
    )
    params = {"item": "优待证", "link": f"/t/{NAME}/"}
    queue_sms(unit=UNIT, to=PHONE, template="accepted", params=params, dedupe_key="k", at=AT)
    for number in range(20):
        record(f"case:{number}", "accept", unit=UNIT, by=SYSTEM, at=AT)
    seal_events(at=AT)
    record("case:1", "complete", unit=UNIT, by=SYSTEM, at=AT)
    return spot(tmp_path / "here", str(connection.settings_dict["NAME"]))


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Spot]:
    """An empty deployment."""
    name = f"restored_{os.getpid()}"
    with server.admin() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        database.create_database(admin, name)
    place = spot(tmp_path / "there", name)
    place.home.mkdir()
    with database.connected(place, "owner") as owner:
        database.grant(owner)
    yield place
    with server.admin() as admin:
        admin.execute(f"DROP DATABASE {name}".encode())


def restore(there: Spot, source: Path, settings: Any, *, key: str = KEY) -> backup.Manifest:
    settings.BIANMIN_FILES_DIR = there.home / "files"
    return restore_backup(there, source, key=key)


def is_empty(place: Spot) -> bool:
    with database.connected(place, "owner") as owner:
        tables = owner.execute(backup.TABLES).fetchall()
    return not tables and not any(path.is_file() for path in place.home.rglob("*"))


def test_what_is_restored_is_what_was_backed_up(
    here: Spot, there: Spot, tmp_path: Path, settings: Any
) -> None:
    target = tmp_path / "one.bmb"
    made = make_backup(here, target, key=KEY, at=AT)
    assert (made.tables["audit_event"] > 20, made.files, made.made_at) == (True, 1, AT.isoformat())
    assert verify_backup(target, key=KEY) == made
    assert target.stat().st_mode & 0o077 == 0

    assert restore(there, target, settings) == made
    file = StoredFile.objects.get(unit=UNIT)
    with database.connected(there, "app") as app:
        found = app.execute("SELECT stored_name, display_name FROM files_storedfile").fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("UPDATE audit_event SET reason = 'x'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM audit_seal")
        app.execute("UPDATE files_storedfile SET refusal = 'the app may still work'")
    assert [row[0] for row in found] == [file.stored_name]
    clear = crypto.open_bytes("words", bytes(found[0][1]), "files_storedfile.display_name")
    assert "CANARY" in clear.decode()
    restored = there.home / "files" / f"{UNIT:02d}" / file.stored_name[:2] / file.stored_name
    assert restored.is_file()


def test_a_finder_reads_nothing(here: Spot, tmp_path: Path) -> None:
    target = tmp_path / "one.bmb"
    make_backup(here, target, key=KEY, at=AT)
    content = target.read_bytes()
    for canary in (NAME.encode(), b"CANARY", PHONE.encode(), b"audit_event", b"case:1", b"PGDMP"):
        assert canary not in content


def test_even_the_opened_dump_holds_no_personal_data(here: Spot, tmp_path: Path) -> None:
    target = tmp_path / "one.bmb"
    make_backup(here, target, key=KEY, at=AT)
    with target.open("rb") as file:
        for _, blocks in backup.Reader(file, KEY).parts():
            data = b"".join(blocks)
            assert NAME.encode() not in data
            assert PHONE.encode() not in data
    with connection.cursor() as cursor:  # the dump is compressed: ask the tables themselves
        cursor.execute("SELECT string_agg(m::text, '') FROM messaging_outgoingmessage m")
        assert PHONE.encode().hex() not in cursor.fetchone()[0]


def test_twenty_damaged_backups_are_all_refused_and_leave_nothing(
    here: Spot, there: Spot, tmp_path: Path, settings: Any
) -> None:
    target = tmp_path / "one.bmb"
    make_backup(here, target, key=KEY, at=AT)
    content, draw = target.read_bytes(), random.Random(20)
    for number in range(20):
        damaged = bytearray(content)
        if number % 4 == 0:
            damaged = damaged[: draw.randrange(len(content))]
        elif number % 4 == 1:
            damaged += draw.randbytes(9)
        else:
            damaged[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        source = tmp_path / f"damaged-{number}.bmb"
        source.write_bytes(damaged)
        with pytest.raises(Refused) as refused:
            restore(there, source, settings)
        assert str(refused.value) in (DAMAGED, NOT_A_BACKUP) or "密钥" in str(refused.value)
        assert is_empty(there)


def test_a_wrong_backup_key_is_refused(
    here: Spot, there: Spot, tmp_path: Path, settings: Any
) -> None:
    make_backup(here, tmp_path / "one.bmb", key=KEY, at=AT)
    with pytest.raises(Refused, match="备份密钥不对"):
        restore(there, tmp_path / "one.bmb", settings, key="another")
    assert is_empty(there)


def test_without_the_data_keys_nothing_is_restored(
    here: Spot, there: Spot, tmp_path: Path, settings: Any
) -> None:
    make_backup(here, tmp_path / "one.bmb", key=KEY, at=AT)
    elsewhere = tmp_path / "keys"
    elsewhere.mkdir()
    for name in (database.OWNER, database.APP):
        shutil.copy(ENV.secrets / name, elsewhere)
    lost = Spot(there.home, there.database_url, secrets=elsewhere)
    settings.BIANMIN_KEYS_DIR = elsewhere
    with pytest.raises(Refused, match="没有资料密钥"):
        restore(lost, tmp_path / "one.bmb", settings)
    crypto.add_key()
    with pytest.raises(Refused, match="不是做备份时的那一套"):
        restore(lost, tmp_path / "one.bmb", settings)
    assert is_empty(there)


def test_a_database_or_a_folder_in_use_is_never_overwritten(
    here: Spot, there: Spot, tmp_path: Path, settings: Any
) -> None:
    target = tmp_path / "one.bmb"
    make_backup(here, target, key=KEY, at=AT)
    with pytest.raises(Refused, match="已经存在"):
        make_backup(here, target, key=KEY, at=AT)
    with pytest.raises(Refused, match="张表，不覆盖"):
        restore_backup(here, target, key=KEY)
    blob = there.home / "files" / "03" / "aa" / ("a" * 32)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"x")
    with pytest.raises(Refused, match="已有文件"):
        restore(there, target, settings)
    assert blob.read_bytes() == b"x"


def test_a_backup_whose_trail_was_tampered_with_is_not_restored(
    here: Spot, there: Spot, tmp_path: Path, settings: Any
) -> None:
    with server.admin(str(connection.settings_dict["NAME"])) as admin:
        admin.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        admin.execute("UPDATE audit_event SET reason = 'x' WHERE subject = 'case:5'")
        admin.execute("ALTER TABLE audit_event ENABLE TRIGGER ALL")
    make_backup(here, tmp_path / "one.bmb", key=KEY, at=AT)
    with pytest.raises(Refused, match="留痕"):
        restore(there, tmp_path / "one.bmb", settings)
    assert is_empty(there)


def test_a_dump_that_fails_leaves_no_file(
    here: Spot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bianmin.ops.postgres_tools.program", lambda *_, **__: Path("/bin/false"))
    with pytest.raises(Refused, match="pg_dump 失败"):
        make_backup(here, tmp_path / "one.bmb", key=KEY, at=AT)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_the_commands_say_what_they_did(
    here: Spot, there: Spot, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    key, target = tmp_path / "key", tmp_path / "one.bmb"
    key.write_text(KEY)
    settings.ENV = here
    call_command("backup", target, key=key)
    assert "已逐字节核验" in capsys.readouterr().out
    call_command("backup", target, key=key, verify=True, json=True)
    assert json.loads(capsys.readouterr().out)["file"] == str(target)
    settings.ENV, settings.BIANMIN_FILES_DIR = there, there.home / "files"
    call_command("restore", target, key=key)
    assert "都一致" in capsys.readouterr().out


def test_the_deployments_own_key_is_made_once_and_asked_for_when_lost(tmp_path: Path) -> None:
    place = Spot(tmp_path, "", secrets=tmp_path / "secrets")
    with pytest.raises(Refused, match="没有备份密钥"):
        backup.backup_key(place)
    key = backup.backup_key(place, make=True)
    assert len(key) > 30
    assert backup.backup_key(place) == key
    with pytest.raises(Refused, match="读不了"):
        backup.backup_key(place, tmp_path / "none")


def test_the_keys_of_this_deployment_are_not_in_its_files_folder() -> None:
    assert Path(deployed.BIANMIN_KEYS_DIR) not in Path(deployed.BIANMIN_FILES_DIR).parents


def test_a_database_without_tables_has_nothing_to_back_up(there: Spot, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="还没有建好"):
        make_backup(there, tmp_path / "one.bmb", key=KEY, at=AT)
