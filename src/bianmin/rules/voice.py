"""叫号录音: which recordings a call is put together from, and what a recording must be.

Nobody's voice is made by a machine here: a deployment records these few words itself. Without
them, or where one is missing, the screen calls in writing alone.
"""

from __future__ import annotations

import io
import re
import sys
import wave
from array import array
from collections.abc import Mapping
from types import MappingProxyType

from bianmin.rules.errors import Invalid

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "please": "请",
        **{digit: digit for digit in "0123456789"},
        **{letter: letter for letter in "ABCY"},
        "number": "号",
        "to": "到",
        "window": "窗口",
    }
)
"""要录的: the name of each recording, and what is said in it."""

SHORTEST, LONGEST = 0.15, 3.0  # seconds
RATES = (8_000, 48_000)  # samples a second
LARGEST = 600_000  # bytes
QUIETEST, LOUDEST = 0.02, 0.999  # of what 16 bits hold: the loudest sample
_NUMBER = re.compile(r"[ABCY][0-9]{3}")
_WINDOW = re.compile(r"([0-9]{1,2}) ?号窗口")


def spoken(number: str, window: str) -> tuple[str, ...]:
    """说什么: 请 A 0 0 3 号到 1 号窗口, as names of recordings.

    A window that is not called by a figure is only “窗口”: which one, the screen says. Nothing is
    said of a number that is none of ours.
    """
    if not _NUMBER.fullmatch(number):
        return ()
    named = _WINDOW.fullmatch(window)
    where = (*named[1], "number", "window") if named else ("window",)
    return ("please", *number, "number", "to", *where)


def check_recordings(found: Mapping[str, bytes]) -> dict[str, float]:
    """核对: name → seconds of a whole set; Invalid names every fault at once."""
    faults = {name: "没有录" for name in WORDS if name not in found}
    faults |= {name: "不在要录的里面" for name in found if name not in WORDS}
    seconds: dict[str, float] = {}
    for name in found.keys() & WORDS.keys():
        try:
            seconds[name] = _seconds(found[name])
        except Invalid as wrong:
            faults[name] = str(wrong)
    if faults:
        raise Invalid("录音还不能用", dict(sorted(faults.items())))
    return seconds


def _seconds(content: bytes) -> float:
    if len(content) > LARGEST:
        raise Invalid(f"文件太大，最大 {LARGEST // 1000} KB")
    try:
        with wave.open(io.BytesIO(content)) as recording:
            channels, width = recording.getnchannels(), recording.getsampwidth()
            rate, sound = recording.getframerate(), recording.readframes(recording.getnframes())
    except (wave.Error, EOFError):
        raise Invalid("不是 WAV 录音（要 PCM 格式）") from None
    if channels != 1 or width != 2 or not RATES[0] <= rate <= RATES[1]:
        raise Invalid("要单声道、16 位、8 到 48 kHz")
    lasts = float(len(sound) / (2 * rate))
    if not SHORTEST <= lasts <= LONGEST:
        raise Invalid(f"长 {lasts:.2f} 秒，应在 {SHORTEST} 到 {LONGEST:.0f} 秒之间")
    peak = _peak(sound)
    if peak < QUIETEST:
        raise Invalid("几乎没有声音")
    if peak > LOUDEST:
        raise Invalid("录得太响，失真了")
    return lasts


def _peak(sound: bytes) -> float:
    """The loudest sample, as a share of what 16 bits hold."""
    samples: array[int] = array("h", sound)
    if sys.byteorder == "big":
        samples.byteswap()
    loudest: int = max(max(samples), -min(samples))
    return loudest / 32_768.0
