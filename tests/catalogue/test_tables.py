"""表格: item sets in three kinds of files, in and out without loss; hostile ones are refused."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bianmin.catalogue import tables
from bianmin.catalogue.tables import Style, Table, read_table, write_table
from bianmin.rules.errors import Invalid

PLAIN = Table(
    ("name", "code", "note"),
    [
        {"name": "高龄津贴", "code": "007", "note": "第一行\n第二行"},
        {"name": '带"引号"、,逗号', "code": "1.0", "note": ""},
        {"name": "=1+1", "code": "000511001000", "note": "  两边有空格 "},
    ],
)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_table_comes_out_as_it_went_in(kind: str) -> None:
    again = read_table(f"x.{kind}", write_table(PLAIN, kind))

    assert (again.columns, again.rows) == (PLAIN.columns, PLAIN.rows)


CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=12
)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(CELL, CELL, st.just("尾")), min_size=1, max_size=5),
    st.sampled_from(["\r\n", "\n"]),
    st.booleans(),
)
def test_a_text_table_is_written_byte_for_byte(
    cells: list[tuple[str, str, str]], newline: str, bom: bool
) -> None:
    table = Table(
        ("甲", "乙", "丙"),
        [dict(zip("甲乙丙", row, strict=True)) for row in cells],
        Style(bom, newline),
    )
    content = write_table(table, "csv")

    again = read_table("x.csv", content)
    assert again.rows == table.rows
    assert write_table(again, "csv") == content


def test_json_keeps_its_own_types() -> None:
    rows: list[dict[str, Any]] = [{"code": "1", "n": 3, "list": ["甲", 2], "none": None}]
    again = read_table("x.json", json.dumps(rows).encode())

    assert again.rows == rows
    assert json.loads(write_table(again, "json"))["rows"] == rows
    assert read_table("x.csv", write_table(again, "csv")).rows == [
        {"code": "1", "n": "3", "list": '["甲",2]', "none": ""}
    ]


def test_numbers_and_days_of_a_workbook_are_read_as_they_look() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["code", "day", "n", None])
    book.active.append([12.0, __import__("datetime").datetime(2026, 3, 2), 1.5, None])
    out = io.BytesIO()
    book.save(out)

    table = read_table("x.xlsx", out.getvalue())

    assert table.columns == ("code", "day", "n")
    assert table.rows == [{"code": "12", "day": "2026-03-02", "n": "1.5"}]


def test_office_programs_write_chinese_in_another_encoding() -> None:
    table = read_table("x.csv", "名称,编码\r\n高龄津贴,007\r\n".encode("gb18030"))

    assert table.rows == [{"名称": "高龄津贴", "编码": "007"}]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.pdf", b"", "只能读 CSV"),
        ("x.csv", b"", "文件是空的"),
        ("x.csv", b"a,b\r\n1,2,3\r\n", "第 2 行有 3 列"),
        ("x.csv", b"a,a\r\n1,2\r\n", "重名的列：a"),
        ("x.csv", b'a\r\n"1\r\n', "引号不成对"),
        ("x.csv", b"a\r\n\xff\xff\xff", "编码"),
        ("x.json", b"{", "不是 JSON"),
        ("x.json", b"[" * 100_000, "不是 JSON"),
        ("x.json", b'{"a": 1}', "要有一个列表"),
        ("x.json", b"[1]", "要有一个列表"),
        ("x.xlsx", b"PK\x03\x04rubbish", "不是完好的 XLSX"),
        ("x.xlsx", b"", "不是完好的 XLSX"),
    ],
)
def test_a_bad_file_is_refused_in_words(name: str, content: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        read_table(name, content)
    assert "file" in refused.value.fields


def test_a_file_that_unpacks_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 10_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", "0" * 20_000)

    with pytest.raises(Invalid, match="展开后太大"):
        read_table("x.xlsx", out.getvalue())


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)

    with pytest.raises(Invalid, match="超过 2 行"):
        read_table("x.csv", b"a\r\n" + b"1\r\n" * 4)
