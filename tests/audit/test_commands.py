"""Events are written with their act, sealed completely, and verified anywhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from torture.audit import Clerk

from bianmin.audit import chain, commands, heads, queries
from bianmin.audit.commands import Trace, record, record_many, seal_events
from bianmin.audit.models import Event, Seal
from bianmin.audit.sources import BadCopy, DatabaseSource, export_copy
from bianmin.ground import crypto

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 9, 25, 9, tzinfo=UTC)
FANG = Clerk(1, 11, "王芳")


def record_some(count: int) -> list[Event]:
    traces = [Trace(f"case:{n}", "accept", n % 3, facts={"n": n}) for n in range(count)]
    return record_many(traces, by=FANG, at=NOW)


def verify() -> Any:
    return queries.verify(connection)


def test_an_event_says_who_did_what_when_and_why() -> None:
    record("case:1", "deny", unit=2, by=FANG, at=NOW, reason="不符合条件", after="denied")

    event = queries.history("case:1", unit=2).get()
    assert (event.by_user, event.by_person, event.by_name) == (1, 11, "王芳")
    assert (event.action, event.at, event.reason) == ("deny", NOW, "不符合条件")
    assert event.facts == {"after": "denied"}
    assert not queries.history("case:1", unit=1).exists()


def test_no_event_no_act() -> None:
    with pytest.raises(TypeError), transaction.atomic():
        record("case:1", "accept", unit=1, by=FANG, at=NOW)
        record("case:1", "accept", unit=1, by=FANG, at=NOW, weight=1.5)

    assert not Event.objects.filter(unit=1).exists()


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_the_trail(table: str, change: str) -> None:
    record_some(1)
    seal_events(at=NOW)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(unit=1).update(reason="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(unit=1).delete()


def test_every_event_is_sealed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "BATCH", 4)
    record_some(10)
    assert [seal.events for seal in seal_events(at=NOW)] == [4, 4, 2]
    record_some(3)
    assert [(seal.pk, seal.events) for seal in seal_events(at=NOW)] == [(4, 3)]
    assert seal_events(at=NOW) == seal_events(at=NOW, everything=True) == []

    report = verify()
    assert report.is_clean
    assert (report.events, report.unsealed, report.seals) == (13, 0, 4)


def test_an_event_that_commits_late_goes_into_the_next_seal() -> None:
    late = commands._event(
        Trace("case:1", "accept", 1), by=FANG, at=NOW, key_id=crypto.current_key_id()
    )
    record_some(5)
    seal_events(at=NOW)
    Event.objects.bulk_create([late])
    record_some(2)
    assert verify().unsealed == 3

    (seal,) = seal_events(at=NOW)

    assert next(chain.unpack(seal.members)).id == late.pk
    assert (verify().is_clean, verify().unsealed) == (True, 0)


def test_an_event_that_commits_very_late_is_told_and_sealed_by_the_daily_pass() -> None:
    (old,) = record_some(1)
    forgotten = Event.objects.get(unit=0, pk=old.pk)
    record_some(3)
    seal_events(at=NOW)
    row = next(DatabaseSource(connection).events())._replace(id=old.pk - chain.LATENESS - 10**9)
    forgotten.pk, forgotten.digest = row.id, chain.digest_of(row)
    forgotten.save(force_insert=True)

    assert seal_events(at=NOW) == []
    assert [finding.row for finding in verify().findings] == [f"event {row.id}"]
    assert len(seal_events(at=NOW, everything=True)) == 1
    assert verify().is_clean


def test_keys_may_change_between_and_after() -> None:
    for _ in range(3):
        record_some(3)
        seal_events(at=NOW)
        crypto.add_key()

    assert verify().is_clean
    assert Seal.objects.values("key_id").distinct().count() == 3


def test_a_copy_is_verified_without_the_server(tmp_path: Path) -> None:
    record_some(20)
    seal_events(at=NOW)
    record_some(2)
    path, kept = tmp_path / "trail.jsonl", tmp_path / "heads.txt"
    head = queries.newest_head()
    assert head and heads.keep(kept, head) and not heads.keep(kept, head)
    assert export_copy(DatabaseSource(connection), path) == 22

    connection.close()  # the copy needs none
    report = queries.verify(path, heads.read(kept))

    assert report.is_clean
    assert (report.events, report.unsealed, report.head) == (22, 2, head.head)


def test_every_line_of_a_copy_counts(tmp_path: Path) -> None:
    record_some(6)
    seal_events(at=NOW)
    record_some(6)
    seal_events(at=NOW + timedelta(minutes=5))
    path = tmp_path / "trail.jsonl"
    export_copy(DatabaseSource(connection), path)
    known = [head] if (head := queries.newest_head()) else []
    lines = path.read_text().splitlines(keepends=True)
    assert queries.verify(path, known).is_clean

    for at in range(len(lines)):
        swapped = [*lines[:at], *lines[at + 1 : at + 2], lines[at], *lines[at + 2 :]]
        if swapped[at][:6] != lines[at][:6]:
            swapped = lines  # a seal and an event stand in no order
        changed = [*lines[:at], lines[at].replace("1", "2", 1), *lines[at + 1 :]]
        for wrong in (lines[:at] + lines[at + 1 :], swapped, changed, lines[:at]):
            path.write_text("".join(wrong))
            assert wrong == lines or not queries.verify(path, known).is_clean, at


def test_a_broken_copy_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trail.jsonl"
    for text in ('["event", 1]\n', "{\n", '["seal", 1, 2]\n', '["other"]\n', "[]\n", "7\n"):
        path.write_text(text)
        with pytest.raises(BadCopy):
            queries.verify(path)


def call(*words: str) -> str:
    out = StringIO()
    call_command("audit", *words, stdout=out)
    return out.getvalue()


def test_the_command_verifies_keeps_heads_and_exports(tmp_path: Path) -> None:
    kept, copy = str(tmp_path / "heads.txt"), str(tmp_path / "trail.jsonl")
    record_some(4)
    call("heads", "--out", kept)
    call("export", copy)
    assert "核对 4 条留痕、1 次封存" in call("verify", "--heads", kept)
    found = json.loads(call("verify", "--copy", copy, "--heads", kept, "--json"))
    assert (found["clean"], found["events"]) == (True, 4)

    text = Path(copy).read_text().replace('"accept"', '"deny"', 1)
    Path(copy).write_text(text)
    with pytest.raises(CommandError, match="1 处异常"):
        call("verify", "--copy", copy, "--heads", kept)


def test_the_command_tells_what_is_missing(tmp_path: Path, keys: Path) -> None:
    with pytest.raises(CommandError, match="没有密钥文件"):
        call("verify")
    crypto.keyring()
    with pytest.raises(CommandError, match="链头"):
        call("heads", "--out", str(tmp_path / "heads.txt"))
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("1 gestern abc\n")
    with pytest.raises(CommandError, match="第 1 行"):
        call("verify", "--heads", str(wrong))
