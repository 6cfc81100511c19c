"""样例: invented content for the sheets of the style guide; no page of the product uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from bianmin.rules.verdict import ALLOWED, Verdict
from bianmin.web.frame.charts import trend_of
from bianmin.web.frame.fields import (
    DayField,
    IdNumberField,
    MobileField,
    PersonNameField,
    PhotoField,
    QueryCodeField,
)
from bianmin.web.frame.schematic import Figure, choropleth_of

Context = dict[str, Any]

HELPER = {
    "name": "张秀兰",
    "role": "村代办员",
    "phone": "06350000001",
    "on_duty": True,
    "hours": "今天 8:30–17:30",
    "site": "柳庄村便民服务点",
    "distance": "350 米",
}
PLACE = "东昌府区 · 河湾镇 · 柳庄村"
STEPS = (
    {"label": "村里\n已提交", "state": "done", "when": "11月18日"},
    {"label": "镇里\n已受理", "state": "done", "when": "11月19日"},
    {"label": "镇里\n审核", "state": "now"},
    {"label": "办结\n发放", "state": "todo"},
)
FACTS = (
    {"label": "多久办好", "value": "5", "unit": "个工作日", "note": "法定 20 个工作日"},
    {"label": "跑几趟", "value": "0", "unit": "趟", "note": "代办员上门收材料"},
    {"label": "收不收费", "value": "不收费", "note": "代办也不收费"},
    {"label": "每月多少", "value": "100", "unit": "元起", "note": "按年龄分三档"},
)
TILES = (
    ("elder", "高龄津贴", "village"),
    ("health", "医保参保", "village"),
    ("doc", "开证明", "village"),
    ("bill", "水电气暖", "village"),
    ("aid", "低保救助", "township"),
    ("family", "户口登记", "township"),
    ("farm", "惠农补贴", "village"),
    ("shop", "开店办照", "online"),
)
ANSWERS = (
    ("姓名", "王桂英", "?change=name"),
    ("身份证号", "**************0024", "?change=id"),
    ("手机号", "138****0000", "?change=phone"),
    ("住址", "河湾镇柳庄村", "?change=address"),
    ("老人多大", "80–89 岁", "?change=age"),
)
NEXT = (
    "代办员张秀兰收到短信，今天会给您打电话",
    "河湾镇便民服务中心 5 个工作日内告诉您收不收",
    "办好后发短信，钱打到老人的卡上",
)
TASKS = (
    {"title": "您是谁", "url": "?a", "state": "done", "hint": "王桂英"},
    {"title": "老人的情况", "url": "?b", "state": "now", "hint": ""},
    {"title": "拍材料", "url": "?c", "state": "todo", "hint": "身份证、银行卡"},
    {"title": "核对提交", "url": "", "state": "blocked", "hint": "前面填完才能提交"},
)
EVENTS = (
    {"title": "镇里审核", "when": "11月20日 10:24", "note": "河湾镇便民服务中心 赵敏"},
    {"title": "已受理", "when": "11月19日 9:10", "note": "最晚 11月27日（周五）办结"},
    {"title": "已提交", "when": "11月18日 15:02", "note": ""},
)
CASES = (
    ("LC01 20200925 00017", "高龄津贴申领", "王桂英", "审查中", "green", 8),
    ("LC01 20200924 00003", "农村建房申请", "孙海", "审查中", "yellow", 0),
    ("LC01 20200918 00021", "低保复核", "郑义", "已受理", "red", 2),
    ("LC01 20200917 00009", "残疾人证", "李德福", "待补正", "paused", None),
    ("LC01 20200916 00002", "取暖费缴纳", "赵春梅", "已收件", "undetermined", None),
)


class ApplicantForm(forms.Form):
    """样例表单: one of each kind of field."""

    name = PersonNameField()
    id_number = IdNumberField()
    phone = MobileField()
    born = DayField("出生日期", is_birthday=True, help_text="例如 1940 年 3 月 5 日")
    age = forms.ChoiceField(
        label="老人今年多大？",
        choices=[("80", "80–89 岁"), ("90", "90–99 岁"), ("100", "100 岁以上")],
        widget=forms.RadioSelect,
    )
    ways = forms.MultipleChoiceField(
        label="怎么通知您？",
        choices=[("sms", "短信"), ("call", "电话"), ("visit", "代办员上门")],
        widget=forms.CheckboxSelectMultiple,
    )
    bank = forms.ChoiceField(label="哪家银行", choices=[("a", "农商银行"), ("b", "邮储银行")])
    note = forms.CharField(label="还有什么要说的", required=False, widget=forms.Textarea)
    paper = PhotoField("身份证正面")
    agree = forms.BooleanField(label="我知道代办不收费，愿意请代办员代办")


class FollowForm(forms.Form):
    """样例表单: two fields are enough to follow a case."""

    number = forms.CharField(label="办件号", help_text="受理单上，LC 开头")
    code = QueryCodeField()


class FilterForm(forms.Form):
    """样例筛选."""

    words = forms.CharField(label="办件号、事项或姓名", required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), ("review", "审查中")], required=False
    )
    light = forms.ChoiceField(
        label="红黄灯", choices=[("", "全部"), ("red", "超期")], required=False
    )


def citizen(request: HttpRequest) -> Context:
    return {
        "tab": "home",
        "place": PLACE,
        "helper": HELPER,
        "steps": STEPS,
        "facts": FACTS,
        "tiles": TILES,
        "events": EVENTS,
        "flow": [("村里收件，当场给受理单", "当天"), ("镇便民服务中心审核", "3 个工作日")],
        "page": Paginator(range(95), 20).page(2),
    }


def question(request: HttpRequest) -> Context:
    empty: Context = {"born_0": "1940", "born_1": "2", "born_2": "31", "phone": "1380000"}
    form = ApplicantForm(empty) if "wrong" in request.GET else ApplicantForm()
    return {
        "heading": "老人的情况",
        "lead": "填老人本人的，不是您的。",
        "form": form,
        "back_url": "?",
        "step": 2,
        "step_total": 4,
        "label": "高龄津贴申领",
    }


def check(request: HttpRequest) -> Context:
    return {
        "answers": ANSWERS,
        "tasks": TASKS,
        "next_steps": NEXT,
        "number": "LC01 20200925 00017",
        "title": "交上去了",
        "lead": "王桂英的高龄津贴申请",
        "form": FollowForm(),
    }


def elder(request: HttpRequest) -> Context:
    return {"place": "柳庄村"}


def refusal(request: HttpRequest) -> Context:
    return {"status": 409, "title": "情况已经变了", "reason": "这件事刚才已经受理，不能再撤回"}


def worklist(request: HttpRequest) -> Context:
    return {
        "nav_items": [("待办", "?", True), ("受理台", "?b", False), ("查找", "?c", False)],
        "staff_name": "陈晓",
        "form": FilterForm(),
        "cases": CASES,
        "page": Paginator(range(95), 20).page(1),
        "allowed": ALLOWED,
        "denied": Verdict("窗口无权否决，请报负责人复核"),
        "pairs": [
            ("承诺办结", "11月27日（周五）"),
            ("下一步", "镇民政办 赵敏"),
            ("收费", "不收费"),
        ],
    }


def intake(request: HttpRequest) -> Context:
    return {"staff_name": "陈晓"}


def board(request: HttpRequest) -> Context:
    rates = {"高唐县": 98.6, "东昌府区": 97.9, "临清市": 96.1, "茌平区": 94.0, "莘县": 88.7}
    days = [f"11-{day:02}" for day in range(1, 22)]
    taken = [900 + 31 * day % 470 for day in range(21)]
    return {
        "figures": _figures(),
        "map": choropleth_of(
            {name: Figure(rate, f"{rate}%", f"?{name}") for name, rate in rates.items()},
            (88, 92, 95, 98),
            label="各县市区按时办结率示意图",
        ),
        "ranks": [
            {
                "label": name,
                "percent": (rate - 80) * 5,
                "text": f"{rate:.1f}%",
                "is_low": rate < 95,
            }
            for name, rate in rates.items()
        ],
        "legend": [
            ("k1", "88 以下"),
            ("k2", "88–92"),
            ("k3", "92–95"),
            ("k4", "95–98"),
            ("k5", "98 以上"),
        ],
        "trend": trend_of(
            {"受理": taken, "办结": [n * 0.96 for n in taken]},
            days,
            summary="近 21 天每日受理与办结件数",
        ),
        "columns": ["有场所", "有人员", "有制度", "能办事"],
        "rows": [
            ("东昌府区", [("100", "g"), ("99.1", "g"), ("96.0", ""), ("98.4", "g")]),
            ("莘县", [("93.4", "w"), ("91.1", "w"), ("95.3", ""), ("89.3", "b")]),
        ],
        "milestones": [
            {"label": "指导目录", "percent": 100, "due": "6月中旬"},
            {"label": "指南印制", "percent": 97, "due": "8月中旬"},
            {"label": "示范点验收", "percent": 40, "due": "9月底", "is_late": True},
        ],
    }


def _figures() -> list[Context]:
    points = [1180, 1204, 1190, 1230, 1215, 1260, 1284]
    return [
        {"label": "村（社区）覆盖", "value": "100", "unit": "%", "note": "全部纳入服务范围"},
        {
            "label": "今日受理",
            "value": "1,284",
            "unit": "件",
            "note": "比上周同日",
            "change": "▲ 6.2%",
            "trend": "good",
            "points": points,
        },
        {
            "label": "按时办结率",
            "value": "95.4",
            "unit": "%",
            "note": "目标 98%，",
            "change": "差 2.6 点",
            "trend": "bad",
            "points": points,
        },
        {"label": "代办占比", "value": "61.2", "unit": "%", "note": "群众少跑 1.9 万趟"},
        {"label": "好评率", "value": "99.1", "unit": "%", "note": "差评 42 条，已整改 41 条"},
        {
            "label": "超期在办",
            "value": "17",
            "unit": "件",
            "note": "比上月",
            "change": "▼ 13 件",
            "trend": "good",
            "is_bad": True,
            "points": points[::-1],
        },
    ]


def agent(request: HttpRequest) -> Context:
    return {"staff_name": "张秀兰", "workplace": "柳庄村便民服务点", "step": 3, "step_total": 4}


SHEETS: Mapping[str, Callable[[HttpRequest], Context]] = {
    "citizen": citizen,
    "question": question,
    "check": check,
    "elder": elder,
    "refusal": refusal,
    "worklist": worklist,
    "intake": intake,
    "board": board,
    "agent": agent,
}
