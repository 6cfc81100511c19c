"""重新计数: compare the boards' day counts with cases and tickets themselves, and rebuild them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from bianmin.counter import recount as waits
from bianmin.ops.plain_command import PlainCommand
from bianmin.regions.queries import all_units, unit_name
from bianmin.reports import recount
from bianmin.rules.errors import NotFound

SHOWN = 20  # differences printed of one unit
Waits = dict[tuple[date, int], tuple[Counter[str], Counter[str]]]


class Command(PlainCommand):
    help = "核对看板的日汇总与办件、排队号是否一致；退出码 1 表示不一致"
    example = """
  bianmin recount
  bianmin recount --unit 1 --json
  bianmin recount --rebuild           按办件和排队号重建日汇总，期间照常办公
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", type=int, metavar="N", help="只看一个县（市、区），默认全部")
        parser.add_argument("--rebuild", action="store_true", help="不一致的重建")
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        units = self._units(options["unit"])
        found = {unit: recount.differences(unit) for unit in units}
        queues = {unit: waits.differences(unit) for unit in units}
        if options["json"]:
            self.say_json({unit: _as_json(found[unit], queues[unit]) for unit in units})
        else:
            for unit in units:
                self._tell(unit, found[unit])
                self._tell_waits(unit, queues[unit])
        wrong = [unit for unit in units if found[unit] or queues[unit]]
        if not wrong:
            return
        if not options["rebuild"]:
            raise CommandError("日汇总与办件、排队号不一致，可用 --rebuild 重建")
        for unit in wrong:
            rows = recount.rebuild(unit) if found[unit] else 0
            rows += waits.rebuild(unit) if queues[unit] else 0
            if not options["json"]:
                self.say(f"{unit_name(unit)}：已重建 {rows} 行")

    def _tell_waits(self, unit: int, found: Waits) -> None:
        if not found:
            return
        self.say(f"{unit_name(unit)}的排队：{len(found)} 处不一致")
        for (day, site), (stored, again) in sorted(found.items())[:SHOWN]:
            self.say(f"  {day} 站点 {site}：汇总 {dict(stored)}，号 {dict(again)}")
        if len(found) > SHOWN:
            self.say(f"  ……另有 {len(found) - SHOWN} 处，用 --json 查看")

    def _units(self, wanted: int | None) -> list[int]:
        known = list(all_units())
        if wanted is not None and wanted not in known:
            raise NotFound(f"没有编号为 {wanted} 的县（市、区），现有：{known}")
        return known if wanted is None else [wanted]

    def _tell(self, unit: int, lines: list[recount.Difference]) -> None:
        self.say(f"{unit_name(unit)}：{f'{len(lines)} 处不一致' if lines else '一致'}")
        for (_, day, township, site, item), stored, again in lines[:SHOWN]:
            self.say(
                f"  {day} 乡镇 {township} 站点 {site} 事项 {item}："
                f"汇总 {dict(stored)}，办件 {dict(again)}"
            )
        if len(lines) > SHOWN:
            self.say(f"  ……另有 {len(lines) - SHOWN} 处，用 --json 查看")


def _as_json(cases: list[recount.Difference], queues: Waits) -> list[dict[str, Any]]:
    return [_of_cases(line) for line in cases] + [
        {
            "day": day.isoformat(),
            "site": site,
            "queue": True,
            "stored": dict(stored),
            "recounted": dict(again),
        }
        for (day, site), (stored, again) in sorted(queues.items())
    ]


def _of_cases(line: recount.Difference) -> dict[str, Any]:
    (_, day, township, site, item), stored, again = line
    return {
        "day": day.isoformat(),
        "township": township,
        "site": site,
        "item": item,
        "stored": dict(stored),
        "recounted": dict(again),
    }
