"""bianmin voice: what must be recorded, a folder taken in after checks, and doing without."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from bianmin.audit.models import Event
from bianmin.counter.models import VoiceClip
from bianmin.rules.voice import WORDS
from tests.rules.test_voice import whole_set

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    said = io.StringIO()
    call_command("voice", *words, stdout=said, stderr=said)
    return said.getvalue()


def test_a_folder_of_recordings_is_checked_taken_and_dropped(tmp_path: Path) -> None:
    assert "please.wav  请" in run("words") and "只显示文字" in run("words")
    for name, sound in whole_set().items():
        (tmp_path / f"{name}.wav").write_bytes(sound)
    assert "没有改动" in run("take", str(tmp_path), "--dry-run")
    assert not VoiceClip.objects.exists()
    assert "已启用" in run("take", str(tmp_path)) and "用着录音" in run("words")
    served = Client().get("/hall/voice/").json()
    assert set(served["sounds"]) == set(WORDS) and len(served["mark"]) == 16
    (tmp_path / "7.wav").write_bytes(b"not a sound")
    with pytest.raises(SystemExit):
        run("take", str(tmp_path))
    assert VoiceClip.objects.count() == len(WORDS), "a set with a fault changes nothing"
    assert "不用录音了" in run("drop") and "本来就没有" in run("drop")
    assert Client().get("/hall/voice/").json() == {"mark": "", "sounds": {}}
    events = Event.objects.filter(unit=0, subject="voice:all").order_by("id")
    assert list(events.values_list("action", flat=True)) == ["take_voice", "drop_voice"]
