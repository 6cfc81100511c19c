"""备份: one encrypted file of database and files, verified as soon as it is written."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bianmin.ops import backup
from bianmin.ops.deployment import current
from bianmin.ops.plain_command import PlainCommand


class Command(PlainCommand):
    help = "备份数据库和文件到一个加密文件，并当场核验"
    example = """
  bianmin backup /srv/backup/bianmin-2026-03-02.bmb
  bianmin backup --verify /srv/backup/bianmin-2026-03-02.bmb
  bianmin backup /srv/backup/bianmin.bmb --key /mnt/usb/backup.key --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件（不覆盖已有的文件）")
        parser.add_argument("--key", type=Path, help="备份密钥文件（默认用 secrets/backup.key）")
        parser.add_argument("--verify", action="store_true", help="只核验一份已有的备份")
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        env, file = current(), options["file"]
        key = backup.backup_key(env, options["key"], make=not options["verify"])
        if options["verify"]:
            manifest = backup.verify_backup(file, key=key)
        else:
            manifest = backup.make_backup(env, file, key=key, at=datetime.now(UTC))
        if options["json"]:
            self.say_json(asdict(manifest) | {"file": str(file)})
        else:
            self.say(*backup.described(manifest, key))
