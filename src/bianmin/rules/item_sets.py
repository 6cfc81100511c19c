"""事项集规则: what a foreign set of items must say, and what one file would change in it.

A whole set takes the place of the set before: what it lacks is gone. An increment (增量) carries an
operation in each row: I adds, U changes, D ends; sent twice it changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bianmin.rules.element_template import TEMPLATE
from bianmin.rules.errors import Invalid
from bianmin.rules.item_codes import LONGEST, CodeFormat, CodeKind, code_fault

CODE = ("item_code", "task_code", "task_handle_item", "实施编码", "事项编码", "code")
NAME = ("name", "task_name", "事项名称", "名称")
DEPARTMENT = ("department", "dept_name", "实施主体", "部门")
TYPE = ("task_type", "item_type", "事项类型")
OPERATION = ("cd_operation", "操作")
SYNC = (*OPERATION, "cd_batch", "cd_time", "批次", "同步时间")
LONGEST_NAME = 200
COLUMNS: Mapping[str, str] = MappingProxyType(
    {one.key: one.label for one in TEMPLATE}
    | {
        "name": "事项名称",
        "item_code": "事项编码",
        "code": "事项编码",
        "department": "部门",
        "main_item": "主项",
        "item_type": "事项类型",
        "task_type_name": "类型名称",
        "area_code": "区划代码",
        "cd_operation": "操作",
        "cd_batch": "批次",
        "cd_time": "同步时间",
    }
)
"""列名: the columns that sets of items commonly have, in words."""
TYPES = frozenset({"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"})


@dataclass(frozen=True)
class Known:
    """已有的一项: its values, and whether it has gone."""

    values: Mapping[str, Any]
    is_gone: bool = False


@dataclass(frozen=True)
class Change:
    """一项变化: I, U or D, with the values after it."""

    operation: str
    code: str
    values: Mapping[str, Any]
    fields: tuple[tuple[str, Any, Any], ...] = ()  # column, before, after


@dataclass
class Comparison:
    """核对结果: what one file would change, and what is wrong with it."""

    rows: int = 0
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    order: list[str] = field(default_factory=list)  # codes of a whole set, in its order
    columns_new: list[str] = field(default_factory=list)
    columns_gone: list[str] = field(default_factory=list)
    noted: list[tuple[int, str, str]] = field(default_factory=list)  # row, code, sentence
    wrong: list[tuple[int, str, str]] = field(default_factory=list)

    def of(self, operation: str) -> list[Change]:
        return [change for change in self.changes if change.operation == operation]


def column_of(columns: Sequence[str], names: Sequence[str]) -> str:
    """认列: the first known name among the columns; blank when there is none."""
    return next((name for name in names if name in columns), "")


def check_columns(columns: Sequence[str], *, is_increment: bool) -> None:
    """表头: without a code and a name nobody knows what a row is."""
    wanted = [("事项编码", CODE), ("事项名称", NAME)]
    if is_increment:
        wanted.append(("操作", OPERATION))
    missing = [
        f"没有找到“{words}”一列（可以叫 {'、'.join(names[:3])}）"
        for words, names in wanted
        if not column_of(columns, names)
    ]
    if missing:
        raise Invalid("表头不全", {"file": "；".join(missing)})


def type_code(value: Any) -> str:
    """事项类型: two digits, as the code table has them; blank when it is none of them."""
    text = str(value or "").strip()
    padded = text.zfill(2)
    return padded if text.isdecimal() and padded in TYPES else ""


def compare(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    known: Mapping[str, Known],
    known_columns: Sequence[str],
    *,
    code_format: CodeFormat,
    is_increment: bool,
) -> Comparison:
    """核对: hold one file against what is there; nothing is written."""
    check_columns(columns, is_increment=is_increment)
    found = Comparison(rows=len(rows))
    own = [name for name in columns if not is_increment or name not in SYNC]
    if known_columns:
        found.columns_new = [name for name in own if name not in known_columns]
        found.columns_gone = [name for name in known_columns if name not in own]
    code_column, operation = column_of(columns, CODE), column_of(columns, OPERATION)
    state = dict(known)
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):  # the first row of a file is its head
        code = str(row.get(code_column) or "").strip()
        faults = _faults(row, columns, code)
        if not is_increment and code in seen:
            faults.append("这个编码在文件里出现了不止一次")
        seen.add(code)
        if faults:
            found.wrong += [(number, code, fault) for fault in faults]
            continue
        found.noted += [(number, code, note) for note in _notes(row, columns, code, code_format)]
        values = {name: value for name, value in row.items() if name in own}
        what = str(row.get(operation, "")).strip().upper() if is_increment else ""
        if is_increment:
            _increment(found, state, number, code, values, what)
        else:
            found.order.append(code)
            _whole(found, state, code, values)
    if not is_increment:
        _end_the_rest(found, state, seen)
    return found


def _faults(row: Mapping[str, Any], columns: Sequence[str], code: str) -> list[str]:
    name = str(row.get(column_of(columns, NAME)) or "").strip()
    faults = []
    if not code:
        faults.append("没有事项编码")
    elif len(code) > LONGEST:
        faults.append(f"事项编码超过 {LONGEST} 位")
    if not name:
        faults.append("没有事项名称")
    elif len(name) > LONGEST_NAME:
        faults.append(f"事项名称超过 {LONGEST_NAME} 个字")
    return faults


def _notes(
    row: Mapping[str, Any], columns: Sequence[str], code: str, code_format: CodeFormat
) -> Iterable[str]:
    if fault := code_fault(code_format, CodeKind.TASK, code):
        yield fault
    kind = column_of(columns, TYPE)
    if kind and not type_code(row.get(kind)):
        yield f"事项类型“{row.get(kind) or ''}”不在代码表里"


def _whole(
    found: Comparison, state: dict[str, Known], code: str, values: Mapping[str, Any]
) -> None:
    before = state.get(code)
    if before is None or before.is_gone:
        found.changes.append(Change("I", code, values))
    elif dict(before.values) != dict(values):
        found.changes.append(Change("U", code, values, differing(before.values, values)))
    else:
        found.unchanged += 1


def _end_the_rest(found: Comparison, state: Mapping[str, Known], seen: set[str]) -> None:
    for code, before in state.items():
        if code not in seen and not before.is_gone:
            found.changes.append(Change("D", code, before.values))


def _increment(
    found: Comparison,
    state: dict[str, Known],
    number: int,
    code: str,
    values: Mapping[str, Any],
    what: str,
) -> None:
    before = state.get(code)
    here = before is not None and not before.is_gone
    if here and before is not None and what == "U":
        values = {**before.values, **values}  # columns that the file does not have stay
    if what not in ("I", "U", "D"):
        found.wrong.append((number, code, f"操作“{what}”不对，只能是 I、U、D"))
    elif what == "D":
        if here and before is not None:
            found.changes.append(Change("D", code, before.values))
            state[code] = Known(before.values, is_gone=True)
        else:
            found.unchanged += 1
    elif here and before is not None and dict(before.values) == dict(values):
        found.unchanged += 1
    elif what == "I" and here:
        found.wrong.append((number, code, "要新增，但这个编码已经有了，而且内容不同"))
    elif what == "U" and not here:
        found.wrong.append((number, code, "要修改，但没有这个编码"))
    else:
        fields = differing(before.values, values) if here and before else ()
        found.changes.append(Change(what, code, values, fields))
        state[code] = Known(values)


def differing(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, Any, Any], ...]:
    """变了哪些: column, before, after."""
    names = dict.fromkeys([*before, *after])
    return tuple(
        (name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )
