"""要素文件: the elements of a county as a workbook of several sheets, as CSV, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from bianmin.catalogue.tables import Table, write_sheets, write_table
from bianmin.rules.element_files import SYNC
from bianmin.rules.element_guide import FAQ, LINKS, MATERIALS, part_rows
from bianmin.rules.element_template import TEMPLATE

SHEET = "实施要素"
PARTS = {"申请材料": MATERIALS, "办理环节": LINKS, "常见问题": FAQ}
LABELS = dict(SYNC) | {one.key: one.label for one in TEMPLATE}
Rows = Iterable[tuple[Mapping[str, str], Mapping[str, Any]]]


def write_elements(rows: Rows, kind: str) -> bytes:
    """写要素: XLSX with the materials, links, questions and code tables beside; CSV; JSON."""
    told = list(rows)
    if kind == "json":
        return _json(told)
    main = Table(tuple(LABELS.values()), [_labelled(values) for values, _ in told])
    if kind == "csv":
        return write_table(main, "csv")
    return write_sheets({SHEET: main, **_parts(told), "代码表": _codes()})


def _labelled(values: Mapping[str, str]) -> dict[str, str]:
    return {LABELS[key]: value for key, value in values.items() if key in LABELS}


def _parts(told: list[tuple[Mapping[str, str], Mapping[str, Any]]]) -> dict[str, Table]:
    found: dict[str, list[dict[str, str]]] = {name: [] for name in PARTS}
    for values, guide in told:
        for name, row in part_rows(guide, values["local_catalog_code"]):
            found[name].append(row)
    heads = {
        name: ("地方基本编码", "序号", *(words for _, words in columns))
        for name, columns in PARTS.items()
    }
    return {name: Table(heads[name], rows) for name, rows in found.items()}


def _codes() -> Table:
    rows = [
        {"要素": one.label, "代码": code, "含义": words}
        for one in TEMPLATE
        for code, words in one.table.items()
    ]
    return Table(("要素", "代码", "含义"), rows)


def _json(told: list[tuple[Mapping[str, str], Mapping[str, Any]]]) -> bytes:
    rows = [
        {**values, **{name: guide.get(name, []) for name in ("materials", "flow", "faq")}}
        for values, guide in told
    ]
    return json.dumps({"rows": rows}, ensure_ascii=False, indent=1).encode()
