"""上网实施要素: what an item still lacks by the template, and how complete it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bianmin.rules.element_template import SEVERAL, TEMPLATE, Element, Kind, Values, parts
from bianmin.rules.errors import Invalid
from bianmin.rules.identity import parse_credit_code
from bianmin.rules.item_codes import CodeFormat, code_fault

LONGEST = 2000  # characters of a long text


@dataclass(frozen=True)
class Gap:
    """缺口: one element that is missing or wrong, in plain words."""

    key: str
    words: str
    is_wrong: bool = False


def wanted_in(values: Values) -> list[Element]:
    """要填的: the elements that this item must have, given what it says elsewhere."""
    return [one for one in TEMPLATE if one.wanted(values)]


def gaps_in(values: Values, code_format: CodeFormat) -> list[Gap]:
    """缺什么: every element that is wanted and missing, or wrong, in the template's order."""
    return list(_gaps(values, code_format))


def _gaps(values: Values, code_format: CodeFormat) -> Iterator[Gap]:
    for one in TEMPLATE:
        value = values.get(one.key, "")
        if not value:
            if one.wanted(values):
                yield Gap(
                    one.key,
                    f"{one.why}，却没有填“{one.label}”" if one.why else f"没有填“{one.label}”",
                )
        elif fault := fault_of(one, value, code_format):
            yield Gap(one.key, fault, is_wrong=True)
    begin, end = values.get("plan_effective_date", ""), values.get("plan_cancel_date", "")
    if begin and end and end < begin:
        yield Gap("plan_cancel_date", "计划取消日期不能早于计划生效日期", is_wrong=True)


@dataclass(frozen=True)
class Score:
    """完整度: how many elements are wanted and how many of them are missing or wrong."""

    wanted: int
    lacking: int

    @property
    def percent(self) -> int:
        """Whole percents, rounded down: 100 only when nothing is lacking."""
        return 100 * (self.wanted - self.lacking) // self.wanted if self.wanted else 0


def score_of(values: Values, code_format: CodeFormat) -> Score:
    """算完整度: optional elements count only where they are wrong."""
    found = {gap.key for gap in _gaps(values, code_format)}
    wanted = {one.key for one in wanted_in(values)} | found
    return Score(len(wanted), len(found))


def fault_of(one: Element, value: str, code_format: CodeFormat) -> str:
    """查一个值: what is wrong with it, or nothing."""
    if len(value) > (LONGEST if one.kind is Kind.LONG else one.longest):
        return f"{one.label}太长"
    if one.kind is Kind.CODE and one.code is not None:
        return code_fault(code_format, one.code, value)
    if one.table:
        return _unknown(one, value)
    return _CHECKS[one.kind](one.label, value) if one.kind in _CHECKS else ""


def _unknown(one: Element, value: str) -> str:
    given = parts(value) if one.kind in SEVERAL else [value]
    wrong = [part for part in given if part not in one.table]
    return f"{one.label}“{'、'.join(wrong)}”不在代码表里" if wrong else ""


def _number(label: str, value: str) -> str:
    fits = value.isascii() and value.isdigit() and len(value) <= 5
    return "" if fits else f"{label}要写成整数"


def _day(label: str, value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        return f"{label}要写成 2020-09-01 这样"
    return ""


def _link(label: str, value: str) -> str:
    fits = re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value)
    return "" if fits else f"{label}要以 http:// 或 https:// 开头"


def _credit_code(label: str, value: str) -> str:
    try:
        parse_credit_code(value)
    except Invalid as wrong:
        return f"{label}：{wrong}"
    return ""


_CHECKS: Mapping[Kind, Callable[[str, str], str]] = MappingProxyType(
    {Kind.NUMBER: _number, Kind.DAY: _day, Kind.LINK: _link, Kind.CREDIT_CODE: _credit_code}
)


def as_code(one: Element, text: str) -> str:
    """认写法: a value as the code table writes it; its words and 1 for 01 are understood."""
    value = text.strip()
    if not one.table:
        return value
    given = parts(value) if one.kind in SEVERAL else [value] if value else []
    return ",".join(_coded(one.table, part) for part in given)


def _coded(table: Mapping[str, str], part: str) -> str:
    if part in table:
        return part
    if part.isdecimal() and part.zfill(2) in table:
        return part.zfill(2)
    return next((code for code, words in table.items() if words == part), part)


def in_words(one: Element, value: str) -> str:
    """写成话: the words of a code; what the table does not know stays as it is."""
    given = parts(value) if one.kind in SEVERAL else [value] if value else []
    return "、".join(one.table.get(part, part) for part in given) if one.table else value
