"""留痕: verify the trail, keep its head elsewhere, export a copy."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from bianmin.audit import commands, heads, queries
from bianmin.audit.sources import BadCopy, DatabaseSource, export_copy
from bianmin.audit.verification import Report
from bianmin.ground import crypto, keys
from bianmin.ops.plain_command import PlainCommand

SHOWN = 20


class Command(PlainCommand):
    help = "核对留痕，留存链头，导出副本"
    example = """
  bianmin audit verify --heads heads.txt --json
  bianmin audit verify --copy trail.jsonl --keys /mnt/keys --heads heads.txt
  bianmin audit heads --out heads.txt
  bianmin audit export trail.jsonl
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="核对全部留痕，指出被改动、删除、插入的行")
        verify.add_argument("--heads", type=Path, help="留存在别处的链头文件")
        verify.add_argument("--copy", type=Path, help="核对导出的副本，不需要数据库")
        verify.add_argument("--keys", type=Path, help="密钥文件所在目录（默认用本机的）")
        verify.add_argument("--json", action="store_true", help="供程序读取的结果")
        kept = verbs.add_parser("heads", help="先封存，再把最新链头加到文件末尾；请存到别处")
        kept.add_argument("--out", type=Path, required=True, help="链头文件")
        export = verbs.add_parser("export", help="导出全部留痕，可在别处核对")
        export.add_argument("file", type=Path, help="要新建的文件")
        for each in (kept, export):
            each.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _verify(self, options: dict[str, Any]) -> None:
        self._use_keys(options["keys"])
        try:
            known = heads.read(options["heads"]) if options["heads"] else []
            report = queries.verify(options["copy"] or connection, known)
        except OSError as error:
            raise CommandError(
                f"读不了 {error.filename}：{error.strerror}", returncode=2
            ) from error
        except (BadCopy, heads.BadHeads) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.say_json(_as_json(report))
        else:
            self._tell(report, has_heads=bool(known))
        if not report.is_clean:
            raise CommandError(f"留痕有 {report.faults} 处异常")

    def _heads(self, options: dict[str, Any]) -> None:
        commands.seal_events(at=datetime.now(UTC))
        head = queries.newest_head()
        if head is None:
            raise CommandError("还没有留痕，没有链头可存")
        heads.keep(options["out"], head)
        if options["json"]:
            self.say_json({"head": str(head), "file": str(options["out"])})
        else:
            self.say(f"链头：{head}")

    def _export(self, options: dict[str, Any]) -> None:
        try:
            count = export_copy(DatabaseSource(connection), options["file"])
        except OSError as error:
            raise CommandError(f"写不了 {options['file']}：{error.strerror}") from error
        if options["json"]:
            self.say_json({"events": count, "file": str(options["file"])})
        else:
            self.say(f"已导出 {count} 条留痕到 {options['file']}")

    def _use_keys(self, folder: Path | None) -> None:
        """Verify with the keys given, and never make new ones: those would fit nothing."""
        folder = folder or Path(settings.BIANMIN_KEYS_DIR)
        if not (folder / keys.FILE).exists():
            raise CommandError(f"没有密钥文件 {folder / keys.FILE}，无法核对", returncode=2)
        settings.BIANMIN_KEYS_DIR = folder
        crypto.forget()

    def _tell(self, report: Report, *, has_heads: bool) -> None:
        for finding in report.findings[:SHOWN]:
            self.say(str(finding))
        if report.faults > SHOWN:
            self.say(f"……另有 {report.faults - SHOWN} 处，用 --json 查看")
        self.say(
            f"核对 {report.events} 条留痕、{report.seals} 次封存，尚未封存 {report.unsealed} 条；"
            f"最新链头 {report.head[:16] or '无'}"
        )
        if not has_heads:
            self.say("未给出链头文件：链尾被截断或整条链被重做时看不出来（--heads）")


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "clean": report.is_clean,
        "events": report.events,
        "unsealed": report.unsealed,
        "seals": report.seals,
        "head": report.head,
        "faults": report.faults,
        "findings": [{"row": finding.row, "what": finding.what} for finding in report.findings],
    }
