"""A question in writing reaches the centre of the asker's township, and its answer the asker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from bianmin.accounts.models import User
from bianmin.feedback.asking import forget_questions
from bianmin.feedback.models import Question
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.roles import RoleKind
from tests import world
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    """Made once, rolled back after the module; what a test writes is rolled back before."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture
def cast(built: world.World, db: None) -> world.World:
    return built


def clerk(cast: world.World, town: str = "河湾镇") -> User:
    return cast.townships[town].staff[RoleKind.CLERK]


def ask(client: Client, cast: world.World, words: str = "孩子上学要开什么？") -> str:
    client.get(f"/place/{cast.townships['河湾镇'].village.pk}/")
    answer = client.post("/ask/", {"_key": words, "words": words, "phone": PHONE})
    assert answer.status_code == 302, text_of(answer)  # type: ignore[arg-type]
    return str(answer["Location"])


def test_a_question_is_answered_by_the_centre_and_told_by_message(
    client: Client, cast: world.World
) -> None:
    empty = client.get("/items/", {"q": "火星移民"}).content.decode()
    assert 'href="/ask/?q=%E7%81%AB%E6%98%9F%E7%A7%BB%E6%B0%91"' in empty
    assert "火星移民" in client.get("/ask/", {"q": "火星移民"}).content.decode()
    link = ask(client, cast)
    assert "已经收到" in client.get(link).content.decode()
    window = Browser(clerk(cast))
    shown = window.get("/desk/questions/")
    assert "孩子上学要开什么？" in text_of(shown)
    assert PHONE not in shown.content.decode()
    asked = Question.objects.get(unit=1)
    path = f"/desk/questions/{asked.pk}/answer/"
    assert window.post(path, **{f"a{asked.pk}-words": ""}).status_code == 422
    assert window.post(path, **{f"a{asked.pk}-words": "带户口簿来就行"}).status_code == 302
    assert "带户口簿来就行" in client.get(link).content.decode()
    message = OutgoingMessage.objects.get(unit=1, template="answered")
    assert message.to.clear() == PHONE
    again = window.post(path, **{f"a{asked.pk}-words": "再答一次"})
    assert again.status_code == 409
    assert OutgoingMessage.objects.filter(unit=1, template="answered").count() == 1


def test_another_township_sees_nothing_and_answers_nothing(
    client: Client, cast: world.World
) -> None:
    ask(client, cast)
    asked = Question.objects.get(unit=1)
    others = [name for name in cast.townships if name != "河湾镇"]
    for name in others:
        other = Browser(clerk(cast, name))
        assert "孩子上学" not in text_of(other.get("/desk/questions/"))
        path = f"/desk/questions/{asked.pk}/answer/"
        assert other.post(path, **{f"a{asked.pk}-words": "不归我管"}).status_code == 404
    agent = cast.townships["河湾镇"].staff[RoleKind.AGENT]
    assert Browser(agent).get("/desk/questions/").status_code == 403


def test_without_a_place_nobody_could_answer(client: Client, cast: world.World) -> None:
    page = client.get("/ask/").content.decode()
    assert "先选您的村" in page
    refused = client.post("/ask/", {"_key": "k", "words": "要问的事", "phone": PHONE})
    assert refused.status_code == 422
    assert "要问的事" in refused.content.decode()


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"words": ""}, {"words": "长" * 301}])
def test_what_was_typed_is_kept(client: Client, cast: world.World, wrong: dict[str, str]) -> None:
    client.get(f"/place/{cast.townships['河湾镇'].village.pk}/")
    given = {"_key": "k", "words": "要问的事", "phone": PHONE} | wrong
    page = client.post("/ask/", given)
    assert page.status_code == 422
    assert given["words"] in page.content.decode()
    assert not Question.objects.filter(unit=1).exists()


def test_one_telephone_asks_five_times_a_day(client: Client, cast: world.World) -> None:
    for n in range(5):
        ask(client, cast, f"第 {n} 个问题")
    sixth = client.post("/ask/", {"_key": "six", "words": "第六个", "phone": PHONE})
    assert sixth.status_code == 422
    assert "请直接打电话" in sixth.content.decode()


def test_a_wrong_link_opens_nothing(client: Client, cast: world.World) -> None:
    link = ask(client, cast)
    assert client.get(f"{link[:-3]}00/").status_code == 404
    assert client.get("/q/x/").status_code == 404


def test_what_was_answered_long_ago_is_forgotten(client: Client, cast: world.World) -> None:
    ask(client, cast)
    asked = Question.objects.get(unit=1)
    later = MONDAY_9AM + timedelta(days=400)
    assert forget_questions(at=later) == 0
    path = f"/desk/questions/{asked.pk}/answer/"
    Browser(clerk(cast)).post(path, **{f"a{asked.pk}-words": "带户口簿来就行"})
    assert forget_questions(at=later) == 1
