"""叫号录音: what is said of a number, and what a recording must be."""

from __future__ import annotations

import io
import math
import wave
from array import array

import pytest

from bianmin.rules.errors import Invalid
from bianmin.rules.voice import WORDS, check_recordings, spoken


def tone(seconds: float, *, volume: float = 0.5, rate: int = 8_000, channels: int = 1) -> bytes:
    """A recording of a test: a tone as long as the test wants, never shipped."""
    samples = array(
        "h",
        (int(volume * 32_767 * math.sin(n * 0.3)) for n in range(int(seconds * rate) * channels)),
    )
    held = io.BytesIO()
    with wave.open(held, "wb") as recording:
        recording.setnchannels(channels)
        recording.setsampwidth(2)
        recording.setframerate(rate)
        recording.writeframes(samples.tobytes())
    return held.getvalue()


def whole_set() -> dict[str, bytes]:
    """Every word, each of another length, so that one can be told from another."""
    return {name: tone(0.2 + n / 100) for n, name in enumerate(WORDS)}


@pytest.mark.parametrize(
    ("number", "window", "words"),
    [
        ("A016", "3 号窗口", "please A 0 1 6 number to 3 number window"),
        ("Y002", "12号窗口", "please Y 0 0 2 number to 1 2 number window"),
        ("B100", "社保窗口", "please B 1 0 0 number to window"),
        ("X1", "1 号窗口", ""),
    ],
)
def test_a_call_is_put_together_from_words(number: str, window: str, words: str) -> None:
    said = spoken(number, window)
    assert " ".join(said) == words
    assert set(said) <= set(WORDS)


def test_a_whole_set_is_taken() -> None:
    assert set(check_recordings(whole_set())) == set(WORDS)


def test_every_fault_is_named_at_once() -> None:
    found = whole_set() | {
        "0": b"ID3 an mp3",
        "1": tone(0.3, volume=0.001),
        "2": tone(0.3, volume=1.0),
        "3": tone(4),
        "4": tone(0.3, channels=2),
        "5": tone(0.05),
        "hello": tone(0.3),
    }
    del found["please"]
    with pytest.raises(Invalid) as refused:
        check_recordings(found)
    assert dict(refused.value.fields) == {
        "0": "不是 WAV 录音（要 PCM 格式）",
        "1": "几乎没有声音",
        "2": "录得太响，失真了",
        "3": "长 4.00 秒，应在 0.15 到 3 秒之间",
        "4": "要单声道、16 位、8 到 48 kHz",
        "5": "长 0.05 秒，应在 0.15 到 3 秒之间",
        "hello": "不在要录的里面",
        "please": "没有录",
    }
