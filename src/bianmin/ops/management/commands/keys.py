"""密钥: list the deployment's keys by their ids, or add one that seals from now on."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

from bianmin.ground import crypto

EXAMPLES = """例：
  bianmin keys list
  bianmin keys add        轮换：旧密钥仍可解密，重启后用新密钥加密；随后请备份密钥文件
"""


class Command(BaseCommand):
    help = "列出或轮换加密密钥"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        options = {"epilog": EXAMPLES, "formatter_class": RawDescriptionHelpFormatter}
        return super().create_parser(prog_name, subcommand, **kwargs | options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["list", "add"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "add":
            self.stdout.write(f"已加入密钥 {crypto.add_key()}；请重启服务，并备份密钥文件")
        ring = crypto.keyring()
        for key in ring.keys.values():
            roles = [("加密", ring.current), ("查找", ring.index)]
            uses = "、".join(use for use, key_id in roles if key_id == key.id)
            self.stdout.write(f"{key.id}  {key.hash:<6}  {uses or '只用于解密'}")
