"""上网实施要素模板: the fields that an item online must have.

The city makes the template, the counties complete it by mid-September (实施方案三（六）). What the
guide says is unified in the city and stands in the template as it is; what a county says for
itself (codes, the body that acts, place, hours, remedies) is the county's own. Values are texts;
several codes of one field stand with a comma between them, several texts on lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules import element_codes as codes
from bianmin.rules.item_codes import CodeKind

Values = Mapping[str, str]


class Kind(StrEnum):
    """填法: what a value is made of."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    TOPICS = "topics"
    NUMBER = "number"
    DAY = "day"
    LINK = "link"
    CREDIT_CODE = "credit_code"
    CODE = "code"


def _never(values: Values) -> bool:
    return False


@dataclass(frozen=True)
class Element:
    """要素: one column of the template: who says it, how it is written, when it is wanted."""

    key: str
    label: str
    group: str
    kind: Kind = Kind.TEXT
    own: bool = True  # a county's; otherwise the guide's
    wanted: Callable[[Values], bool] = _never
    why: str = ""  # why it is wanted, where that depends on another value
    table: Mapping[str, str] = field(default_factory=dict)
    code: CodeKind | None = None
    longest: int = 200
    hint: str = ""

    @property
    def is_optional(self) -> bool:
        """Return whether nothing ever makes it necessary."""
        return self.wanted is _never


def _always(values: Values) -> bool:
    return True


def _when(key: str, *wanted: str) -> Callable[[Values], bool]:
    return lambda values: bool(set(parts(values.get(key, ""))) & set(wanted))


def _comes(values: Values) -> bool:
    return values.get("limit_scene_num", "0") not in ("", "0")


def _has_links(values: Values) -> bool:
    return _when("is_online", "1")(values)


def _flag(
    key: str,
    label: str,
    group: str,
    *,
    own: bool = True,
    wanted: Callable[[Values], bool] = _always,
    why: str = "",
) -> Element:
    return Element(key, label, group, Kind.CHOICE, own, wanted, why, codes.FLAG)


IDENTITY, LAW, BODY = "标识", "依据和权限", "实施主体"
TIME, CONDITIONS, FORM = "时限", "条件和流程", "办理形式"
PLACE, FEE, RESULT = "地点和电话", "收费", "结果"
TOPICS, RIGHTS, DATES = "主题", "权利和救济", "生效日期"

TEMPLATE: tuple[Element, ...] = (
    Element("local_catalog_code", "地方基本编码", IDENTITY, own=False, wanted=_always),
    Element("catalog_code", "基本编码", IDENTITY, Kind.CODE, wanted=_always, code=CodeKind.BASIC),
    Element("task_code", "实施编码", IDENTITY, Kind.CODE, wanted=_always, code=CodeKind.TASK),
    Element(
        "task_handle_item", "业务办理项编码", IDENTITY, Kind.CODE, wanted=_always,
        code=CodeKind.HANDLE,
    ),
    Element("local_task_code", "地方实施编码", IDENTITY, longest=50),
    Element("task_name", "事项名称", IDENTITY, own=False, wanted=_always),
    Element(
        "task_type", "事项类型", IDENTITY, Kind.CHOICE, own=False, wanted=_always,
        table=codes.ITEM_TYPE,
    ),
    Element("task_version", "事项版本", IDENTITY, Kind.NUMBER, own=False, wanted=_always),
    Element(
        "task_state", "事项状态", IDENTITY, Kind.CHOICE, own=False, wanted=_always,
        table=codes.STATE,
    ),
    Element(
        "service_object", "服务对象", IDENTITY, Kind.CHOICES, own=False, wanted=_always,
        table=codes.AUDIENCE,
    ),
    Element("by_law", "设定依据", LAW, Kind.LONG, own=False, wanted=_always),
    Element(
        "use_level", "行使层级", LAW, Kind.CHOICES, own=False, wanted=_always,
        table=codes.USE_LEVEL,
    ),
    Element(
        "power_source", "权力来源", LAW, Kind.CHOICE, wanted=_always, table=codes.POWER_SOURCE
    ),
    Element("authority_division", "权限划分", LAW, Kind.LONG),
    Element("exercise_content", "行使内容", LAW, Kind.LONG),
    Element("dept_name", "实施主体", BODY, wanted=_always, hint="全称，如：某某区民政局"),
    Element("dept_code", "实施主体编码", BODY, Kind.CREDIT_CODE, wanted=_always),
    Element(
        "dept_type", "实施主体性质", BODY, Kind.CHOICE, wanted=_always, table=codes.BODY_KIND
    ),
    Element(
        "entrust_name", "委托部门", BODY, wanted=_when("power_source", "5", "6"),
        why="权力来源是委托",
    ),
    Element("handle_dept", "承办机构", BODY, wanted=_always, hint="科、股、窗口"),
    Element("central_dept", "业务指导部门", BODY),
    Element("other_dept", "联办机构", BODY),
    Element("town_name", "乡镇街道", BODY, hint="只在一个镇行使时填"),
    Element("village_name", "村居社区", BODY, hint="只在一个村行使时填"),
    Element("anticipate_day", "法定办结时限", TIME, Kind.NUMBER, own=False),
    Element(
        "anticipate_type", "法定时限单位", TIME, Kind.CHOICE, own=False, table=codes.LIMIT_UNIT
    ),
    Element("anticipate_explain", "法定时限说明", TIME, own=False),
    Element("promise_day", "承诺办结时限", TIME, Kind.NUMBER, own=False, wanted=_always),
    Element(
        "promise_type", "承诺时限单位", TIME, Kind.CHOICE, own=False, wanted=_always,
        table=codes.LIMIT_UNIT,
    ),
    Element("promise_explain", "承诺时限说明", TIME),
    Element(
        "project_type", "办件类型", TIME, Kind.CHOICE, own=False, wanted=_always,
        table=codes.CASE_KIND,
    ),
    Element("special_procedure", "特别程序", TIME, Kind.LONG),
    Element("accept_condition", "受理条件", CONDITIONS, Kind.LONG, own=False, wanted=_always),
    Element("limit_explain", "数量限制", CONDITIONS, hint="没有就写：无"),
    Element("material_list", "申请材料", CONDITIONS, Kind.LONG, own=False, wanted=_always),
    Element("handle_flow", "办理流程", CONDITIONS, Kind.LONG, own=False, wanted=_always),
    Element(
        "online_flow", "网上流程", CONDITIONS, Kind.LONG, wanted=_has_links, why="能网上办"
    ),
    Element("intermediary", "中介服务", CONDITIONS, hint="没有就写：无"),
    Element(
        "handle_type", "办理形式", FORM, Kind.CHOICES, wanted=_always, table=codes.HANDLE_FORM
    ),
    Element("limit_scene_num", "到现场次数", FORM, Kind.NUMBER, own=False, wanted=_always),
    Element("limit_scene_explain", "必须到现场的原因", FORM, wanted=_comes, why="要到现场"),
    _flag("is_online", "能不能网上办", FORM),
    Element(
        "online_handle_depth", "网上办理深度", FORM, Kind.CHOICES, wanted=_has_links,
        why="能网上办", table=codes.DEPTH,
    ),
    Element("online_handle_url", "网办地址", FORM, Kind.LINK, wanted=_has_links, why="能网上办"),
    Element("mobile_terminal_url", "手机办地址", FORM, Kind.LINK),
    _flag("is_schedule", "能不能预约", FORM),
    Element(
        "schedule_num", "每天可预约", FORM, Kind.NUMBER, wanted=_when("is_schedule", "1"),
        why="能预约",
    ),
    _flag(
        "is_pay_online", "能不能网上交费", FORM, wanted=_when("is_fee", "1"), why="要收费"
    ),
    _flag("is_express", "能不能邮寄", FORM),
    _flag("is_service_terminals", "能不能自助机办", FORM),
    _flag("is_entry_center", "进不进大厅", FORM),
    Element(
        "center_name", "大厅名称", FORM, wanted=_when("is_entry_center", "1"), why="进大厅"
    ),
    _flag("is_handle", "通办", FORM),
    Element(
        "handle_area", "通办范围", FORM, Kind.CHOICE, wanted=_when("is_handle", "1"),
        why="能通办", table=codes.HANDLE_AREA,
    ),
    _flag("is_yicibanhao", "一次办好", FORM, own=False),
    Element("transact_addr", "办理地点", PLACE, wanted=_always),
    Element("transact_time", "办理时间", PLACE, wanted=_always, hint="写明星期和钟点"),
    Element("window_name", "窗口", PLACE),
    Element("traffic_guide", "交通指引", PLACE),
    Element("link_way", "咨询电话", PLACE, own=False, wanted=_always),
    Element("supervise_way", "监督投诉电话", PLACE, own=False, wanted=_always),
    _flag("is_fee", "收不收费", FEE, own=False),
    Element("fee_stand", "收费标准", FEE, own=False, wanted=_when("is_fee", "1"), why="要收费"),
    Element("fee_basis", "收费依据", FEE, own=False, wanted=_when("is_fee", "1"), why="要收费"),
    Element(
        "result_type", "结果类型", RESULT, Kind.CHOICE, own=False, wanted=_always,
        table=codes.RESULT,
    ),
    Element("result_name", "结果名称", RESULT, own=False, wanted=_always),
    Element(
        "user_topic_type", "自然人主题", TOPICS, Kind.TOPICS, own=False,
        wanted=_when("service_object", "1"), why="服务对象是自然人",
        table=MappingProxyType({name: name for name in codes.CITIZEN_TOPICS}),
    ),
    Element(
        "corp_topic_type", "法人主题", TOPICS, Kind.TOPICS,
        wanted=_when("service_object", "2", "3", "4"), why="服务对象是法人",
        table=MappingProxyType({name: name for name in codes.BODY_TOPICS}),
    ),
    Element("right", "依法享有的权利", RIGHTS, Kind.LONG),
    Element("duty", "依法履行的义务", RIGHTS, Kind.LONG),
    Element("review_dept", "行政复议部门", RIGHTS, wanted=_always),
    Element("review_addr", "行政复议地址", RIGHTS, wanted=_always),
    Element("review_phone", "行政复议电话", RIGHTS, wanted=_always),
    Element("lawsuit_dept", "行政诉讼法院", RIGHTS, wanted=_always),
    Element("plan_effective_date", "计划生效日期", DATES, Kind.DAY, wanted=_always),
    Element("plan_cancel_date", "计划取消日期", DATES, Kind.DAY),
)  # fmt: skip
BY_KEY: Mapping[str, Element] = MappingProxyType({one.key: one for one in TEMPLATE})
BY_LABEL: Mapping[str, Element] = MappingProxyType({one.label: one for one in TEMPLATE})
OWN = tuple(one for one in TEMPLATE if one.own)
GROUPS = tuple(dict.fromkeys(one.group for one in TEMPLATE))
SEVERAL = frozenset({Kind.CHOICES, Kind.TOPICS})


def parts(value: str) -> list[str]:
    """拆开: the codes of one field, however they are separated."""
    return [part for part in re.split(r"[,，、;；\s]+", value.strip()) if part]
