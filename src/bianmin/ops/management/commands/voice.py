"""叫号录音: what must be recorded, taking the recordings in after checks, and doing without."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.counter.commands.voice import drop_voice, take_voice
from bianmin.counter.queries.voice import voice_mark
from bianmin.ops.plain_command import PlainCommand
from bianmin.rules.errors import Invalid
from bianmin.rules.voice import LARGEST, WORDS, check_recordings

HOW = "单声道、16 位、8 到 48 kHz 的 WAV，一个词一个文件，前后不留空白"


class Command(PlainCommand):
    help = "叫号录音：要录哪些词，录好以后检查、导入，或不用"
    example = """
  bianmin voice words                       要录的词和文件名
  bianmin voice take ./叫号录音 --dry-run   只检查
  bianmin voice take ./叫号录音             检查并启用
  bianmin voice drop                        不用录音，只显示文字
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="做什么")
        verbs.add_parser("words", help="列出要录的词和文件名")
        take = verbs.add_parser("take", help="检查一个文件夹里的录音并启用")
        take.add_argument("folder", type=Path, metavar="文件夹")
        take.add_argument("--dry-run", action="store_true", help="只检查，不启用")
        verbs.add_parser("drop", help="不用录音，只显示文字")

    def handle(self, *args: Any, **options: Any) -> None:
        {"words": self._words, "take": self._take, "drop": self._drop}[options["verb"]](options)

    def _words(self, options: dict[str, Any]) -> None:
        self.say(f"请真人录这 {len(WORDS)} 个词（{HOW}）：")
        self.say(*(f"  {name}.wav  {said}" for name, said in WORDS.items()))
        self.say("现在用着录音" if voice_mark() else "现在没有录音，叫号只显示文字")

    def _take(self, options: dict[str, Any]) -> None:
        recordings = _read(options["folder"])
        if options["dry_run"]:
            seconds = check_recordings(recordings)
        else:
            seconds = take_voice(recordings, by=SYSTEM, at=timezone.now())
        self.say(f"{len(seconds)} 个词，共 {sum(seconds.values()):.1f} 秒，都能用")
        self.say("没有改动任何数据" if options["dry_run"] else "已启用，叫号屏下次叫号就出声")

    def _drop(self, options: dict[str, Any]) -> None:
        gone = drop_voice(by=SYSTEM, at=timezone.now())
        self.say("不用录音了，叫号只显示文字" if gone else "本来就没有录音")


def _read(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise Invalid(f"没有这个文件夹：{folder}")
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".wav")
    return {path.stem: _content(path) for path in found[: len(WORDS) * 2]}


def _content(path: Path) -> bytes:
    with path.open("rb") as recording:
        return recording.read(LARGEST + 1)
