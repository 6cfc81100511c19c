"""What the API takes: a key that the contract does not name is refused, wherever it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from torture._kills.people import Neighbour, neighbours
from torture._matrix.bodies import TEXTS, example
from torture._matrix.routes import Route, operations

from bianmin.cases.models import Case

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")
EXTRA = "surprise"
VALUES = {
    "number": TEXTS[r"^LC[0-9]{15}$"],
    "code": TEXTS[r"^[0-9]{2}[0-9a-f]{32}$"],
    "parent": "1",
    "site": "1",
}


@dataclass(frozen=True)
class Spoiled:
    """A body that would be taken but for one key, and where the key stands."""

    route: Route
    body: Any
    place: str


@pytest.fixture
def me() -> Neighbour:
    return neighbours(1)[0]


def test_every_body_refuses_an_unknown_key_and_says_where_it_stands(me: Neighbour) -> None:
    asked = [one for route in operations() if route.body for one in spoiled(route)]
    assert {one.route for one in asked} == {r for r in operations() if not r.is_read}
    assert len(asked) > len({one.route for one in asked})  # some stand inside lists
    for one in asked:
        answer = send(me, one.route, one.body)
        told = answer.json()
        assert answer.status_code == 422, (one, told)
        assert answer["Content-Type"].startswith("application/problem+json")
        assert CHINESE.search(told["detail"])
        assert list(told["fields"]) == [f"body.{one.place}"], one
        assert CHINESE.search(told["fields"][f"body.{one.place}"])
    assert not Case.objects.filter(unit__gte=0).exists()


def test_every_address_refuses_a_key_that_its_query_does_not_know(me: Neighbour) -> None:
    asked = list(operations())
    assert {route.method for route in asked} == {"GET", "POST"}
    assert any(route.query for route in asked)
    for route in asked:
        body = example(route.body, route.name) if route.body else None
        answer = send(me, route, body, query=f"?{EXTRA}=1&body=1&code={VALUES['code']}")
        told = answer.json()
        assert answer.status_code == 422, (route, told)
        assert CHINESE.search(told["detail"])
        unknown = {EXTRA, "body"} | ({"code"} - set(route.query))
        assert told["fields"] == dict.fromkeys(sorted(unknown), "没有这个参数，请去掉"), route
    assert not Case.objects.filter(unit__gte=0).exists()
    (known,) = (route for route in asked if route.template == "/api/v1/items")
    assert send(me, known, None, query="?q=身份证&page=1").status_code == 200


def test_answers_and_materials_that_the_item_does_not_ask_for_are_refused(me: Neighbour) -> None:
    (submit,) = (route for route in operations() if route.template == "/api/v1/cases")
    good = {
        "item": me.item,
        "village": me.village,
        "answers": {"band": "80-89"},
        "materials": {"id_card": "received"},
    }
    for name in ("answers", "materials"):
        body = good | {name: {**good[name], EXTRA: "received"}}  # type: ignore[dict-item]
        answer = send(me, submit, body)
        assert answer.status_code == 422, name
        assert CHINESE.search(answer.json()["detail"])
    assert send(me, submit, good).status_code == 201


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "item", "缺少这一项"),
        ({"item": 1}, "item", "应为文字"),
        ({"item": "不是编码"}, "item", "格式不对"),
        ({"village": "x"}, "village", "应为整数"),
        ({"village": 0}, "village", "不能小于 1"),
        ({"contact_phone": "1" * 61}, "contact_phone", "最多 60 个字"),
        ({"contact_phone": "\x00"}, "contact_phone", "含有不能保存的字符"),
        ({"answers": []}, "answers", "应为对象"),
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_words(
    me: Neighbour, body: Any, field: str, words: str
) -> None:
    (submit,) = (route for route in operations() if route.template == "/api/v1/cases")
    answer = send(me, submit, body)
    assert answer.status_code == 422
    assert words in answer.json()["fields"][f"body.{field}"]


def send(me: Neighbour, route: Route, body: Any, *, query: str = "") -> Any:
    bearer = me.clerk_bearer if "/desk/" in route.template else me.resident_bearer
    return Client().generic(
        route.method,
        route.path(VALUES) + query,
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {bearer}", "Idempotency-Key": f"{route.name}-1"},
    )


def spoiled(route: Route) -> Iterator[Spoiled]:
    """Yield the route's body with an unknown key in each of its objects, one at a time."""
    assert route.body is not None
    body = example(route.body, route.name)
    for path in _objects(route.body, body):
        one = deepcopy(body)
        target = one
        for step in path:
            target = target[step]
        target[EXTRA] = "x"
        yield Spoiled(route, one, ".".join(map(str, (*path, EXTRA))))


def _objects(schema: Mapping[str, Any], body: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every object with keys of its own; free ones are judged by commands."""
    if schema.get("type") == "array":
        for number, one in enumerate(body):
            yield from ((number, *path) for path in _objects(schema["items"], one))
    elif "properties" in schema:
        yield ()
        for name, inner in schema["properties"].items():
            if name in body:
                yield from ((name, *path) for path in _objects(inner, body[name]))
