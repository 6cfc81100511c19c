"""恢复: a backup into an empty deployment, verified before and compared afterwards."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bianmin.ops import backup
from bianmin.ops.deployment import current
from bianmin.ops.plain_command import PlainCommand
from bianmin.ops.restore import restore_backup


class Command(PlainCommand):
    help = "先核验备份，再恢复到空的数据库和数据目录，最后逐表比对"
    example = """
  BIANMIN_HOME=/srv/new bianmin restore /srv/backup/bianmin-2026-03-02.bmb
  bianmin restore /srv/backup/bianmin.bmb --key /mnt/usb/backup.key
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--key", type=Path, help="备份密钥文件（默认用 secrets/backup.key）")
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        env = current()
        key = backup.backup_key(env, options["key"])
        manifest = restore_backup(env, options["file"], key=key)
        if options["json"]:
            self.say_json(asdict(manifest))
        else:
            self.say(
                f"已恢复 {manifest.made_at[:19].replace('T', ' ')} 的备份："
                f"{len(manifest.tables)} 张表 {manifest.rows} 行，{manifest.files} 个文件；"
                "行数、留痕链头和留痕核对都一致。"
            )
