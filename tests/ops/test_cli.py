"""The command line: help with an example everywhere, a refusal in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bianmin.ops import cli, up
from bianmin.ops.refusal import Refused
from tests.ops.places import Place, empty_home
from tests.ops.test_supervisor import traces


def test_every_command_has_an_example() -> None:
    overview = cli.overview()
    for command in cli.COMMANDS:
        assert command.example.startswith(f"bianmin {command.words}")
        assert command.does in overview


READ_BY_MACHINES = {"demo", "appoint", "due", "workdays", "name", "audit", "backup", "keys"}


@pytest.mark.parametrize("command", [c for c in cli.COMMANDS if c.words not in ("up", "migrate")])
def test_its_help_has_an_example(command: cli.Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command.words, "--help"])
    told = capsys.readouterr().out
    assert left.value.code == 0
    assert f"例：\n  bianmin {command.words}" in told or f" bianmin {command.words} /srv" in told
    assert "--verbosity" not in told
    assert "--json" in told or command.words not in READ_BY_MACHINES


@pytest.mark.parametrize("words", [[], ["--help"], ["help"]])
def test_no_command_shows_them_all(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(words)
    assert "bianmin up --demo" in capsys.readouterr().out


def test_up_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["up", "--help"])
    assert left.value.code == 0
    assert "例：bianmin up --demo --port 8001" in capsys.readouterr().out


def test_a_refusal_is_one_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_words: list[str]) -> None:
        raise Refused("端口被占用。")

    monkeypatch.setattr(cli, "_run", refuse)
    with pytest.raises(SystemExit) as left:
        cli.main(["up"])
    assert left.value.code == 1
    assert capsys.readouterr().err == "bianmin：端口被占用。\n"


def test_a_bad_environment_is_told_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bianmin.ops.cli", "up", "--port", "99999"],
        env={**os.environ, "BIANMIN_HOME": "/var/tmp/bm-never"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr
    assert not Path("/var/tmp/bm-never").exists()


@pytest.mark.fault
def test_commands_on_a_machine_that_has_no_database_yet() -> None:
    with empty_home() as home:
        assert "2020-06-30" in run(home, "workdays", "2020-06").stdout
        assert not (home / "postgres").exists()

        early = run(home, "import", "calendar")
        assert (early.returncode, early.stderr.count("\n")) == (1, 1)
        assert "请先运行 bianmin migrate 或 bianmin up" in early.stderr

        assert run(home, "demo", "--logins", "--json").stdout == "[]\n"  # it makes the tables
        assert run(home, "migrate", "--verbosity=0").returncode == 0
        assert "2020 年放假安排：已发布" in run(home, "import", "calendar").stdout
        away = run(home, "import", "calendar", DATABASE_URL="postgresql://a:b@127.0.0.1:9/x")
        assert away.returncode == 1
        assert away.stderr.startswith("bianmin：连不上数据库 127.0.0.1:9（postgres）")
        assert traces(home) == []


def run(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "bianmin.ops.cli", *words],
        env={**kept, "BIANMIN_HOME": str(home), **environment},
        capture_output=True,
        text=True,
    )


def test_a_trial_runs_the_simulator_and_production_does_not() -> None:
    trial = Place(Path("/nowhere"))
    assert len(list(up.children(trial))) == 3
    real = Place(Path("/nowhere"), sms_url="http://127.0.0.1:9")
    assert len(list(up.children(real))) == 2


def test_the_fingerprint_is_the_same_twice() -> None:
    assert up.fingerprint() == up.fingerprint()


def test_the_address_is_one_a_browser_can_open() -> None:
    everywhere = Place(Path("/nowhere"), host="0.0.0.0", port=8001)
    assert up.address(everywhere) == "http://127.0.0.1:8001/"
