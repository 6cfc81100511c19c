"""The window: one page takes, accepts and prints, and loses nothing that was typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bianmin.accounts.models import Grant
from bianmin.audit.models import Event
from bianmin.cases.models import Case, CaseMaterial, Notice, Undertaking
from bianmin.cases.policies import NOT_GRANTED
from bianmin.cases.prefill_policies import NOT_AS_REGISTERED
from bianmin.messaging.models import OutgoingMessage
from bianmin.ops.demo.answers import plausible_answers
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from bianmin.wire.models import IdempotentAnswer
from tests import make
from tests.cases.test_undertakings import version_with
from tests.long_form import field, form_of, long_form, published
from tests.long_form import typed as typed_form
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
CARD = make.id_number(7)


def typed(world: World, town: Township, **other: str) -> dict[str, str]:
    return {
        "item": world.version.item.code,
        "version": str(world.version.number),
        "id_number": CARD,
        "name": "王桂英",
        "phone": "13800000000",
        "place": str(town.village.pk),
        "a-band": "80-89",
        "m-id_card": "on",
        "act": "accept",
    } | other


def the_case(unit: int = 1) -> Case:
    return Case.objects.get(unit=unit)


def test_one_key_takes_accepts_and_prints(world: World, town: Township, clerk: Browser) -> None:
    answer = clerk.post("/desk/intake/", **typed(world, town))

    case = the_case()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.number}/slip/")
    assert (case.state, case.channel, case.site) == (State.ACCEPTED, "counter", town.center)
    assert (case.answers.clear(), case.village) == ({"band": "80-89"}, town.village)
    assert case.applicant.name.clear() == "王桂英"
    statuses = CaseMaterial.objects.filter(unit=1, case_id=case.pk).values_list("key", "status")
    assert dict(statuses) == {"id_card": "received", "account": "missing", "hukou": "shared"}


def test_the_slip_shows_code_and_link_once(world: World, town: Township, clerk: Browser) -> None:
    answer = clerk.post("/desk/intake/", **typed(world, town))
    case = the_case()

    first = text_of(clerk.get(answer["Location"]))
    again = text_of(clerk.get(answer["Location"]))

    assert case.number in first and f"/t/{case.tracking.clear()}/" in first
    assert "查询码只印这一次" in first
    assert case.number in again and case.tracking.clear() not in again


def test_receiving_alone_leaves_the_case_to_be_accepted(
    world: World, town: Township, clerk: Browser
) -> None:
    clerk.post("/desk/intake/", **typed(world, town, act="receive"))

    assert the_case().state == State.RECEIVED


def test_one_key_accepts_on_a_promise_what_may_come_later(
    world: World, town: Township, clerk: Browser
) -> None:
    version = version_with(need=3)
    sent = typed(world, town, item=version.item.code, version="1", act="promise", workdays="5")
    assert "容缺受理" in text_of(clerk.get("/desk/intake/", item=version.item.code))
    plain = clerk.post("/desk/intake/", **sent | {"act": "accept"})
    assert "由申请人签承诺书" in text_of(plain)
    late = clerk.post("/desk/intake/", **sent | {"workdays": "99"})
    assert late.status_code == 422 and "20" in text_of(late)
    whole = clerk.post("/desk/intake/", **sent | {"m-account": "on"})
    assert "请按 F9 受理" in text_of(whole)
    assert not Case.objects.filter(unit=1).exists()

    answer = clerk.post("/desk/intake/", **sent)
    case = the_case()
    promise = Undertaking.objects.get(unit=1, case=case)
    assert (case.state, promise.key, promise.due_on) == (
        State.ACCEPTED,
        "account",
        date(2026, 3, 9),
    )
    slip = clerk.get(answer["Location"]).content.decode()
    notice = Notice.objects.get(unit=1, case=case, kind="deferred")
    assert f"/documents/{notice.pk}.pdf" in slip and "打印容缺受理承诺书" in slip

    Undertaking.objects.filter(unit=1).update(missed_at=MONDAY_9AM)
    barred = clerk.post("/desk/intake/", **sent)
    assert barred.status_code == 422 and "这次不能再容缺" in text_of(barred)
    assert Case.objects.filter(unit=1).count() == 1


def test_telling_once_leads_to_the_list(world: World, town: Township, clerk: Browser) -> None:
    answer = clerk.post("/desk/intake/", **typed(world, town, act="tell"))

    assert answer["Location"] == f"/desk/cases/{the_case().number}/#correction-request"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"id_number": CARD[:-1] + ("0" if CARD[-1] != "0" else "1")}, "身份证"),
        ({"phone": "1380000"}, "手机号"),
        ({"a-band": ""}, "请选一个"),
        ({"place": "0"}, "住哪里"),
        ({"act": ""}, "按 F9 受理"),
        ({"version": "9"}, "新版指南"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_nothing_typed_is_lost(
    world: World, town: Township, clerk: Browser, wrong: dict[str, str], sentence: str
) -> None:
    sent = typed(world, town) | {"a-note": "老人行动不便"} | wrong

    answer = clerk.post("/desk/intake/", **sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    for name in ("id_number", "name", "phone"):
        assert not sent[name] or f'value="{sent[name]}"' in page
    assert "老人行动不便" in page
    assert not Case.objects.filter(unit=1).exists()


def test_a_name_that_is_not_the_registered_one_is_told_at_its_field(
    world: World, town: Township, clerk: Browser
) -> None:
    registered = make.person("王桂英")
    sent = typed(world, town, id_number=registered.id_number.clear(), name="王桂芳")

    answer = clerk.post("/desk/intake/", **sent)

    assert answer.status_code == 422
    assert "姓名和身份证号对不上" in text_of(answer)
    assert "王桂芳" in answer.content.decode()


def test_a_failed_acceptance_takes_nothing_in(
    world: World, town: Township, monkeypatch: pytest.MonkeyPatch, clerk: Browser
) -> None:
    from bianmin.cases.commands.moving import CaseMoved
    from bianmin.web.desk.views import intake

    def moved(*_: object, **__: object) -> None:
        raise CaseMoved("该办件刚被他人处理，请刷新后再看")

    monkeypatch.setattr(intake, "accept_case", moved)

    answer = clerk.post("/desk/intake/", **typed(world, town))

    assert answer.status_code == 409
    assert not Case.objects.filter(unit=1).exists()
    assert not OutgoingMessage.objects.filter(unit=1).exists()


def test_the_same_key_takes_once(world: World, town: Township, clerk: Browser) -> None:
    sent = typed(world, town) | {"_key": "11111111-1111-4111-8111-111111111111"}

    one, two = clerk.post("/desk/intake/", **sent), clerk.post("/desk/intake/", **sent)

    assert one["Location"] == two["Location"]
    assert Case.objects.filter(unit=1).count() == 1


def test_a_station_takes_in_what_its_centre_handles(world: World, town: Township) -> None:
    browser = Browser(town.staff[RoleKind.STATION_CLERK])

    answer = browser.post("/desk/intake/", **typed(world, town, act="receive"))

    case = the_case()
    assert answer.status_code == 302
    assert (case.intake_site, case.site) == (town.station, town.center)


def test_a_window_takes_nobody_of_another_township(
    world: World, town: Township, clerk: Browser
) -> None:
    elsewhere = world.townships["古楼街道"].village

    answer = clerk.post("/desk/intake/", **typed(world, town, place=str(elsewhere.pk)))

    assert answer.status_code == 422
    assert not Case.objects.filter(unit=1).exists()


def test_reviewers_have_no_window(world: World, town: Township) -> None:
    browser = Browser(town.staff[RoleKind.REVIEWER])

    assert browser.get("/desk/intake/").status_code == 403
    assert browser.post("/desk/intake/", **typed(world, town)).status_code == 403


def test_an_item_is_found_by_the_initials_of_its_pinyin(
    world: World, town: Township, clerk: Browser
) -> None:
    page = clerk.get("/desk/intake/", words="gljt")

    assert [item.code for item, *_ in page.context["items"]] == [world.version.item.code]


def test_what_is_known_of_a_person_is_never_kept_as_an_answer(
    town: Township, clerk: Browser
) -> None:
    person = make.person("王桂英")
    case = make.submitted(town.center, town.village, applicant=person).case

    answer = clerk.post("/desk/intake/person/", id_number=person.id_number.clear(), _key="")

    assert "王桂英" in text_of(answer)
    assert f"/desk/cases/{case.number}/" in answer.content.decode()
    assert person.id_number.clear() not in answer.content.decode()
    assert not IdempotentAnswer.objects.exists()


def test_a_window_is_not_told_who_lives_in_another_unit(
    world: World, town: Township, clerk: Browser
) -> None:
    there = world.townships["东城街道"]
    stranger = make.person("李秀兰", village=there.village)

    def asked() -> str:
        number = stranger.id_number.clear()
        return text_of(clerk.post("/desk/intake/person/", id_number=number, _key=""))

    assert "李秀兰" not in asked()
    assert "第一次来办事" in asked()
    make.submitted(town.center, town.village, applicant=stranger)
    assert "李秀兰" in asked()


def test_revealing_asks_why_shows_once_and_leaves_a_trace(town: Township, clerk: Browser) -> None:
    person = make.person("王桂英")
    case = make.submitted(town.center, town.village, applicant=person).case
    url = f"/desk/cases/{case.number}/"
    masked_page = clerk.get(url).content.decode()
    assert person.id_number.clear() not in masked_page
    assert person.phone.clear() not in masked_page

    silent = clerk.post(f"{url}personal-data/", field="id_number", reason="", _key="")
    told = clerk.post(f"{url}personal-data/", field="id_number", reason="核对证件", _key="")

    assert silent.status_code == 422
    assert person.id_number.clear() in text_of(told)
    event = Event.objects.get(subject=f"person:{person.pk}", action="reveal")
    assert event.reason == "核对证件"
    assert not IdempotentAnswer.objects.exists()


def test_the_clock_is_told_day_by_day(world: World, town: Township, clerk: Browser) -> None:
    clerk.post("/desk/intake/", **typed(world, town))

    page = text_of(clerk.get(f"/desk/cases/{the_case().number}/clock/"))

    assert "承诺时限：5个工作日" in page and "法定时限：20个工作日" in page
    assert "起算日不计入" in page and "2026年3月9日（周一）" in page


def test_an_item_without_a_grant_is_named_so_and_not_taken(
    world: World, town: Township, clerk: Browser
) -> None:
    Grant.objects.all().delete()
    page = clerk.get("/desk/intake/", item=world.version.item.code)
    assert "没有授权" in text_of(page)
    assert NOT_GRANTED in text_of(page)

    answer = clerk.post("/desk/intake/", **typed(world, town))

    assert answer.status_code == 403
    assert not Case.objects.filter(unit=town.region.unit).exists()


def test_a_long_form_is_taken_in_on_one_screen(town: Township, clerk: Browser) -> None:
    form = long_form()
    version = published(form)
    place = {"place": "东昌府区 河湾镇 柳庄村", "region": town.village.pk}
    answers = plausible_answers(form) | {"marriage": "single", "home": place}
    who = {"id_number": CARD, "name": "王桂英", "phone": "13800000000"}
    whose = who | {"place": str(town.village.pk), "version": str(version.number)}
    sent = {"item": version.item.code, "act": "receive"} | whose | typed_form(form, answers, "a-")

    look = clerk.post("/desk/intake/", **(sent | {"act": "look", "a-marriage": "married"}))
    assert look.status_code == 422
    page = look.content.decode()
    assert 'name="a-spouse"' in page
    assert 'value="王桂英"' in page
    assert "有几处要改一改" not in page
    row = clerk.post("/desk/intake/", **(sent | {"row": "a-members+"})).content.decode()
    assert f'name="a-members-{len(answers["members"])}-name"' in row

    taken = clerk.post("/desk/intake/", **sent)
    assert taken.status_code == 302, text_of(taken)
    case = Case.objects.filter(unit=1).get()
    assert case.answers.clear()["scan"] == ["paper"]
    assert case.answers.clear()["members"] == answers["members"]
    seen = text_of(clerk.get(f"/desk/cases/{case.number}/"))
    assert answers["card"] not in seen
    assert answers["members"][0]["id_number"] not in seen
    assert "已交纸质" in seen


def asked_at_the_window() -> dict[str, Any]:
    rules = {
        "sex": field("choice", "性别", 1, labels={"m": "男", "f": "女"}),
        "home": field("region", "现在住哪里", 1),
        "card": field("bank", "卡号", 2),
        "married": field("choice", "结婚了吗", 2, labels={"yes": "结了", "no": "没有"}),
        "spouse": field("name", "配偶姓名", 2, when={"field": "married", "is": "yes"}),
        "job": field("text", "做什么工作", 2),
    }
    sources = {"sex": "person.sex", "home": "person.place", "job": ""}
    for name, rule in rules.items():
        rule["x-bianmin"]["prefill"] = sources.get(name, "earlier")
    return form_of(rules)


def test_what_is_known_joins_what_was_typed_and_who_read_it_is_kept(
    town: Township, clerk: Browser
) -> None:
    version = published(asked_at_the_window())
    her = make.person("王桂英", village=town.village)
    before: dict[str, Any] = {
        "sex": "f",
        "card": "6217000000000001234",
        "married": "yes",
        "spouse": "李大山",
    }
    before |= {"job": "务农", "home": {"region": 1, "place": "柳庄村"}}
    make.submitted(town.center, town.village, of=version, applicant=her, answers=before)
    sent = {"item": version.item.code, "version": "2", "a-card": "6217"}
    sent["id_number"] = her.id_number.clear()

    stranger = clerk.post("/desk/intake/", **sent, name="李四", fill="1")
    assert NOT_AS_REGISTERED in text_of(stranger)
    assert "李大山" not in stranger.content.decode()

    shown = clerk.post("/desk/intake/", **sent, name="王桂英", fill="1")
    page, html = text_of(shown), shown.content.decode()
    assert shown.status_code == 422
    assert "照登记的填了 4 项" in page, "the card had been typed, the job is nowhere"
    assert "本人 2026年3月 办“高龄津贴”时填的" in page
    assert 'value="6217"' in html, "what was typed stays"
    assert 'value="东昌府区 河湾镇 柳庄村"' in html
    assert 'value="李大山"' in html, "a condition is met by what was filled in"
    assert "还没填" not in page

    read = Event.objects.filter(unit=1, subject=f"person:{her.pk}", action="prefill").get()
    assert read.facts["item"] == version.item.code
    assert read.facts["fields"] == ["card", "home", "married", "sex", "spouse"]


def test_nobody_unknown_here_is_filled_in(town: Township, clerk: Browser) -> None:
    version = published(asked_at_the_window())
    sent = {"item": version.item.code, "id_number": make.id_number(9), "name": "王桂英"}
    shown = text_of(clerk.post("/desk/intake/", **sent, fill="1"))
    assert "没有登记过这个身份证号" in shown
    assert not Event.objects.filter(unit=1, action="prefill").exists()
