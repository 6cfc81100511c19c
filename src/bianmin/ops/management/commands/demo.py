"""建立演示数据，列出演示账号。"""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from bianmin.accounts.demo import PASSWORD, logins
from bianmin.ops.demo import canary, world
from bianmin.ops.plain_command import PlainCommand, day

SEED = 20200602


class Command(PlainCommand):
    help = "建立演示数据，或列出演示账号"
    example = """
  bianmin demo                        建立演示世界（空库）
  bianmin demo --until 2026-03-31     演示到这一天为止
  bianmin demo --logins --json        列出各岗位的演示账号
  bianmin demo --canary 7 --json      另在两县一区种下唯一标记，供泄露检查
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="种子，相同种子得到相同数据")
        parser.add_argument("--until", type=day, help="演示到哪一天（含）")
        parser.add_argument("--cases", type=int, default=world.CASES, help="办件数")
        parser.add_argument("--if-empty", action="store_true", help="已有数据时什么也不做")
        parser.add_argument("--logins", action="store_true", help="只列出演示账号")
        parser.add_argument("--canary", type=int, metavar="SEED", help="种下唯一标记")
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BIANMIN_TRIAL:
            raise CommandError("正式系统不能建立演示数据", returncode=2)
        if options["logins"]:
            self._logins(options["json"])
            return
        if world.is_empty():
            made = self._build(options)
        elif options["if_empty"]:
            return
        elif options["canary"] is None:
            raise CommandError("数据库里已有站点，演示数据只装入空库", returncode=2)
        else:
            made = {}
        if options["canary"] is not None:
            made = canary.plant(options["canary"], at=self._moment(options))
        if options["json"]:
            self.say_json(made)

    def _moment(self, options: dict[str, Any]) -> datetime:
        """When the marks are planted: the day named, else where the demonstration ends."""
        told = None if options["until"] else world.told_until()
        return told or world.last_moment(options["until"], timezone.now())

    def _build(self, options: dict[str, Any]) -> dict[str, Any]:
        until = world.last_moment(options["until"], timezone.now())
        wish = world.Wish(options["seed"], until, options["cases"])
        say = (lambda text: None) if options["json"] else self.say
        return dict(world.build(wish, say))

    def _logins(self, as_json: bool) -> None:
        rows = logins(at=timezone.now())
        if as_json:
            self.say_json([asdict(row) for row in rows])
            return
        self.stdout.write(f"演示账号，密码都是 {PASSWORD}，登录第二步页面会显示验证码：")
        for row in rows:
            self.stdout.write(f"  {row.role}　{row.login}　{row.place}")
        self.stdout.write("  群众　任意手机号，验证码在短信模拟器的收件箱里")
