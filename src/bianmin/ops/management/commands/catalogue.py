"""目录: lint of the guides, and sets of items that others keep, checked before they are applied."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue import itemfile
from bianmin.catalogue.commands.sources import add_source, apply_batch, check_file
from bianmin.catalogue.linting import catalogue_findings
from bianmin.catalogue.models import ItemSource
from bianmin.ops.plain_command import FOUND_FAULTS, PlainCommand, existing, text_of
from bianmin.rules.item_codes import CodeFormat
from bianmin.rules.lint import lint_catalogue
from bianmin.rules.lint_findings import Finding, errors_of


class Command(PlainCommand):
    help = "检查指南，或导入别家的事项库"
    example = """
  bianmin catalogue lint                     检查现行的全部指南
  bianmin catalogue lint yanglao.json --json 检查文件里的事项
  bianmin catalogue take 四川政务服务网 items.csv --format sc-zwfw --dry-run
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="做什么")
        lint = acts.add_parser("lint", help="逐条检查指南，每处写明位置和规则")
        lint.add_argument("files", nargs="*", type=existing, metavar="文件")
        take = acts.add_parser("take", help="导入一个来源的事项（CSV、XLSX、JSON）")
        take.add_argument("source", metavar="来源")
        take.add_argument("file", type=existing, metavar="文件")
        formats = [one.value for one in CodeFormat]
        take.add_argument("--format", choices=formats, default=formats[0], help="编码的格式")
        take.add_argument("--increment", action="store_true", help="文件只有变化的事项")
        take.add_argument("--dry-run", action="store_true", help="只核对，不导入")
        for each in (lint, take):
            each.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "lint":
            self._lint(options)
        else:
            self._take(options)

    def _lint(self, options: dict[str, Any]) -> None:
        files: list[Path] = options["files"]
        items = [item for path in files for item in itemfile.read_items(text_of(path))]
        told = {str(item["code"]): (item, item["form_schema"]) for item in items}
        found = lint_catalogue(told) if files else catalogue_findings()
        wrong = errors_of(found)
        if options["json"]:
            self.say_json([_facts(finding) for finding in found])
        else:
            self.say(*(f"{finding.code} {finding}" for finding in found))
            self.say(f"错误 {len(wrong)} 处，建议 {len(found) - len(wrong)} 处")
        if wrong:
            self.leave(FOUND_FAULTS)

    def _take(self, options: dict[str, Any]) -> None:
        at = timezone.now()
        source = ItemSource.objects.filter(name=options["source"]).first()
        source = source or add_source(
            options["source"], code_format=options["format"], by=SYSTEM, at=at
        )
        path: Path = options["file"]
        batch = check_file(
            source,
            file_name=path.name,
            content=path.read_bytes(),
            is_increment=options["increment"],
            by=SYSTEM,
            at=at,
        )
        report = batch.report
        if not options["dry_run"]:
            apply_batch(batch, by=SYSTEM, at=at)
        if options["json"]:
            self.say_json({"batch": batch.number, "applied": not options["dry_run"], **report})
            return
        did = "核对过，没有导入" if options["dry_run"] else "已导入"
        self.say(
            f"第 {batch.number} 批{did}：新增 {report['added']}、修改 {report['changed']}、"
            f"不再有 {report['gone']}；错误 {report['faults']} 处、提醒 {report['notes']} 处、"
            f"指南问题 {report['findings']} 处"
        )


def _facts(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {"title": finding.rule.label, "is_error": finding.is_error}
