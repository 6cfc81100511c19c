"""`bianmin catalogue`: lint says each fault with its place; a set is checked before it comes."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from bianmin.catalogue.models import ItemElements, ItemVersion, SourceItem
from tests import make, world

pytestmark = pytest.mark.django_db


def test_lint_names_the_place_and_the_rule_and_ends_with_one() -> None:
    version = make.version(code="T-LINT")
    out = StringIO()
    call_command("catalogue", "lint", "--json", stdout=out)
    assert json.loads(out.getvalue()) == []

    guide = version.guide | {"phone": {}, "conditions": ["法律规定的其他条件"]}
    faulty = ItemVersion.objects.create(
        item=version.item, number=2, guide=guide, form=version.form, case_kind="promised",
        promised_limit="5 workday", published_at=version.published_at,
    )  # fmt: skip
    type(version.item).objects.filter(pk=version.item_id).update(current=faulty)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("catalogue", "lint", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert ended.value.code == 1
    assert [(one["code"], one["rule"]) for one in found] == [
        ("T-LINT", "catch_all"),
        ("T-LINT", "no_phone"),
        ("T-LINT", "no_phone"),
    ]


def test_a_set_is_only_checked_in_a_dry_run_and_then_taken(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(
        b"name,item_code,task_type,dept_code\r\n"
        + "孤儿认定,511G11012001-511602000000-000-11511301008778220W-1-00,7,1\r\n".encode()
    )
    told = ["catalogue", "take", "某省", str(file), "--format", "sc-zwfw"]
    out = StringIO()
    call_command(*told, "--dry-run", stdout=out)
    assert "没有导入：新增 1" in out.getvalue()
    assert not SourceItem.objects.exists()
    call_command(*told, stdout=out)
    assert SourceItem.objects.get().name == "孤儿认定"


def test_elements_go_out_come_in_and_are_handed_out(tmp_path: Path) -> None:
    world.build()
    item = make.version(code="T-ELEMENTS").item
    table, more = tmp_path / "要素.json", tmp_path / "增量.xlsx"
    out = StringIO()
    call_command("elements", "export", "东昌府区", str(table), stdout=out)
    told = json.loads(table.read_text("utf-8"))
    row = next(one for one in told["rows"] if one["local_catalog_code"] == item.code)
    row["transact_addr"] = "大厅"
    table.write_text(json.dumps(told), "utf-8")
    take = ["elements", "take", "东昌府区", str(table), "--format", "local"]
    call_command(*take, "--dry-run", stdout=out)
    assert not ItemElements.objects.exists()
    call_command(*take, stdout=out)
    assert ItemElements.objects.get().values == {"transact_addr": "大厅"}
    call_command("elements", "hand-out", "东昌府区", str(more), stdout=out)
    assert more.read_bytes()[:2] == b"PK"
    call_command("elements", "show", stdout=out)
    assert "东昌府区：0 / 2，0%" in out.getvalue()
    shown = StringIO()
    call_command("elements", "show", "--json", stdout=shown)
    assert json.loads(shown.getvalue())[0] == {"unit": 1, "offered": 2, "complete": 0}

    row["power_source"] = "88"
    table.write_text(json.dumps(told), "utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command(*take, "--json", stdout=StringIO())
    assert ended.value.code == 1
    with pytest.raises(SystemExit):
        call_command("elements", "export", "别的县", str(table), stderr=out)
    assert "没有“别的县”" in out.getvalue()
