"""What is sent: a body that would be taken if the sender had the right.

A refusal because of the form would hide one that is missing because of the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torture._matrix.planting import Home
from torture._matrix.routes import Route

FORM: dict[str, Any] = {
    "reason": "依法办理，理由写明",
    "result": "符合条件",
    "law": "实施办法第三条",
    "alternatives": "可以补正",
    "category": "B",
    "basis": "依法听证",
    "kind": "hearing",
    "expected_workdays": "3",
    "document": "聊听〔2026〕1号",
    "workdays": "3",
    "second_reason": "后来才知道",
    "decision": "approve",
    "mode": "pickup",
    "receiver": "张三",
    "field": "phone",
    "level": "5",
    "opinion": "同意",
    "words": "办理",
    "band": "80-89",
    "account": "received",
    "id_card": "received",
    "account_what": "银行卡",
    "account_why": "没有交",
    "account_how": "请补交",
}
"""The fields of all forms together; a form takes those it knows."""

TEXTS = {
    r"^[A-Za-z0-9-]{1,33}$": "T-0001",
    r"^LC[0-9]{15}$": "LC012026030200001",
    r"^[0-9]{12}$": "202603031000",
    r"^[0-9]{2}[0-9a-f]{32}$": "01" + "0" * 32,
}
"""An example for each pattern of the contract."""


def form_for(home: Home | None) -> dict[str, Any]:
    """Return the fields of a page's form, asking for people of the township if one is named."""
    return dict(FORM) if home is None else FORM | looked_for(home)


def looked_for(home: Home) -> dict[str, str]:
    """Return what one would type to find somebody of the township."""
    who = home.town.villager
    return {
        "words": who.phone.clear(),
        "id_number": who.id_number.clear(),
        "phone": who.phone.clear(),
        "q": home.cases["online"].number,
        "number": home.cases["online"].number,
        "township": str(home.town.region.pk),
        "site": str(home.town.center.pk),
        "unit": str(home.town.region.unit),
        "village": str(home.town.village.pk),
        "next": "/desk/",
    }


def json_for(route: Route) -> Any:
    return None if route.body is None else example(route.body, route.name)


def example(schema: Mapping[str, Any], where: str) -> Any:
    """Return a value that the schema allows; AssertionError when the walk knows none."""
    if "anyOf" in schema:
        return example(schema["anyOf"][0], where)
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties", {})
        required = schema.get("required", [])
        return {name: example(properties[name], f"{where}.{name}") for name in required}
    if kind == "array":
        return [example(schema["items"], where)]
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return True
    return _text(schema, where)


def _text(schema: Mapping[str, Any], where: str) -> str:
    pattern = schema.get("pattern")
    if pattern is None:
        name = where.rpartition(".")[2]
        return str(FORM.get(name, "deny" if name == "action" else "按实际情况"))
    if pattern not in TEXTS:
        raise AssertionError(
            f"{where} has the pattern {pattern}, of which the access matrix knows no example: "
            "add one to TEXTS in torture/_matrix/bodies.py"
        )
    return TEXTS[pattern]
