"""代办的预填: what was just told, and what this agent wrote before for the same person; no more."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.models import Person
from bianmin.audit.models import Event
from bianmin.cases.commands.intake import submit_case
from bianmin.cases.models import Case
from bianmin.catalogue.models import ItemVersion
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.roles import RoleKind
from tests import make
from tests.long_form import field, form_of, published
from tests.make import MONDAY_9AM
from tests.web.entrance.doors import sent_digits
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
CARD = "6217000000000000000"
PEOPLE = {"spouse": "配偶", "child": "子女"}


def members(label: str, **more: dict[str, Any]) -> dict[str, Any]:
    row = {
        "name": field("name", "姓名", 1),
        "id_number": field("id_number", "身份证号", 1),
        "relation": field("choice", "是您的什么人", 1, labels=PEOPLE),
    }
    return field("table", label, 1, items=form_of(row | more))


def version(label: str = "一起生活的家里人", **more: dict[str, Any]) -> ItemVersion:
    rules = {
        "sex": field("choice", "性别", 1, labels={"m": "男", "f": "女"}),
        "phone": field("phone", "打哪个电话", 1),
        "pay": field("choice", "怎么发", 1, labels={"bank": "打卡", "cash": "现金"}),
        "card": field("bank", "卡号", 1, when={"field": "pay", "is": "bank"}),
        "job": field("text", "做什么工作", 1),
        "people": members(label, **more),
    }
    for name, source in {
        "sex": "person.sex",
        "phone": "person.phone",
        "card": "person.bank",
        "job": "earlier",
        "people": "household",
    }.items():
        rules[name]["x-bianmin"]["prefill"] = source
    return published(form_of(rules))


def answers(**other: Any) -> dict[str, Any]:
    son = {"name": "王小山", "id_number": make.id_number(8), "relation": "child"}
    told = {"sex": "f", "phone": "13800000009", "card": CARD, "pay": "bank", "job": "务农"}
    return told | {"people": [son]} | other


def handed_in(town: Township, by: Any, of: ItemVersion, applicant: Any, **other: Any) -> Case:
    wanted = make.application(
        town.center, town.village, intake=town.station, of=of, applicant=applicant,
        agent=by.person, answers=answers(**other),
    )  # fmt: skip
    return submit_case(wanted, channel="agent", by=make.actor(by), at=MONDAY_9AM).case


def shown(agent: Browser, town: Township, of: ItemVersion, **person: str) -> str:
    """The answers page, as the agent sees it after naming the person."""
    at = agent.post("/field/new/", item=of.item.code)["Location"]
    sent = {"phone": "13800000000", "place": str(town.village.pk), "consent": "on"} | person
    answer = agent.post(at, **sent)
    return agent.get(answer["Location"]).content.decode()


def test_an_agent_is_offered_what_was_told_and_what_they_wrote_before(
    agent: Browser, town: Township, world: World
) -> None:
    of, her = version(), make.person("王桂英", village=town.village)
    who = {"name": "王桂英", "id_number": her.id_number.clear()}
    make.submitted(
        town.center, town.village, of=of, applicant=her, answers=answers(job="开超市")
    )  # her own, online
    page = shown(agent, town, of, **who)
    assert "已填好：前面“替谁办”里填的" in page and 'value="13800000000"' in page
    for hers in (CARD, "开超市", "王小山", "13800000009"):
        assert hers not in page

    mine = town.staff[RoleKind.AGENT]
    handed_in(town, mine, of, her)
    other = version("要参保的人", year=field("text", "去年在哪", 1))
    page = shown(agent, town, other, **who)
    assert "您 2026年3月 替本人办“高龄津贴”时填的" in page
    assert 'value="务农"' in page and 'value="王小山"' in page, "as far as both ask alike"
    assert CARD not in page, "what the register holds is the person's and the window's"
    read = Event.objects.filter(unit=1, subject=f"person:{her.pk}", action="prefill").latest("id")
    assert (read.facts["fields"], read.facts["item"]) == (["job", "people"], other.item.code)

    before = Event.objects.filter(unit=1, action="prefill").count()
    assert "务农" not in shown(agent, town, of, **who | {"name": "王桂芳"})
    neighbour = Browser(world.townships["古楼街道"].staff[RoleKind.AGENT])
    elsewhere = world.townships["古楼街道"]
    assert "务农" not in shown(neighbour, elsewhere, of, **who)
    events = Event.objects.filter(unit=1, action="prefill")
    assert events.count() == before + 1
    assert events.latest("id").facts["fields"] == [], "the neighbour wrote nothing for her"


def test_the_persons_own_word_opens_what_is_registered(
    agent: Browser, town: Township, world: World
) -> None:
    of, her = version(), make.person("王桂英", phone="13900000001", village=town.village)
    Person.objects.filter(pk=her.pk).update(bank_account=CARD)
    make.submitted(town.center, town.village, of=of, applicant=her, answers=answers(job="开超市"))
    who = {"name": "王桂英", "id_number": her.id_number.clear(), "place": str(town.village.pk)}
    at = agent.post("/field/new/", item=of.item.code)["Location"].removesuffix("person/")

    def named(**other: str) -> str:
        agent.post(f"{at}person/", **{**who, "phone": "13900000001", "consent": "on"} | other)
        return agent.get(f"{at}answers/").content.decode()

    for other in ({"phone": "13800000009"}, {"name": "王桂芳"}):
        assert "本人登记过" not in named(**other), "nothing is told of who is registered"
        assert agent.post(f"{at}consent-code/").status_code == 404
    page = named()
    assert "发验证码给本人" in page and "开超市" not in page
    assert agent.post(f"{at}consent-code/").status_code == 302
    sent = OutgoingMessage.objects.get(template="prefill_code", unit=0)
    assert sent.to.clear() == "13900000001"
    neighbour = Browser(world.townships["古楼街道"].staff[RoleKind.AGENT])
    assert neighbour.post(f"{at}consent/", code=sent_digits()).status_code == 404
    wrong = agent.post(f"{at}consent/", code=f"{(int(sent_digits()) + 1) % 10**6:06d}")
    assert wrong.status_code == 422 and "验证码不对" in text_of(wrong)
    assert "开超市" not in wrong.content.decode()

    assert agent.post(f"{at}consent/", code=sent_digits()).status_code == 302
    page = agent.get(f"{at}answers/").content.decode()
    assert "本人同意了" in page and 'value="开超市"' in page
    assert CARD not in page, "how the money comes has not been answered"
    agent.post(f"{at}answers/", sex="f", phone="13900000001", pay="bank", job="开超市")
    read = Event.objects.filter(unit=1, subject=f"person:{her.pk}", action="prefill").latest("id")
    assert (read.facts["consent"], "job" in read.facts["fields"]) == ("code", True)
    assert "开超市" not in named(name="王桂芳"), "another name closes it again"


def test_who_is_not_registered_is_filled_in_from_the_card_alone(
    agent: Browser, town: Township
) -> None:
    number = make.id_number(7)
    page = shown(agent, town, version(), name="李秀兰", id_number=number)
    assert "前面“替谁办”里填的" in page and "checked" in page, "the sex, from the number"
    assert not Event.objects.filter(unit=1, action="prefill").exists()
    person = shown(agent, town, version(), name="李秀兰", id_number=number)
    assert "不对就改" in person
    assert "务农" not in text_of(agent.get("/field/"))
