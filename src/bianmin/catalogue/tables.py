"""表格: read and write item sets as CSV, XLSX and JSON; what is read comes out again as it was.

A value is kept as it was given: text stays text (leading zeros included), JSON keeps its own types.
Files are checked for their size before anything unpacks them. The libraries of XLSX are read with
the first such file: few processes ever meet one.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bianmin.rules.errors import Invalid

MOST_BYTES = 20_000_000
MOST_UNPACKED = 300_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 300
KINDS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}
BOM = "\ufeff"
CANNOT_READ = "读不懂这个文件"


@dataclass(frozen=True)
class Style:
    """写法: how a text table was written, so that it is written the same way again."""

    bom: bool = False
    newline: str = "\r\n"


@dataclass(frozen=True)
class Table:
    """一张表: columns in their order, and a row's values by column; a missing one is absent."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    style: Style = field(default_factory=Style)


def kind_of(file_name: str) -> str:
    """Return csv, xlsx or json by the file's name; Invalid for anything else."""
    kind = file_name.rsplit(".", 1)[-1].lower()
    if kind not in KINDS:
        raise Invalid("只能读 CSV、XLSX、JSON 文件", {"file": "请选择 CSV、XLSX 或 JSON 文件"})
    return kind


def read_table(file_name: str, content: bytes, *, sheet: str = "") -> Table:
    """读表: Invalid says what is wrong with the file, in words of the one who has it."""
    kind = kind_of(file_name)
    if len(content) > MOST_BYTES:
        raise _wrong(f"文件超过 {MOST_BYTES // 1_000_000} 兆，请分开导入")
    table = {"csv": _read_csv, "json": _read_json}.get(kind, lambda c: _read_xlsx(c, sheet))(
        content
    )
    if not table.columns:
        raise _wrong("文件是空的")
    if len(table.columns) > MOST_COLUMNS:
        raise _wrong(f"超过 {MOST_COLUMNS} 列")
    twice = sorted({name for name in table.columns if table.columns.count(name) > 1})
    if twice:
        raise _wrong(f"表头有重名的列：{'、'.join(twice)}")
    return table


def write_table(table: Table, kind: str) -> bytes:
    """写表: the same rows in one of the three kinds."""
    if kind == "csv":
        return _write_csv(table)
    if kind == "json":
        told = {"columns": table.columns, "rows": table.rows}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
    return write_sheets({"事项": table})


def write_sheets(sheets: Mapping[str, Table]) -> bytes:
    """写工作簿: every value as text, so that no code loses its zeros and none becomes a formula."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF7"})
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column, head)
        for line, row in enumerate(table.rows, start=1):
            for place, column in enumerate(table.columns):
                if (value := row.get(column)) not in (None, ""):
                    sheet.write_string(line, place, text_of(value))
    book.close()
    return out.getvalue()


def text_of(value: Any) -> str:
    """Return a value as the text of a cell; what is nested is written as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _read_csv(content: bytes) -> Table:
    text = _decoded(content)
    bom = text.startswith(BOM)
    lines = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), strict=True)
    newline = "\r\n" if "\r\n" in text else "\n"
    try:
        columns = next(lines, [])
        rows = [_row(columns, cells, n) for n, cells in enumerate(_counted(lines), 2) if any(cells)]
    except csv.Error as error:
        raise _wrong(f"{CANNOT_READ}：第 {lines.line_num} 行引号不成对") from error
    return Table(tuple(columns), rows, Style(bom, newline))


def _row(columns: list[str], cells: list[str], line: int) -> dict[str, Any]:
    if len(cells) != len(columns):
        raise _wrong(f"第 {line} 行有 {len(cells)} 列，表头有 {len(columns)} 列")
    return dict(zip(columns, cells, strict=True))


def _write_csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=table.style.newline)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([text_of(row.get(column)) for column in table.columns])
    return ((BOM if table.style.bom else "") + out.getvalue()).encode()


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _wrong("不是 UTF-8 或 GBK 编码的文件")


def _read_json(content: bytes) -> Table:
    try:
        given = json.loads(_decoded(content).removeprefix(BOM))
    except (json.JSONDecodeError, RecursionError) as error:
        raise _wrong(f"{CANNOT_READ}：不是 JSON") from error
    rows = given.get("rows", given.get("items")) if isinstance(given, dict) else given
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _wrong("JSON 里要有一个列表，每个事项一组")
    named = given.get("columns") if isinstance(given, dict) else None
    first = [str(name) for name in named] if isinstance(named, list) else []
    columns = dict.fromkeys([*first, *(str(name) for row in rows for name in row)])
    return Table(tuple(columns), list(_counted(rows)))


def _read_xlsx(content: bytes, sheet: str) -> Table:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise _wrong("文件展开后太大，没有打开")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        name = sheet if sheet in book.sheetnames else book.sheetnames[0]
        lines = book[name].iter_rows(values_only=True)
        found = [[_cell(value) for value in cells] for cells in _counted(lines)]
        book.close()
    except Invalid:
        raise
    except Exception as error:  # a broken workbook fails in any part of the reader
        raise _wrong(f"{CANNOT_READ}：不是完好的 XLSX") from error
    lines_of = [cells for cells in found if any(cells)]
    if not lines_of:
        return Table((), [])
    columns = [str(name) for name in lines_of[0]]
    while columns and not columns[-1]:
        columns.pop()
    width = len(columns)
    rows = [dict(zip(columns, [*cells, *[""] * width], strict=False)) for cells in lines_of[1:]]
    return Table(tuple(columns), rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return text_of(value)


def _counted(rows: Iterable[Any]) -> Iterable[Any]:
    for count, row in enumerate(rows):
        if count > MOST_ROWS:
            raise _wrong(f"超过 {MOST_ROWS} 行，请分开导入")
        yield row


def _wrong(words: str) -> Invalid:
    return Invalid(words, {"file": words})
