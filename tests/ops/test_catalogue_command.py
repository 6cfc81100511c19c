"""`bianmin catalogue`: lint says each fault with its place; a set is checked before it comes."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from bianmin.catalogue.models import ItemVersion, SourceItem
from tests import make

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
