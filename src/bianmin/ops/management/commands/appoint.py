"""任用: open a staff account from the command line; the first administrators have no other door."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands import hire, register_person
from bianmin.ops.plain_command import PlainCommand
from bianmin.regions.models import Region
from bianmin.rules.errors import DomainError
from bianmin.rules.roles import LABELS, STAFF, RoleKind

ROLES = "\n".join(f"  {kind.value:<16}{LABELS[kind]}" for kind in RoleKind if kind in STAFF)


class Command(PlainCommand):
    help = "开通工作人员账号"
    example = (
        """
  bianmin appoint anquan01 --name 张三 --id-number 371502198001010000 --role security_admin
  bianmin appoint dcf.spj --name 李四 --id-number 371502198001010001 \\
      --role county_bureau --region 371502
首个密码由系统生成，只显示一次；第一次登录时绑定动态码或通行密钥。
岗位：
"""
        + ROLES
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="登录名")
        parser.add_argument("--name", required=True, help="姓名，对外公开")
        parser.add_argument("--id-number", required=True, help="身份证号，一人一号")
        parser.add_argument("--role", required=True, choices=sorted(kind.value for kind in STAFF))
        parser.add_argument("--region", default="", help="区划代码，不填是全市")
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        password, at = secrets.token_urlsafe(15), timezone.now()
        try:
            with transaction.atomic():
                person = register_person(
                    name=options["name"], id_number=options["id_number"], by=SYSTEM, at=at
                )
                hire(
                    person,
                    login=options["login"],
                    display_name=options["name"],
                    kind=RoleKind(options["role"]),
                    region=_region(options["region"]),
                    password=password,
                    by=SYSTEM,
                    at=at,
                )
        except DomainError as refused:
            raise CommandError(str(refused)) from refused
        if options["json"]:
            self.say_json({"login": options["login"], "password": password})
        else:
            self.say(f"已开通 {options['login']}，首个密码：{password}")


def _region(code: str) -> Region:
    found = Region.objects.filter(valid_to__isnull=True)
    here = found.filter(codes__code=code) if code else found.filter(level="city")
    region = here.first()
    if region is None:
        raise CommandError(f"没有代码为 {code} 的区划" if code else "请先导入区划")
    return region
