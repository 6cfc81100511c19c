"""密钥: list the deployment's keys by their ids, or add one that seals from now on."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from bianmin.ground import crypto
from bianmin.ops.plain_command import PlainCommand


class Command(PlainCommand):
    help = "列出或轮换加密密钥"
    example = """
  bianmin keys list --json
  bianmin keys add        轮换：旧密钥仍可解密，重启后用新密钥加密；随后请备份密钥文件
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "verb", choices=["list", "add"], metavar="list|add", help="列出密钥，或加入新密钥"
        )
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        added = crypto.add_key() if options["verb"] == "add" else ""
        if options["json"]:
            self.say_json({"added": added, "keys": listed()})
            return
        if added:
            self.say(f"已加入密钥 {added}；请重启服务，并备份密钥文件")
        for key in listed():
            self.say(f"{key['id']}  {key['hash']:<6}  {key['use']}")


def listed() -> list[dict[str, str]]:
    """密钥清单: ids and what each is used for, never the keys themselves."""
    ring = crypto.keyring()
    roles = [("加密", ring.current), ("查找", ring.index)]
    return [
        {
            "id": key.id,
            "hash": key.hash,
            "use": "、".join(use for use, key_id in roles if key_id == key.id) or "只用于解密",
        }
        for key in ring.keys.values()
    ]
