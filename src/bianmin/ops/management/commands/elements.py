"""上网要素: how complete the counties are, their elements out and in, increments handed out."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue import elements
from bianmin.catalogue.commands.elements import apply_elements, check_elements, hand_out
from bianmin.catalogue.elementfile import write_elements
from bianmin.catalogue.tables import kind_of
from bianmin.ops.plain_command import FOUND_FAULTS, PlainCommand, existing
from bianmin.regions.queries import all_units, unit_name, units
from bianmin.rules.errors import NotFound
from bianmin.rules.item_codes import CodeFormat


class Command(PlainCommand):
    help = "上网实施要素：看完整度，导出、导入，做报送的增量"
    example = """
  bianmin elements show                           各县（市、区）的完整度
  bianmin elements export 东昌府区 要素.xlsx       导出全部要素
  bianmin elements take 东昌府区 要素.xlsx --dry-run   只核对，不导入
  bianmin elements hand-out 东昌府区 增量.json     做一批增量（I、U、D）
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="做什么")
        show = acts.add_parser("show", help="各县（市、区）的完整度")
        export = acts.add_parser("export", help="导出一个县的全部要素（XLSX、CSV、JSON）")
        take = acts.add_parser("take", help="用文件填一个县的要素")
        out = acts.add_parser("hand-out", help="把上次报送以后的变化做成一批增量")
        for each in (export, take, out):
            each.add_argument("county", metavar="县")
        for each in (export, out):
            each.add_argument("file", type=Path, metavar="文件")
        take.add_argument("file", type=existing, metavar="文件")
        formats = [one.value for one in CodeFormat]
        take.add_argument("--format", choices=formats, default=formats[0], help="编码的格式")
        take.add_argument("--increment", action="store_true", help="文件只有变化的事项")
        take.add_argument("--dry-run", action="store_true", help="只核对，不导入")
        for each in (show, take):
            each.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "show":
            self._show(options)
            return
        unit = _unit(options["county"])
        acts = {"export": self._export, "take": self._take, "hand-out": self._hand_out}
        acts[options["act"]](unit, options)

    def _show(self, options: dict[str, Any]) -> None:
        found = elements.progress(all_units())
        if options["json"]:
            self.say_json(
                [
                    {"unit": one.unit, "offered": one.offered, "complete": one.complete}
                    for one in found
                ]
            )
            return
        for one in found:
            self.say(f"{unit_name(one.unit)}：{one.complete} / {one.offered}，{one.percent}%")

    def _export(self, unit: int, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        rows = elements.whole_rows(unit)
        path.write_bytes(write_elements(rows, kind_of(path.name)))
        self.say(f"{unit_name(unit)} {len(rows)} 个事项，写在 {path}")

    def _take(self, unit: int, options: dict[str, Any]) -> None:
        at = timezone.now()
        path: Path = options["file"]
        batch = check_elements(
            unit,
            file_name=path.name,
            content=path.read_bytes(),
            code_format=options["format"],
            is_increment=options["increment"],
            by=SYSTEM,
            at=at,
        )
        report = batch.report
        applies = not options["dry_run"] and not report["faults"]
        if applies:
            apply_elements(batch, by=SYSTEM, at=at)
        if options["json"]:
            self.say_json({"batch": batch.number, "applied": applies, **report})
        else:
            self.say(*(f"第 {row} 行 {code}：{words}" for row, code, words in report["wrong"]))
            did = "已导入" if applies else "核对过，没有导入"
            self.say(
                f"第 {batch.number} 批{did}：新增 {report['added']}、修改 {report['changed']}、"
                f"不再有 {report['gone']}；错误 {report['faults']} 处、提醒 {report['notes']} 处"
            )
        if report["faults"]:
            self.leave(FOUND_FAULTS)

    def _hand_out(self, unit: int, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        kind = kind_of(path.name)
        batch = hand_out(unit, by=SYSTEM, at=timezone.now())
        rows = (batch.table or {})["rows"]
        path.write_bytes(write_elements([(row, {}) for row in rows], kind))
        self.say(f"{unit_name(unit)}第 {batch.number} 批，{len(rows)} 个事项，写在 {path}")


def _unit(name: str) -> int:
    """Return a county by its name; NotFound names those there are."""
    found = {region.name: unit for unit, region in units().items()}
    if name not in found:
        raise NotFound(f"没有“{name}”，有：{'、'.join(found)}")
    return found[name]
