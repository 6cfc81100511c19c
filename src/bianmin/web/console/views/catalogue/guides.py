"""指南要点: the plan's seven fields of a guide in words, and what differs between two guides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bianmin.rules import links
from bianmin.rules.element_codes import USE_LEVEL
from bianmin.rules.lists import MODES, EntryMode
from bianmin.rules.undertakings import NEED_DEFERRABLE

UNITS = {"workday": "个工作日", "day": "天", "hour": "小时", "month": "个月"}
TYPES = {
    "01": "行政许可",
    "05": "行政给付",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
FIELDS = (
    ("name", "事项名称"),
    ("plain_name", "大家的叫法"),
    ("area", "领域"),
    ("item_type", "事项类型"),
    ("basis", "办事依据"),
    ("conditions", "办理条件"),
    ("materials", "申请材料"),
    ("scenarios", "情形"),
    ("promised_limit", "承诺时限"),
    ("statutory_limit", "法定时限"),
    ("link_limits", "环节时限"),
    ("publicity_days", "公示"),
    ("fee", "收费情况"),
    ("visits", "跑几趟"),
    ("result", "办理结果"),
    ("phone", "咨询、监督电话"),
)
LABELS = dict(FIELDS)
REST = {
    "synonyms": "别的叫法",
    "themes": "主题",
    "audience": "服务对象",
    "licence": "行政许可",
    "use_levels": "行使层级",
    "case_kind": "办件类型",
    "warn_workdays": "提前几天提醒",
    "presence_required": "要本人到场",
    "agent_help": "代办帮办",
    "flow": "办理流程",
    "path": "在哪里办",
    "faq": "常见问题",
    "icon": "图标",
    "popular": "常用程度",
    "year_from": "从哪年起办",
    "year_to": "办到哪年",
    "mark": "标注",
    "door": "在哪里申请",
}
"""其余各项: what a guide says beside the seven fields; shown where two guides differ."""

WORDS = {
    "immediate": "即办件",
    "promised": "承诺件",
    "proxy": "能代办",
    "assist": "只帮办",
    "none": "不代办",
    "mediation": "人民调解登记",
}
NOTHING = "—"


def facts(guide: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return (field, lines) of a guide."""
    return [(label, said(key, guide.get(key))) for key, label in FIELDS]


def compared(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[tuple[str, list[str], list[str]]]:
    """Return (field, lines before, lines after) of what differs; lines that stay are left out."""
    known = {**LABELS, **REST}
    rest = sorted((set(old) | set(new)) - set(known))
    return [
        (known.get(key, key), *_apart(said(key, old.get(key)), said(key, new.get(key))))
        for key in [*known, *rest]
        if old.get(key) != new.get(key)
    ]


def _apart(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """What one side says and the other does not; both wholly where only their order differs."""
    gone = [line for line in before if line not in after]
    come = [line for line in after if line not in before]
    return (gone or [NOTHING], come or [NOTHING]) if gone or come else (before, after)


def said(key: str, value: Any) -> list[str]:
    """One fact in lines of words."""
    if value in (None, "", [], {}):
        return [NOTHING]
    if key in _OTHERS:
        return _OTHERS[key](value)
    if isinstance(value, bool):
        return ["是" if value else "否"]
    if key in ("promised_limit", "statutory_limit"):
        return [f"{value['amount']} {UNITS.get(value['unit'], value['unit'])}"]
    if key == "link_limits":
        return [f"{links.LABELS[links.LinkKind(one)]} {value[one]} 个工作日" for one in value]
    if key == "publicity_days":
        return [f"{value} 天"]
    if key == "visits":
        return [f"{value} 趟"]
    if key == "item_type":
        return [TYPES.get(str(value), str(value))]
    if key == "basis":
        return [f"《{b.get('law', '')}》{b.get('article', '')}" for b in value]
    if key == "materials":
        return [_material(m) for m in value]
    if key == "scenarios":
        return _scenarios(value)
    if key == "fee":
        return [str(value.get("text", ""))]
    if key == "result":
        return [str(value.get("name", ""))]
    if key == "phone":
        return [f"咨询 {value.get('consult', '')}", f"监督 {value.get('supervise', '')}"]
    if isinstance(value, list):
        return [v if isinstance(v, str) else str(v) for v in value]
    return [WORDS.get(str(value), str(value))]


def _path(told: Mapping[str, Any]) -> list[str]:
    places = f"村里{_mode(told, 'village')}，镇里{_mode(told, 'township')}"
    decided = {"county": "县里决定", "police": "公安机关决定"}
    return ["，".join([places, *(words for key, words in decided.items() if told.get(key))])]


_OTHERS: Mapping[str, Callable[[Any], list[str]]] = {
    "faq": lambda told: [f"{one.get('question', '')} {one.get('answer', '')}" for one in told],
    "flow": lambda told: [
        f"{one.get('step', '')}（{one.get('who', '')}，{one.get('limit', '')}）" for one in told
    ],
    "path": _path,
    "use_levels": lambda told: [USE_LEVEL.get(str(one), str(one)) for one in told],
}
"""各项的话: how the rest of a guide reads, each as lines."""


def _scenarios(told: Mapping[str, Any]) -> list[str]:
    """Each question with its answers, each leaf with how many materials it asks for."""
    questions = [
        f"问：{one.get('text', '')}（{'／'.join(o['text'] for o in one.get('options', ()))}）"
        for one in told.get("questions", ())
    ]
    leaves = [
        f"情形：{one.get('name', '')}，材料 {len(one.get('materials', ()))} 样{_own(one)}"
        for one in told.get("leaves", ())
    ]
    return questions + leaves


def _own(leaf: Mapping[str, Any]) -> str:
    """What a leaf says for itself, where it differs from the guide."""
    told = []
    if limit := leaf.get("promised_limit"):
        told.append(f"时限 {said('promised_limit', limit)[0]}")
    if fee := leaf.get("fee"):
        told.append(f"收费 {fee.get('text', '')}")
    if path := leaf.get("path"):
        told.append(f"村里{_mode(path, 'village')}，镇里{_mode(path, 'township')}")
    if leaf.get("fields") is not None:
        told.append(f"填 {len(leaf['fields'])} 项")
    return "".join(f"，{each}" for each in told)


def _mode(path: Mapping[str, Any], tier: str) -> str:
    return MODES[EntryMode(path[tier])] if path.get(tier) else "不办"


def _material(material: Mapping[str, Any]) -> str:
    """One paper: its name, what may stand for it, what it is asked by, how it should look."""
    told = (
        (material.get("shared"), "免提交"),
        (material.get("commitment"), "可告知承诺"),
        (material.get("need") == NEED_DEFERRABLE, "可容缺后补"),
    )
    notes = "，".join(words for is_so, words in told if is_so)
    sample = f"样子：{material['sample']}" if material.get("sample") else ""
    name = f"{material.get('name', '')}{f'（{notes}）' if notes else ''}"
    return "；".join(part for part in (name, str(material.get("basis", "")), sample) if part)
