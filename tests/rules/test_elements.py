"""上网实施要素: what is wanted, what is wrong, and what a file would change."""

from __future__ import annotations

from datetime import date

import pytest

from bianmin.catalogue.shipped import shipped_items
from bianmin.rules.deadlines import ELEMENTS, OF_THE_CATALOGUE
from bianmin.rules.element_files import Held, check_rows, cleaned
from bianmin.rules.element_guide import part_rows, told_by
from bianmin.rules.element_template import BY_KEY, OWN, TEMPLATE
from bianmin.rules.elements import as_code, fault_of, gaps_in, in_words, score_of
from bianmin.rules.errors import Invalid
from bianmin.rules.item_codes import CodeFormat

NATIONAL = CodeFormat.NATIONAL
BODY = "11511301008778183N"
BASIC = "000709001000"
TASK = f"{BODY}4{BASIC}"
FULL = {
    "catalog_code": BASIC, "task_code": TASK, "task_handle_item": f"{TASK}01",
    "power_source": "1", "dept_name": "某某区民政局", "dept_code": BODY, "dept_type": "1",
    "handle_dept": "社会救助股", "handle_type": "1,2", "limit_scene_explain": "要本人签字",
    "is_online": "0", "is_schedule": "0", "is_express": "1", "is_service_terminals": "0",
    "is_entry_center": "0", "is_handle": "0", "transact_addr": "人民路 1 号",
    "transact_time": "工作日 9:00–17:00", "review_dept": "区政府", "review_addr": "人民路 2 号",
    "review_phone": "0635-0000001", "lawsuit_dept": "区法院",
    "plan_effective_date": "2020-09-01",
}  # fmt: skip
GUIDE = next(item for item in shipped_items() if item["code"] == "LC-HJ-020")
TOLD = told_by(GUIDE, code="LC-HJ-020", number=3, status="active")


def test_every_shipped_guide_says_all_that_is_unified() -> None:
    unified = {one.key for one in TEMPLATE if not one.own}
    for item in shipped_items():
        told = told_by(item, code=item["code"], number=1, status="active")
        wrong = [gap.words for gap in gaps_in(told, NATIONAL) if gap.key in unified]
        assert wrong == [], item["code"]


def test_an_item_with_everything_lacks_nothing() -> None:
    values = TOLD | FULL
    assert gaps_in(values, NATIONAL) == []
    assert score_of(values, NATIONAL).percent == 100


def test_what_another_value_makes_necessary_is_missed_in_plain_words() -> None:
    values = TOLD | FULL | {"is_online": "1", "power_source": "5", "is_handle": "1"}
    assert [gap.words for gap in gaps_in(values, NATIONAL)] == [
        "权力来源是委托，却没有填“委托部门”",
        "能网上办，却没有填“网上流程”",
        "能网上办，却没有填“网上办理深度”",
        "能网上办，却没有填“网办地址”",
        "能通办，却没有填“通办范围”",
    ]


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("task_code", "123", "实施编码应为31 位"),
        ("power_source", "8", "权力来源“8”不在代码表里"),
        ("handle_type", "1,7", "办理形式“7”不在代码表里"),
        ("dept_code", BODY[:-1] + "A", "实施主体编码：统一社会信用代码有一位填错了"),
        ("online_handle_url", "www.x", "网办地址要以 http"),
        ("schedule_num", "很多", "每天可预约要写成整数"),
        ("plan_effective_date", "2020年9月", "计划生效日期要写成"),
        ("dept_name", "长" * 201, "实施主体太长"),
        ("right", "长" * 2001, "依法享有的权利太长"),
        ("corp_topic_type", "看病", "法人主题“看病”不在代码表里"),
    ],
)
def test_a_wrong_value_is_named(key: str, value: str, fault: str) -> None:
    assert fault_of(BY_KEY[key], value, NATIONAL).startswith(fault)
    with pytest.raises(Invalid) as wrong:
        cleaned({key: value}, NATIONAL)
    assert list(wrong.value.fields) == [key]
    score = score_of(TOLD | FULL | {key: value}, NATIONAL)
    assert score.lacking >= 1
    assert score.percent < 100


@pytest.mark.parametrize(
    ("code_format", "code", "fits"),
    [
        (NATIONAL, BASIC, True),
        (NATIONAL, "511Z05001", False),
        (CodeFormat.SICHUAN, "511Z05001001", True),
        (CodeFormat.STANDARD, "511Z050010", True),
        (CodeFormat.STANDARD, BASIC, False),
        (CodeFormat.LOCAL, "LC-1", True),
    ],
)
def test_codes_follow_the_format_of_their_source(
    code_format: CodeFormat, code: str, fits: bool
) -> None:
    assert (fault_of(BY_KEY["catalog_code"], code, code_format) == "") is fits


def test_words_and_short_codes_are_understood() -> None:
    assert as_code(BY_KEY["power_source"], "上级委托") == "5"
    assert as_code(BY_KEY["task_type"], "7") == "07"
    assert as_code(BY_KEY["handle_type"], "窗口办理、网上办理") == "1,2"
    assert as_code(BY_KEY["dept_name"], " 民政局 ") == "民政局"
    assert as_code(BY_KEY["power_source"], "") == ""
    assert in_words(BY_KEY["handle_type"], "1,2") == "窗口办理、网上办理"
    assert in_words(BY_KEY["power_source"], "9") == "9"
    assert in_words(BY_KEY["dept_name"], "民政局") == "民政局"


def test_a_cancel_day_before_the_effective_one_is_wrong() -> None:
    values = FULL | {"plan_cancel_date": "2020-08-01"}
    assert [gap.is_wrong for gap in gaps_in(TOLD | values, NATIONAL)] == [True]
    with pytest.raises(Invalid):
        cleaned(values, NATIONAL)


def test_a_guide_that_says_little_is_not_guessed() -> None:
    told = told_by({"name": "新事项"}, code="X", number=0, status="active")
    assert told == {
        "local_catalog_code": "X", "task_name": "新事项", "task_state": "1",
        "anticipate_explain": "法律没有规定时限",
    }  # fmt: skip
    none = told_by({"materials": [], "audience": "法人"}, code="X", number=1, status="paused")
    assert none["material_list"] == "不用交材料"
    assert none["service_object"] == "2,3,4"
    assert "user_topic_type" not in none


def test_the_parts_of_a_guide_are_rows_of_their_own_sheets() -> None:
    rows = list(part_rows(GUIDE, "LC-HJ-020"))
    assert rows[0][0] == "申请材料"
    assert rows[0][1]["材料名称"] == "出生医学证明"
    assert [sheet for sheet, row in rows if row["序号"] == "1"] == [
        "申请材料",
        "办理环节",
        "常见问题",
    ]


HELD = {"A": Held(TOLD, None), "B": Held(TOLD, {"transact_addr": "旧地址", "window_name": "3 号"})}
COLUMNS = ("操作", "地方基本编码", "办理地点", "权力来源", "事项名称", "多出来的列")


def rows(*lines: str) -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, line.split("|"), strict=False)) for line in lines]


def check(*lines: str, is_increment: bool = True, columns: tuple[str, ...] = COLUMNS) -> object:
    return check_rows(rows(*lines), columns, HELD, code_format=NATIONAL, is_increment=is_increment)


def test_an_increment_begins_changes_and_ends() -> None:
    found = check("I|A|大厅||", "u|B|新地址||", "D|B|||")
    assert [(one.operation, one.code) for one in found.changes] == [
        ("I", "A"), ("U", "B"), ("D", "B"),
    ]  # fmt: skip
    assert found.changes[0].values == {"transact_addr": "大厅"}
    assert found.changes[1].values == {"transact_addr": "新地址", "window_name": "3 号"}
    assert found.changes[1].fields == (("办理地点", "旧地址", "新地址"),)
    assert found.wrong == []
    assert set(found.scores) == {"A", "B"}


def test_sent_twice_it_changes_nothing() -> None:
    assert check("U|B|旧地址||", "D|A|||", "I|B|旧地址||").unchanged == 3
    assert check("I|A|||").unchanged == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("X|A|大厅||", "操作“X”不对，只能是 I、U、D"),
        ("|A|大厅||", ""),
        ("U|A|大厅||", "要修改，但还没有填过这个事项的要素"),
        ("I|B|大厅||", "要新增，但已经填过，而且内容不同"),
        ("I|C|大厅||", "本县的进驻目录里没有这个事项"),
        ("I||大厅||", "没有地方基本编码"),
        ("I|A|大厅|8|", "权力来源“8”不在代码表里"),
    ],
)
def test_a_line_that_cannot_be_is_named(line: str, words: str) -> None:
    assert [text for _, _, text in check(line).wrong] == ([words] if words else ["操作没有写"])


def test_a_whole_file_says_what_it_says() -> None:
    found = check("|A|大厅|上级委托|别的名称", "|B|||", is_increment=False)
    assert found.changes[0].values == {"transact_addr": "大厅", "power_source": "5"}
    assert found.changes[1].values == {"window_name": "3 号"}
    assert found.noted == [(2, "A", "事项名称与统一的指南不同，以指南为准")]
    twice = check("|A|大厅||", "|A|大厅||", is_increment=False)
    assert twice.wrong == [(3, "A", "这个事项在文件里出现了不止一次")]


def test_a_head_without_its_columns_is_refused() -> None:
    with pytest.raises(Invalid) as wrong:
        check(columns=("办理地点",))
    assert "地方基本编码" in wrong.value.fields["file"]
    assert "操作" in wrong.value.fields["file"]


def test_the_template_knows_itself() -> None:
    assert len(BY_KEY) == len(TEMPLATE)
    assert len({one.label for one in TEMPLATE}) == len(TEMPLATE)
    assert len(OWN) < len(TEMPLATE)


def test_the_plan_wants_the_elements_by_mid_september() -> None:
    assert ELEMENTS.days_left(date(2020, 9, 10)) == 10
    assert ELEMENTS.days_left(date(2020, 9, 21)) == -1
    assert list(OF_THE_CATALOGUE) == sorted(OF_THE_CATALOGUE, key=lambda one: one.day)
