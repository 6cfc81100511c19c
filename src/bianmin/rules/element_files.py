"""要素文件: what one file of elements would change in a county; nothing is written here.

A whole file says what it says: a row's blank cells are blank. An increment (增量) carries an
operation in each row: I begins an item's elements, U changes the columns that the file has, D ends
them. Sent twice it changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bianmin.rules.element_codes import OPERATION
from bianmin.rules.element_template import BY_KEY, BY_LABEL, OWN
from bianmin.rules.elements import Score, as_code, fault_of, score_of
from bianmin.rules.errors import Invalid
from bianmin.rules.item_codes import CodeFormat

SYNC: Mapping[str, str] = MappingProxyType(
    {"cd_operation": "操作", "cd_batch": "批次", "cd_time": "同步时间", "row_guid": "记录唯一标识"}
)
NAMED_BY = "local_catalog_code"
FIRST_ROW = 2  # the first row of a file is its head


@dataclass(frozen=True)
class Held:
    """已有的要素: what an item's guide says, and what the county said before, if anything."""

    told: Mapping[str, str]
    own: Mapping[str, str] | None = None


@dataclass(frozen=True)
class ElementChange:
    """一项变化: I, U or D of one item, with the county's values after it."""

    operation: str
    code: str
    name: str
    values: Mapping[str, str]
    fields: tuple[tuple[str, str, str], ...] = ()  # label, before, after


@dataclass
class FileFound:
    """核对结果: what one file would change, what it is told, and what is wrong with it."""

    rows: int = 0
    changes: list[ElementChange] = field(default_factory=list)
    unchanged: int = 0
    noted: list[tuple[int, str, str]] = field(default_factory=list)  # row, code, sentence
    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    scores: dict[str, Score] = field(default_factory=dict)  # of each item after it

    def of(self, operation: str) -> list[ElementChange]:
        return [change for change in self.changes if change.operation == operation]


def known_columns(columns: Sequence[str], *, is_increment: bool) -> dict[str, str]:
    """认表头: column → key of the template, by name or label. Raise Invalid without a key."""
    words = {label: key for key, label in SYNC.items()}
    found = {
        name: name if name in BY_KEY or name in SYNC else BY_LABEL[name].key
        if name in BY_LABEL else words.get(name, "")
        for name in columns
    }  # fmt: skip
    keys = set(found.values())
    missing = [] if NAMED_BY in keys else ["没有“地方基本编码”一列，不知道每行是哪个事项"]
    if is_increment and "cd_operation" not in keys:
        missing.append("没有“操作”一列，增量要写明 I、U、D")
    if missing:
        raise Invalid("表头不全", {"file": "；".join(missing)})
    return {name: key for name, key in found.items() if key}


def check_rows(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    held: Mapping[str, Held],
    *,
    code_format: CodeFormat,
    is_increment: bool,
) -> FileFound:
    """核对: hold one file against the items that the county offers."""
    named = known_columns(columns, is_increment=is_increment)
    found = FileFound(rows=len(rows))
    state = {code: None if one.own is None else dict(one.own) for code, one in held.items()}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=FIRST_ROW):
        values = {key: _text(row.get(name)) for name, key in named.items()}
        code = values.get(NAMED_BY, "")
        faults = list(_row_faults(code, held, seen, is_increment=is_increment))
        seen.add(code)
        own = {one.key: as_code(one, values[one.key]) for one in OWN if one.key in values}
        faults += _value_faults(own, code_format)
        if faults:
            found.wrong += [(number, code, fault) for fault in faults]
            continue
        found.noted += [(number, code, note) for note in _notes(values, held[code].told)]
        what = values.get("cd_operation", "").upper() if is_increment else None
        _change(found, state, number, code, held[code], own, what)
    _score(found, held, state, code_format)
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _row_faults(
    code: str, held: Mapping[str, Held], seen: set[str], *, is_increment: bool
) -> Iterator[str]:
    if not code:
        yield "没有地方基本编码"
    elif code not in held:
        yield "本县的进驻目录里没有这个事项"
    elif code in seen and not is_increment:
        yield "这个事项在文件里出现了不止一次"


def _value_faults(own: Mapping[str, str], code_format: CodeFormat) -> list[str]:
    told = (fault_of(BY_KEY[key], value, code_format) for key, value in own.items() if value)
    return [fault for fault in told if fault]


def _notes(values: Mapping[str, str], told: Mapping[str, str]) -> Iterator[str]:
    """Say where a file differs from the unified guide: the guide stands."""
    for key, value in values.items():
        one = BY_KEY.get(key)
        if one is None or one.own or not value or key == NAMED_BY:
            continue
        if as_code(one, value) != told.get(key, ""):
            yield f"{one.label}与统一的指南不同，以指南为准"


def _change(
    found: FileFound,
    state: dict[str, dict[str, str] | None],
    number: int,
    code: str,
    held: Held,
    own: Mapping[str, str],
    what: str | None,
) -> None:
    before = state[code]
    name = held.told.get("task_name", "")
    if what is not None and what not in OPERATION:
        said = f"操作“{what}”不对，只能是 I、U、D" if what else "操作没有写"
        found.wrong.append((number, code, said))
    elif what == "D":
        if before is None:
            found.unchanged += 1
        else:
            found.changes.append(ElementChange("D", code, name, before))
            state[code] = None
    elif what == "U" and before is None:
        found.wrong.append((number, code, "要修改，但还没有填过这个事项的要素"))
    else:
        values = {key: value for key, value in {**(before or {}), **own}.items() if value}
        if values == before:
            found.unchanged += 1
        elif what == "I" and before is not None:
            found.wrong.append((number, code, "要新增，但已经填过，而且内容不同"))
        elif before is None and not values:
            found.unchanged += 1
        else:
            operation = "I" if before is None else "U"
            fields = tuple(differing(before or {}, values))
            found.changes.append(ElementChange(operation, code, name, values, fields))
            state[code] = values


def differing(
    before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """变了哪些: label, before, after, in the template's order."""
    for one in OWN:
        old, new = before.get(one.key, ""), after.get(one.key, "")
        if old != new:
            yield one.label, old, new


def _score(
    found: FileFound,
    held: Mapping[str, Held],
    state: Mapping[str, Mapping[str, str] | None],
    code_format: CodeFormat,
) -> None:
    for code in {change.code for change in found.changes}:
        values = {**held[code].told, **(state[code] or {})}
        found.scores[code] = score_of(values, code_format)


def cleaned(given: Mapping[str, str], code_format: CodeFormat) -> dict[str, str]:
    """收下的要素: the values as the code tables write them; Invalid names what is wrong."""
    values = {one.key: as_code(one, given.get(one.key, "")) for one in OWN}
    kept = {key: value for key, value in values.items() if value}
    wrong = {
        key: fault
        for key, value in kept.items()
        if (fault := fault_of(BY_KEY[key], value, code_format))
    }
    begin, end = kept.get("plan_effective_date", ""), kept.get("plan_cancel_date", "")
    if not wrong and begin and end and end < begin:
        wrong["plan_cancel_date"] = "计划取消日期不能早于计划生效日期"
    if wrong:
        raise Invalid(f"有 {len(wrong)} 项要素填得不对", wrong)
    return kept
