"""规范名称: make a site's name from its region, or check one (实施方案三（一）)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from bianmin.ops.plain_command import FOUND_FAULTS, PlainCommand
from bianmin.regions import queries
from bianmin.regions.models import Region
from bianmin.rules import naming
from bianmin.rules.errors import Invalid, NotFound
from bianmin.rules.naming import SiteKind
from bianmin.sites.commands import name_for
from bianmin.sites.policies import PLACES, WRONG_PLACE

SYSTEMS = ("nbs", "mca", "local")


class Command(PlainCommand):
    help = "生成或检查便民服务中心、站、点的规范名称"
    example = """
  bianmin name --kind center --region 371502001
  bianmin name --kind station --region 371502001001 --json
  bianmin name --kind station --region 371502001001 --region 371502001002    联合设站
  bianmin name --kind point --region 371502001001 --outlet 古楼邮政所
  bianmin name --check 古城社区便民服务站
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = [kind.value for kind in SiteKind]
        parser.add_argument(
            "--kind",
            choices=kinds,
            help="hall 县级政务服务中心、center 镇街中心、station 村（社区）站、point 服务点",
        )
        parser.add_argument(
            "--region",
            action="append",
            default=[],
            metavar="代码",
            help="区划代码，9 位或 12 位均可；联合设站时写多次，第一个是所在村",
        )
        parser.add_argument("--outlet", default="", metavar="网点", help="合作网点自己的名称")
        parser.add_argument("--check", nargs="+", metavar="名称", help="检查一个或多个名称")
        parser.add_argument("--json", action="store_true", help="供程序读取的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"] and not options["kind"] and not options["region"]:
            self._check(options["check"], as_json=options["json"])
        elif options["kind"] and options["region"] and not options["check"]:
            self._make(SiteKind(options["kind"]), options)
        else:
            raise Invalid("请写 --kind 和 --region 生成名称，或写 --check 检查名称")

    def _make(self, kind: SiteKind, options: dict[str, Any]) -> None:
        regions = [region_of(code) for code in options["region"]]
        name = made_name(kind, regions, outlet=options["outlet"])
        if options["json"]:
            self.say_json({"name": name, "kind": kind.value, "region": options["region"]})
        else:
            self.say(name)

    def _check(self, names: list[str], *, as_json: bool) -> None:
        odd = queries.odd_townships()
        faults = {name: naming.check(name, odd) for name in names}
        if as_json:
            self.say_json([{"name": name, "faults": list(found)} for name, found in faults.items()])
        else:
            for name, found in faults.items():
                self.say(f"{name}：{'；'.join(found) or '符合规范'}")
        if any(faults.values()):
            self.leave(FOUND_FAULTS)


def region_of(code: str) -> Region:
    """区划: by any official code that it has or had last."""
    found = (queries.by_code(system, code) for system in SYSTEMS)
    region = next((region for region in found if region is not None), None)
    if region is None:
        raise NotFound(f"没有代码为 {code} 的区划；还没有区划时请先运行 bianmin import regions")
    return region


def made_name(kind: SiteKind, regions: list[Region], *, outlet: str) -> str:
    """名称: by rule; refused where the region is of another level than the kind stands in."""
    for region in regions:
        if region.level != PLACES[kind]:
            raise Invalid(f"{WRONG_PLACE[kind]}，“{region.name}”不是")
    if outlet and kind is not SiteKind.POINT:
        raise Invalid("只有便民服务点用合作网点的名称（--kind point）")
    if len(regions) == 1:
        return name_for(kind, regions[0], partner_outlet=outlet)
    if kind is not SiteKind.STATION:
        raise Invalid("只有便民服务站可以联合设站")
    return naming.joint_station_name([region.name for region in regions])
