"""工作日: list the working days of a month, or its last ones (实施方案四（三）)."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from bianmin.ops.calendar_in_force import calendar_in_force
from bianmin.ops.plain_command import PlainCommand

LONGEST_MONTH = 31


def month(text: str) -> date:
    """月份: read 2020-06."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise ArgumentTypeError(f"看不懂的月份“{text}”，请写成 2020-06")
    return date(int(found[1]), int(found[2]), 1)


def count(text: str) -> int:
    """个数: a number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}”应为正整数")
    return int(text)


class Command(PlainCommand):
    help = "列出某月的工作日（按国务院放假安排）"
    example = """
  bianmin workdays 2020-06
  bianmin workdays 2020-06 --last 5
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", type=month, metavar="月份", help="如 2020-06")
        parser.add_argument(
            "--last", type=count, metavar="N", default=LONGEST_MONTH, help="只要最后 N 个工作日"
        )
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        first: date = options["month"]
        days = calendar_in_force().last_workdays(first.year, first.month, options["last"])
        if options["json"]:
            self.say_json([day.isoformat() for day in days])
        else:
            self.say(*(day.isoformat() for day in days))
