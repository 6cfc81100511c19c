"""A form of 78 fields as municipal forms are, with every kind; and how it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.rules.form_kinds import new_rule
from bianmin.rules.forms import every_field, in_order, is_table, keep_order, kind_of
from tests import make

YES_NO = {"yes": "有", "no": "没有"}
HAS_SPOUSE = {"field": "marriage", "is": "married"}


def field(
    kind: str,
    label: str,
    page: int,
    section: str = "",
    *,
    labels: Mapping[str, str] | None = None,
    when: Mapping[str, Any] | None = None,
    **rule: Any,
) -> dict[str, Any]:
    hints: dict[str, Any] = {"label": label, "kind": kind}
    hints["topic"] = {"page": page, "title": f"第 {page} 题", "section": section}
    hints |= {"labels": dict(labels)} if labels else {}
    hints |= {"when": dict(when)} if when else {}
    return new_rule(kind, labels) | rule | {"x-bianmin": hints}


def form_of(properties: Mapping[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in properties if name not in optional],
        "properties": dict(properties),
    }


def members() -> dict[str, Any]:
    row = {
        "name": field("name", "姓名", 1),
        "id_number": field("id_number", "身份证号", 1),
        "relation": field("choice", "关系", 1, labels={"spouse": "配偶", "child": "子女"}),
        "works": field("choice", "有工作吗", 1, labels=YES_NO),
        "income": field("money", "月收入", 1, when={"field": "works", "is": "yes"}),
    }
    return field("table", "家庭成员", 3, "二、家庭", items=form_of(row), maxItems=8)


def long_form() -> dict[str, Any]:
    """Of 78 fields, those in the rows of the table counted."""
    made: dict[str, Any] = {
        "marriage": field(
            "choice", "婚姻状况", 1, "一、本人", labels={"single": "未婚", "married": "已婚"}
        ),
        "spouse": field("name", "配偶姓名", 1, "一、本人", when=HAS_SPOUSE),
        "spouse_id": field("id_number", "配偶身份证号", 2, "一、本人", when=HAS_SPOUSE),
        "spouse_phone": field("phone", "配偶手机号", 2, "一、本人", when=HAS_SPOUSE),
        "members": members(),
        "troubles": field(
            "choices", "有哪些难处", 4, "二、家庭", labels={"ill": "看病", "study": "上学"}
        ),
        "illness": field(
            "textarea", "什么病", 4, "二、家庭", when={"field": "troubles", "has": "ill"}
        ),
        "home": field("region", "现在住哪里", 5, "三、住处"),
        "moved_on": field("date", "哪天搬来的", 5, "三、住处"),
        "card": field("bank", "银行卡号", 6, "四、补助"),
        "scan": field("photo", "房子照片", 7, "四、补助"),
        "true": field("declaration", "我说的都是真的", 8, "四、补助"),
        "sign": field("signature", "签字", 8, "四、补助"),
    }
    kinds = ("text", "number", "money", "address")
    page, rest = 9, 78 - len(list(every_field(form_of(made))))
    for n in range(rest):
        kind = kinds[n % len(kinds)]
        asked_if = {"field": "more_0", "is": "细说"} if n % 10 == 9 else None
        made[f"more_{n}"] = field(kind, f"情况 {n + 1}", page + n // 5, "五、别的", when=asked_if)
    return form_of(made, optional=("illness",))


def published(form: Mapping[str, Any], *, code: str = "") -> ItemVersion:
    """A version of an item of its own that asks this form."""
    made = make.version(code=code, units=(1, 2, 9))
    asks = ItemVersion.objects.create(
        item=made.item,
        number=2,
        guide=make.GUIDE,
        form=keep_order(form),
        case_kind="promised",
        promised_limit=made.promised_limit,
        statutory_limit=made.statutory_limit,
        published_at=make.LONG_AGO,
    )
    ServiceItem.objects.filter(pk=made.item_id).update(current=asks)
    asks.item.refresh_from_db()
    return asks


def typed(form: Mapping[str, Any], answers: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The answers as a page sends them."""
    sent: dict[str, Any] = {}
    for name, rule in in_order(form):
        if name not in answers:
            continue
        sent |= _typed(f"{prefix}{name}", rule, answers[name])
    return sent


def _typed(name: str, rule: Mapping[str, Any], value: Any) -> dict[str, Any]:
    if is_table(rule):
        rows = [typed(rule["items"], row, f"{name}-{n}-") for n, row in enumerate(value)]
        return {key: one for row in rows for key, one in row.items()}
    if kind_of(rule) == "date":
        day = date.fromisoformat(value)
        return {f"{name}_0": day.year, f"{name}_1": day.month, f"{name}_2": day.day}
    if kind_of(rule) == "region":
        return {f"{name}_words": value["place"], f"{name}_detail": value.get("detail", "")}
    if kind_of(rule) == "photo":
        return {name: "on"}
    return {name: "on" if value is True else value}
