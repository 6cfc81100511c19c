"""演示要素: what each county has said of its items online, some further than others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from bianmin.accounts.actor import SYSTEM
from bianmin.audit.commands import Trace, record_many
from bianmin.catalogue.elements import USUAL, offered_in, told
from bianmin.catalogue.models import ItemElements
from bianmin.regions.models import Region
from bianmin.rules.elements import score_of
from bianmin.rules.identity import credit_code_check

UNSAID = ("review_dept", "review_addr", "review_phone", "lawsuit_dept", "transact_time")
"""What an unfinished item most often lacks."""


def fill_columns(seed: int, until: datetime) -> int:
    """Fill in counties to between a third and nearly all; return how many items were begun."""
    random = Random(seed)
    rows = [row for unit in _counties() for row in _county(unit, random, until)]
    ItemElements.objects.bulk_create(rows, batch_size=2000)
    traces = (
        Trace(f"item:{row.item_id}", "elements", row.unit, facts={"lacking": row.lacking})
        for row in rows
    )
    record_many(traces, by=SYSTEM, at=until)
    return len(rows)


def _counties() -> list[Region]:
    return list(Region.objects.filter(level="unit", valid_to__isnull=True).order_by("unit"))


def _county(region: Region, random: Random, at: datetime) -> Iterator[ItemElements]:
    done, begun = random.uniform(0.35, 0.95), random.uniform(0.5, 0.9)
    body = f"113715{region.unit:02d}MB{region.unit:07d}"
    code = body + credit_code_check(body)
    for number, item in enumerate(offered_in(region.unit), 1):
        is_done = random.random() < done
        if not is_done and random.random() > begun:
            continue
        basic = f"00{number:010d}"
        task = f"{code}4{basic}"
        values = {
            "catalog_code": basic, "task_code": task, "task_handle_item": f"{task}01",
            "power_source": "1", "dept_name": f"{region.name}行政审批服务局", "dept_code": code,
            "dept_type": "1", "handle_dept": "综合窗口", "handle_type": "1,2",
            "limit_scene_explain": "要核对原件", "is_online": "0", "is_schedule": "0",
            "is_pay_online": "0", "is_express": "1", "is_service_terminals": "0",
            "is_entry_center": "0", "is_handle": "0", "corp_topic_type": "",
            "transact_addr": f"{region.name}各镇（街道）便民服务中心",
            "transact_time": "工作日 9:00–17:00", "review_dept": f"{region.name}人民政府",
            "review_addr": "人民路 1 号（示例）", "review_phone": "0635-0000000",
            "lawsuit_dept": f"{region.name}人民法院", "plan_effective_date": "2020-09-01",
        }  # fmt: skip
        said = {k: v for k, v in values.items() if v and (is_done or k not in UNSAID)}
        score = score_of(told(item) | said, USUAL)
        yield ItemElements(
            item=item,
            unit=region.unit,
            code_format=USUAL.value,
            values=said,
            wanted=score.wanted,
            lacking=score.lacking,
            added_at=at,
            changed_at=at,
        )
