from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.errors import Invalid
from bianmin.rules.item_codes import CodeFormat
from bianmin.rules.item_sets import Comparison, Known, compare, type_code

COLUMNS = ("code", "name", "task_type")


def row(code: str, name: str = "高龄津贴", kind: str = "5", **more: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "task_type": kind, **more}


def held(
    rows: list[dict[str, Any]], known: dict[str, Known] | None = None, *, increment: bool = False
) -> Comparison:
    columns = (*COLUMNS, "cd_operation") if increment else COLUMNS
    return compare(
        rows,
        columns,
        known or {},
        COLUMNS if known else (),
        code_format=CodeFormat.LOCAL,
        is_increment=increment,
    )


def told(found: Comparison) -> list[tuple[str, str]]:
    return [(change.operation, change.code) for change in found.changes]


def test_a_whole_set_takes_the_place_of_the_one_before() -> None:
    known = {
        "A": Known(row("A")),
        "B": Known(row("B", "旧名称")),
        "C": Known(row("C")),
        "D": Known(row("D"), is_gone=True),
    }
    found = held([row("B"), row("A"), row("D"), row("E")], known)

    assert told(found) == [("U", "B"), ("I", "D"), ("I", "E"), ("D", "C")]
    assert found.unchanged == 1
    assert found.order == ["B", "A", "D", "E"]
    assert found.of("U")[0].fields == (("name", "旧名称", "高龄津贴"),)


def test_a_whole_set_sent_again_changes_nothing() -> None:
    rows = [row("A"), row("B")]
    known = {code: Known(row(code)) for code in "AB"}

    found = held(rows, known)
    assert (told(found), found.unchanged, found.wrong) == ([], 2, [])


def test_faults_name_their_row() -> None:
    found = held([row(""), row("A", ""), row("B"), row("B"), row("x" * 81)])

    assert found.wrong == [
        (2, "", "没有事项编码"),
        (3, "A", "没有事项名称"),
        (5, "B", "这个编码在文件里出现了不止一次"),
        (6, "x" * 81, "事项编码超过 80 位"),
    ]
    assert told(found) == [("I", "B")]


def test_a_code_out_of_format_and_an_unknown_type_are_noted_not_refused() -> None:
    found = held([row("有汉字", kind="88")])

    assert [note for _, _, note in found.noted] == [
        "实施编码应为50 位以内的数字、字母和短横线",
        "事项类型“88”不在代码表里",
    ]
    assert not found.wrong and told(found) == [("I", "有汉字")]


def test_an_increment_adds_changes_and_ends() -> None:
    known = {"A": Known(row("A")), "B": Known(row("B"))}
    found = held(
        [
            row("A", "新名称", cd_operation="U"),
            row("B", cd_operation="D"),
            row("C", cd_operation="i"),
            row("C", "再改", cd_operation="U"),  # later rows build on earlier ones
        ],
        known,
        increment=True,
    )

    assert told(found) == [("U", "A"), ("D", "B"), ("I", "C"), ("U", "C")]
    assert "cd_operation" not in found.changes[0].values
    assert not found.wrong


def test_an_increment_keeps_columns_that_it_does_not_have() -> None:
    known = {"A": Known(row("A", note="原有"))}

    [change] = held([row("A", "新名称", cd_operation="U")], known, increment=True).changes
    assert change.values["note"] == "原有"


@pytest.mark.parametrize(
    ("given_row", "why"),
    [
        (row("A", "别的", cd_operation="I"), "要新增，但这个编码已经有了"),
        (row("Z", cd_operation="U"), "要修改，但没有这个编码"),
        (row("A", cd_operation="X"), "操作“X”不对"),
        (row("A", cd_operation=""), "操作“”不对"),
    ],
)
def test_an_increment_that_does_not_fit_is_refused(given_row: dict[str, Any], why: str) -> None:
    found = held([given_row], {"A": Known(row("A"))}, increment=True)

    assert why in found.wrong[0][2] and not found.changes


ROWS = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from(["甲", "乙"]), st.sampled_from("IUD")),
    max_size=8,
)


@given(ROWS)
def test_an_increment_sent_twice_changes_nothing_the_second_time(
    rows: list[tuple[str, str, str]],
) -> None:
    """For each code only its last row is sent, as a batch does."""
    last = {code: row(code, name, cd_operation=what) for code, name, what in rows}
    first = held(list(last.values()), {"A": Known(row("A", "甲"))}, increment=True)
    state = {"A": Known(row("A", "甲"))}
    for change in first.changes:
        state[change.code] = Known(change.values, is_gone=change.operation == "D")

    accepted = [r for r in last.values() if r["code"] not in {code for _, code, _ in first.wrong}]
    again = held(accepted, state, increment=True)
    assert not again.changes and not again.wrong


def test_a_table_without_a_code_is_not_guessed_at() -> None:
    with pytest.raises(Invalid) as refused:
        compare([], ["甲", "乙"], {}, (), code_format=CodeFormat.LOCAL, is_increment=True)

    sentence = refused.value.fields["file"]
    assert "事项编码" in sentence and "事项名称" in sentence and "操作" in sentence


def test_columns_that_come_and_go_are_told() -> None:
    found = compare(
        [], ["code", "name", "new"], {}, ["code", "name", "old"],
        code_format=CodeFormat.LOCAL, is_increment=False,
    )  # fmt: skip
    assert (found.columns_new, found.columns_gone) == (["new"], ["old"])


@pytest.mark.parametrize(
    ("value", "code"),
    [("1", "01"), ("20", "20"), (5, "05"), ("01", "01"), ("行政许可", ""), (None, ""), ("99", "")],
)
def test_types_of_items_follow_the_code_table(value: Any, code: str) -> None:
    assert type_code(value) == code
