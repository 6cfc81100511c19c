"""事项集检查: faults of guides that can be seen in a foreign set already, before it is taken over.

A set has columns, not guides: what a column says is held to the same rules (`rules.lint`). Nothing
here keeps a set from coming in; an item taken from it is published only without errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bianmin.rules.item_sets import CODE, NAME, column_of
from bianmin.rules.limits import Limit, Unit, is_longer
from bianmin.rules.lint import CATCH_ALL
from bianmin.rules.lint_findings import Finding, Rule

PROMISE = ("promise_day", "承诺办结时限", "承诺时限")
PROMISE_UNIT = ("promise_type", "承诺时限单位")
LAW = ("anticipate_day", "法定办结时限", "法定时限")
LAW_UNIT = ("anticipate_type", "法定时限单位")
BASIS = ("by_law", "设定依据", "办事依据")
PHONE = ("link_way", "咨询电话", "咨询方式")
MATERIALS = ("material_list", "materials", "申请材料")
CONDITIONS = ("accept_condition", "受理条件", "办理条件")
FEE = ("is_fee", "收不收费", "是否收费")
FEE_BASIS = ("fee_basis", "收费依据")
YES = frozenset({"1", "是", "收费", "Y"})
UNITS = {
    "1": Unit.WORKDAY, "工作日": Unit.WORKDAY, "g": Unit.WORKDAY, "W": Unit.WORKDAY,
    "2": Unit.DAY, "自然日": Unit.DAY, "z": Unit.DAY, "N": Unit.DAY, "日": Unit.DAY,
    "3": Unit.HOUR, "小时": Unit.HOUR, "5": Unit.MONTH, "月": Unit.MONTH,
}  # fmt: skip


def set_findings(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> Iterator[tuple[int, Finding]]:
    """查一批事项: (row of the file, finding); columns that the set lacks are not missed."""
    known = _Columns(columns)
    first: dict[str, tuple[str, str]] = {}
    for number, row in enumerate(rows, start=2):
        code, name = known.text(row, CODE), known.text(row, NAME)
        for rule, place, sentence in _row(known, row):
            yield number, Finding(rule, place, sentence, code)
        promise = known.text(row, PROMISE)
        by, said = first.setdefault(name, (code, promise))
        if name and by != code and said != promise:
            sentence = f"与 {by} 同名，承诺时限不同（{said or '空'}，{promise or '空'}）"
            yield number, Finding(Rule.DISAGREE, "事项名称", sentence, code)


class _Columns:
    """认列: which of the set's columns says what."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = columns

    def has(self, names: Sequence[str]) -> bool:
        return bool(column_of(self.columns, names))

    def text(self, row: Mapping[str, Any], names: Sequence[str]) -> str:
        value = row.get(column_of(self.columns, names))
        return "" if value is None else str(value).strip()


def _row(known: _Columns, row: Mapping[str, Any]) -> Iterator[tuple[Rule, str, str]]:
    promise = _limit(known.text(row, PROMISE), known.text(row, PROMISE_UNIT))
    law = _limit(known.text(row, LAW), known.text(row, LAW_UNIT))
    if promise and law and is_longer(promise, law):
        yield Rule.OVER_LAW, "承诺时限", f"承诺 {promise} 长于法定 {law}"
    for names, place in ((BASIS, "设定依据"), (PHONE, "咨询电话")):
        if known.has(names) and not known.text(row, names):
            rule = Rule.NO_BASIS if names is BASIS else Rule.NO_PHONE
            yield rule, place, f"没有写{place}"
    charged = known.text(row, FEE) in YES
    if charged and known.has(FEE_BASIS) and not known.text(row, FEE_BASIS):
        yield Rule.NO_BASIS, "收费依据", "要收费，却没有写收费依据"
    for names, place in ((MATERIALS, "申请材料"), (CONDITIONS, "受理条件")):
        for part in re.split(r"[；;\n]", known.text(row, names)):
            if CATCH_ALL.search(part):
                yield Rule.CATCH_ALL, place, f"“{part.strip()[:30]}”没有说清要什么"


def _limit(amount: str, unit: str) -> Limit | None:
    """Read a limit; None where the file does not say one that can be read."""
    if not (amount.isascii() and amount.isdigit() and int(amount)):
        return None
    known = UNITS.get(unit or "工作日")
    return Limit(int(amount), known) if known else None
