"""导入: division tables, years of holidays, service items, courses; each file taken as a whole."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.calendars import notices
from bianmin.calendars.commands import publish_shipped, publish_year
from bianmin.catalogue import itemfile
from bianmin.catalogue.commands import ImportReport, import_items
from bianmin.catalogue.commands.bundles import load_bundles
from bianmin.catalogue.shipped import shipped_bundles, shipped_items
from bianmin.ops.plain_command import PlainCommand, day, existing, text_of
from bianmin.regions import divisions
from bianmin.regions.commands import import_divisions, import_shipped
from bianmin.regions.commands import importing as regions
from bianmin.rules.errors import Invalid
from bianmin.workforce import coursefile
from bianmin.workforce.commands.importing import Imported, import_courses
from bianmin.workforce.shipped import shipped_courses

WITHOUT_FILE = "不写文件则导入随产品附带的"


class Command(PlainCommand):
    help = "导入区划、放假安排、事项或培训课程"
    example = """
  bianmin import regions liaocheng-2023-06-30.csv
  bianmin import regions china-division-2.7.0.tgz --city 济南市 --vintage 2023-06-30
  bianmin import calendar 2027.json
  bianmin import catalogue yanglao.json yiliao.json --dry-run --json
  bianmin import courses --example > kecheng.json
  bianmin import courses kecheng.json --dry-run
  bianmin import regions        不写文件：随产品附带的（calendar、catalogue、courses 也一样）
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="种类")
        table = kinds.add_parser("regions", help="某市某日的区划代码表，任意先后，重复无害")
        table.add_argument("files", nargs="*", type=existing, metavar="文件", help=WITHOUT_FILE)
        table.add_argument("--city", default="", help="china-division 包里的哪个市，名称或代码")
        table.add_argument("--vintage", type=day, help="代码表的时点；文件名里有日期时可不写")
        table.add_argument("--system", choices=regions.SYSTEMS, default="nbs", help="代码体系")
        calendar = kinds.add_parser("calendar", help="国务院办公厅的年度放假安排")
        calendar.add_argument("files", nargs="*", type=existing, metavar="文件", help=WITHOUT_FILE)
        items = kinds.add_parser("catalogue", help="事项、指南和申请表")
        items.add_argument("files", nargs="*", type=existing, metavar="文件", help=WITHOUT_FILE)
        items.add_argument("--dry-run", action="store_true", help="只核对，不导入")
        courses = kinds.add_parser("courses", help="培训课程：课时、考试和题库")
        courses.add_argument("files", nargs="*", type=existing, metavar="文件", help=WITHOUT_FILE)
        courses.add_argument("--dry-run", action="store_true", help="只核对，不导入")
        courses.add_argument("--example", action="store_true", help="打印一份能导入的样例文件")
        for each in (table, calendar, items, courses):
            each.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("example"):
            self.say(coursefile.example())
            return
        at = timezone.now()
        reports = getattr(self, f"_{options['kind']}")(options, at)
        if options["json"]:
            self.say_json([facts for facts, _ in reports])
        else:
            self.say(*(sentence for _, sentence in reports))

    def _regions(self, options: dict[str, Any], at: datetime) -> list[tuple[object, str]]:
        if not options["files"]:
            return [_told(report) for report in import_shipped(by=SYSTEM, at=at)]
        reports = []
        for path in options["files"]:
            vintage = options["vintage"] or divisions.vintage_in(path.name)
            if vintage is None:
                raise Invalid(f"看不出 {path.name} 的时点，请写 --vintage 2023-06-30")
            rows = table_in(path, options["city"])
            system = options["system"]
            reports.append(import_divisions(rows, system=system, vintage=vintage, by=SYSTEM, at=at))
        return [_told(report) for report in reports]

    def _calendar(self, options: dict[str, Any], at: datetime) -> list[tuple[object, str]]:
        if not options["files"]:
            published = set(publish_shipped(by=SYSTEM, at=at))
            return [_year(year, year in published) for year in notices.shipped()]
        found = [notices.parse(text_of(path)) for path in options["files"]]
        return [_year(one.year, publish_year(one, by=SYSTEM, at=at)) for one in found]

    def _catalogue(self, options: dict[str, Any], at: datetime) -> list[tuple[object, str]]:
        items = [item for path in options["files"] for item in itemfile.read_items(text_of(path))]
        report = import_items(
            items if options["files"] else shipped_items(),
            by=SYSTEM,
            at=at,
            dry_run=options["dry_run"],
        )
        told: list[tuple[object, str]] = [
            (asdict(report), _items(report, dry_run=options["dry_run"]))
        ]
        if not options["files"] and not options["dry_run"]:
            came = load_bundles(shipped_bundles(), by=SYSTEM, at=at)
            told.append(({"bundles": came}, f"一链办理已导入：新的和有变化的 {came}"))
        return told

    def _courses(self, options: dict[str, Any], at: datetime) -> list[tuple[object, str]]:
        found = [one for path in options["files"] for one in coursefile.read_courses(text_of(path))]
        report = import_courses(
            found if options["files"] else shipped_courses(),
            by=SYSTEM,
            at=at,
            dry_run=options["dry_run"],
        )
        head = "核对通过（没有导入）" if options["dry_run"] else "已导入"
        return [(asdict(one), f"{head}：{_course(one)}") for one in report]


def table_in(path: Path, city: str) -> tuple[divisions.Division, ...]:
    """区划表: a city's own table, or one city out of the whole package."""
    if path.is_dir() or path.suffix in (".tgz", ".gz", ".tar"):
        if not city:
            raise Invalid(f"{path.name} 里有全国的区划，请用 --city 写明哪个市")
        return divisions.read_package(path, city)
    return divisions.read_table(path)


def _told(report: regions.ImportReport) -> tuple[object, str]:
    head = f"{report.vintage}（{report.system}）共 {report.divisions} 行"
    if not report.is_new:
        return asdict(report), f"{head}：已经导入过，没有变化"
    counts = (
        f"新增 {report.opened}、只在过去 {report.past}、撤销 {report.closed}、"
        f"恢复 {report.reopened}、换代码 {report.recoded}、改名 {report.renamed}"
    )
    return asdict(report), f"{head}：{counts}；待人工挂接 {report.unmatched}"


def _year(year: int, is_new: bool) -> tuple[object, str]:
    did = "已发布，待公布的期限将由后台任务补算" if is_new else "已经是这样，没有变化"
    return {"year": year, "changed": is_new}, f"{year} 年放假安排：{did}"


def _course(one: Imported) -> str:
    kind = "新课" if one.is_new else "更新"
    return f"{one.code} {one.title}（{kind}，{one.lessons} 课，新增 {one.questions} 道题）"


def _items(report: ImportReport, *, dry_run: bool) -> str:
    head = "核对通过（没有导入）" if dry_run else "已导入"
    return (
        f"事项{head}：新增 {len(report.added)}、有变化 {len(report.changed)}、"
        f"没有变化 {len(report.unchanged)}；可以写得更好 {len(report.advice)} 处"
    )
