"""The command line: help with an example everywhere, a refusal in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bianmin.ops import cli, up
from bianmin.ops.refusal import Refused
from tests.ops.places import Place


def test_every_command_has_an_example() -> None:
    overview = cli.overview()
    for command in cli.COMMANDS:
        assert command.example.startswith(f"bianmin {command.words}")
        assert command.does in overview


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
