"""到期日: count a limit from a day on and explain it day by day."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from typing import Any

from bianmin.ops.calendar_in_force import calendar_in_force
from bianmin.ops.plain_command import PlainCommand, day
from bianmin.rules import clock
from bianmin.rules.clock import DayLine, Limit, Pause, Unit

WEEKDAYS = "一二三四五六日"
UNITS = (Unit.WORKDAY, Unit.DAY, Unit.MONTH)
LONGEST = 9_999


def amount(text: str) -> int:
    """时限: how many; 0 is the same day."""
    if not text.isdecimal() or int(text) > LONGEST:
        raise ArgumentTypeError(f"“{text}”应为 0 至 {LONGEST} 的整数")
    return int(text)


def pause(text: str) -> Pause:
    """暂停: read 2020-09-27..2020-09-28, both days included."""
    first, separator, last = text.partition("..")
    if not separator:
        raise ArgumentTypeError(f"看不懂的暂停“{text}”，请写成 2020-09-27..2020-09-28")
    starts_on, ends_on = day(first), day(last)
    if ends_on < starts_on:
        raise ArgumentTypeError(f"暂停“{text}”的结束日早于开始日")
    return Pause(starts_on, ends_on)


class Command(PlainCommand):
    help = "从某日起计算期限的到期日，逐日说明"
    example = """
  bianmin due 2020-09-25 5
  bianmin due 2020-09-25 30 --unit day
  bianmin due 2020-09-25 5 --pause 2020-09-28..2020-09-29 --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", type=day, metavar="起算日", help="如 2020-09-25，当日不计入")
        parser.add_argument("amount", type=amount, metavar="时限", help="如 5；0 为当日办结")
        parser.add_argument(
            "--unit",
            choices=[unit.value for unit in UNITS],
            default=Unit.WORKDAY.value,
            help="单位：工作日 workday（默认）、自然日 day、月 month",
        )
        parser.add_argument(
            "--pause",
            type=pause,
            action="append",
            default=[],
            metavar="起..止",
            help="不计入的日子，首尾两日都算在内；可写多次",
        )
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        start: date = options["start"]
        limit = Limit(options["amount"], Unit(options["unit"]))
        lines = clock.explain(start, limit, calendar_in_force(), options["pause"])
        if options["json"]:
            self.say_json(_as_json(start, limit, lines))
        else:
            self.say(lines[-1].day.isoformat(), "", *map(_sentence, lines))


def _sentence(line: DayLine) -> str:
    ordinal = f"第 {line.ordinal} 日" if line.is_counted and line.ordinal else "不计"
    return f"{line.day}  周{WEEKDAYS[line.day.weekday()]}  {ordinal:<6}  {line.reason}"


def _as_json(start: date, limit: Limit, lines: Sequence[DayLine]) -> dict[str, Any]:
    return {
        "start": start.isoformat(),
        "limit": {"amount": limit.amount, "unit": limit.unit.value},
        "due_on": lines[-1].day.isoformat(),
        "days": [
            {
                "day": line.day.isoformat(),
                "counted": line.is_counted,
                "ordinal": line.ordinal,
                "reason": line.reason,
            }
            for line in lines
        ],
    }
