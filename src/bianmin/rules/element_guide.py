"""指南里的要素: what the unified guide says, written as the columns of the template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Guide = Mapping[str, Any]
_UNITS = {"workday": "1", "day": "2", "hour": "3", "month": "5"}
_STATES = {"active": "1", "paused": "2", "cancelled": "3"}
_KINDS = {"immediate": "1", "promised": "2"}
_AUDIENCES = {"自然人": "1", "法人": "2,3,4", "自然人和法人": "1,2,3,4"}
MATERIALS = (
    ("name", "材料名称"),
    ("copy_kind", "材料类型"),
    ("doc_kind", "材料种类"),
    ("form", "材料形式"),
    ("need", "必要性"),
    ("source", "来源渠道"),
    ("issuer", "出具机构"),
    ("copies", "纸质份数"),
    ("note", "填报须知"),
    ("basis", "要求提供的依据"),
)
"""申请材料表: the columns of each material, by their names in a guide."""
LINKS = (("step", "环节名称"), ("who", "办理人"), ("limit", "办理时限"))
"""办理环节表."""
FAQ = (("question", "问题"), ("answer", "解答"))
"""常见问题表."""


def told_by(guide: Guide, *, code: str, number: int, status: str) -> dict[str, str]:
    """取自指南: the unified part of the template; what the guide does not say is left out."""
    told = {
        "local_catalog_code": code,
        "task_name": str(guide.get("name", "")),
        "task_type": str(guide.get("item_type", "")),
        "task_version": str(number or ""),
        "task_state": _STATES.get(status, ""),
        "service_object": _AUDIENCES.get(str(guide.get("audience", "")), ""),
        "by_law": _lines(map(_law, guide.get("basis", ()))),
        "use_level": ",".join(map(str, guide.get("use_levels", ()))),
        "project_type": _KINDS.get(str(guide.get("case_kind", "")), ""),
        "accept_condition": _lines(map(str, guide.get("conditions", ()))),
        "material_list": _materials(guide.get("materials")),
        "handle_flow": _lines(str(step.get("step", "")) for step in guide.get("flow", ())),
        **_limits(guide),
        **_visits(guide),
        **_rest(guide),
    }
    return {key: value for key, value in told.items() if value}


def _limits(guide: Guide) -> dict[str, str]:
    law, promise = guide.get("statutory_limit"), guide.get("promised_limit") or {}
    return {
        "anticipate_day": str(law["amount"]) if law else "",
        "anticipate_type": _UNITS.get(law["unit"], "") if law else "",
        "anticipate_explain": "" if law else "法律没有规定时限",
        "promise_day": str(promise.get("amount", "")),
        "promise_type": _UNITS.get(str(promise.get("unit", "")), ""),
    }


def _visits(guide: Guide) -> dict[str, str]:
    visits = guide.get("visits")
    if visits is None:
        return {}
    return {"limit_scene_num": str(visits), "is_yicibanhao": "1" if int(visits) <= 1 else "0"}


def _rest(guide: Guide) -> dict[str, str]:
    phone, fee, result = (guide.get(name) or {} for name in ("phone", "fee", "result"))
    citizens = "自然人" in str(guide.get("audience", ""))
    return {
        "link_way": str(phone.get("consult", "")),
        "supervise_way": str(phone.get("supervise", "")),
        "is_fee": "" if fee.get("charged") is None else str(int(bool(fee["charged"]))),
        "fee_stand": str(fee.get("text", "")) if fee.get("charged") else "",
        "fee_basis": str(fee.get("basis", "")),
        "result_type": str(result.get("kind", "")),
        "result_name": str(result.get("name", "")),
        "user_topic_type": ",".join(guide.get("themes", ())) if citizens else "",
    }


def _law(basis: Guide) -> str:
    article = str(basis.get("article", ""))
    text = str(basis.get("text", ""))
    return f"《{basis.get('law', '')}》{article}" + (f"：{text}" if text else "")


def _materials(materials: Sequence[Guide] | None) -> str:
    if materials is None:
        return ""
    return _lines(str(material.get("name", "")) for material in materials) or "不用交材料"


def _lines(texts: Any) -> str:
    return "\n".join(filter(None, texts))


def part_rows(guide: Guide, code: str) -> Iterator[tuple[str, dict[str, str]]]:
    """附表: the rows of materials, links and questions, each with the sheet it belongs to."""
    tables = (
        ("申请材料", "materials", MATERIALS),
        ("办理环节", "flow", LINKS),
        ("常见问题", "faq", FAQ),
    )
    for sheet, name, columns in tables:
        for place, row in enumerate(guide.get(name, ()), start=1):
            told = {words: str(row.get(key, "")) for key, words in columns}
            yield sheet, {"地方基本编码": code, "序号": str(place)} | told
