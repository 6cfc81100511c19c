"""The agent: takes a case at the kitchen table, mends and delivers what they carried."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bianmin.accounts.models import Grant
from bianmin.audit.models import Event
from bianmin.cases.commands import closing, intake, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case, CaseMaterial, Draft
from bianmin.files.models import StoredFile
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from bianmin.wire.models import IdempotentAnswer
from tests import make
from tests.long_form import long_form, published
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
CARD = make.id_number(7)
FIELDS = {"receiver": "王桂英", "paper-account": "on", "band": "80-89"}
GAP = Gap("account", "银行卡", "没有交", "请补交银行卡")


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Any) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile("身份证.jpg", out.getvalue(), "image/jpeg")


def person(town: Township, **other: str) -> dict[str, str]:
    return {
        "name": "王桂英",
        "id_number": CARD,
        "phone": "13800000000",
        "place": str(town.village.pk),
        "consent": "on",
    } | other


def begun(agent: Browser, world: World) -> str:
    answer = agent.post("/field/new/", item=world.version.item.code)
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"].removesuffix("person/")


def filled(agent: Browser, world: World, town: Township) -> str:
    at = begun(agent, world)
    assert agent.post(f"{at}person/", **person(town)).status_code == 302
    assert agent.post(f"{at}answers/", band="80-89").status_code == 302
    assert agent.post(f"{at}photos/", id_card=photo()).status_code == 302
    return at


def carried(agent: Browser, town: Township, **rest: Any) -> Case:
    account = town.staff[RoleKind.AGENT]
    wanted = make.application(
        town.center, town.village, intake=town.station, agent=account.person, **rest
    )
    by = make.actor(account)
    return intake.submit_case(wanted, channel="agent", by=by, at=MONDAY_9AM).case


def now(case: Case) -> Case:
    return Case.objects.get(unit=case.unit, pk=case.pk)


def test_four_pages_make_a_case(world: World, town: Township, agent: Browser) -> None:
    at = filled(agent, world, town)
    checked = text_of(agent.get(f"{at}check/"))
    assert "王桂英" in checked and "80-89" in checked and "已拍" in checked

    answer = agent.post(f"{at}check/")

    case = Case.objects.get(unit=1)
    assert answer["Location"] == f"/field/cases/{case.number}/"
    assert (case.state, case.channel) == (State.SUBMITTED, "agent")
    assert (case.site, case.intake_site, case.village) == (town.center, town.station, town.village)
    assert case.agent == town.staff[RoleKind.AGENT].person
    assert case.applicant.name.clear() == "王桂英"
    statuses = CaseMaterial.objects.filter(unit=1, case_id=case.pk).values_list("key", "status")
    assert dict(statuses) == {"id_card": "received", "account": "missing", "hukou": "shared"}


def test_the_villager_is_told_and_the_draft_is_gone(
    world: World, town: Township, agent: Browser
) -> None:
    agent.post(f"{filled(agent, world, town)}check/")

    case = Case.objects.get(unit=1)
    assert OutgoingMessage.objects.filter(unit=1).count() == 1
    assert not Draft.objects.filter(unit=1).exists()
    assert StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").count() == 1
    assert not StoredFile.objects.filter(unit=1, owner__startswith="draft:").exists()


def test_sending_twice_makes_one_case(world: World, town: Township, agent: Browser) -> None:
    at = filled(agent, world, town)
    key = "11111111-1111-4111-8111-111111111111"

    one, two = agent.post(f"{at}check/", _key=key), agent.post(f"{at}check/", _key=key)

    assert one["Location"] == two["Location"]
    assert Case.objects.filter(unit=1).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"id_number": "371502"}, "身份证"),
        ({"phone": "12"}, "手机号"),
        ({"consent": ""}, "愿不愿意"),
        ({"place": "0"}, "哪个村"),
    ],
    ids=str,
)
def test_nothing_typed_is_lost(
    world: World, town: Township, agent: Browser, wrong: dict[str, str], sentence: str
) -> None:
    at = begun(agent, world)

    answer = agent.post(f"{at}person/", **person(town, **wrong))

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'value="王桂英"' in answer.content.decode()


def test_a_name_that_is_not_the_registered_one_sends_back_to_the_person(
    world: World, town: Township, agent: Browser
) -> None:
    known = make.person("王桂芳")
    at = begun(agent, world)
    agent.post(f"{at}person/", **person(town, id_number=known.id_number.clear()))
    agent.post(f"{at}answers/", band="80-89")

    answer = agent.post(f"{at}check/")

    assert answer.status_code == 422
    assert "姓名和身份证号对不上" in text_of(answer)
    assert Draft.objects.filter(unit=1).exists()


def test_what_is_no_photograph_is_told_and_the_draft_stays(
    world: World, town: Township, agent: Browser
) -> None:
    at = begun(agent, world)

    answer = agent.post(f"{at}photos/", id_card=SimpleUploadedFile("a.jpg", b"MZ\x90\x00" * 40))

    assert answer.status_code == 422
    assert not StoredFile.objects.filter(unit=1).exists()
    assert agent.get(f"{at}photos/").status_code == 200


def test_a_draft_is_its_agents_alone(world: World, town: Township, agent: Browser) -> None:
    at = filled(agent, world, town)
    other = Browser(world.townships["古楼街道"].staff[RoleKind.AGENT])

    for page in ("person/", "answers/", "photos/", "check/"):
        assert other.get(f"{at}{page}").status_code == 404
    assert other.post(f"{at}check/").status_code == 404
    assert other.post(f"{at}discard/").status_code == 404
    assert not Case.objects.filter(unit=1).exists()


def test_who_must_come_in_person_is_only_accompanied(
    world: World, town: Township, agent: Browser
) -> None:
    version = make.version(presence=True)

    page = agent.get("/field/new/", item=version.item.code)
    answer = agent.post("/field/new/", item=version.item.code)

    assert "只能帮办陪同" in text_of(page)
    assert "开始代办" not in text_of(page)
    assert answer.status_code == 403
    assert "必须本人到场" in text_of(answer)
    assert not Draft.objects.filter(unit=1).exists()
    assert not Case.objects.filter(unit=1).exists()


def test_the_day_sorts_what_is_to_do(world: World, town: Township, agent: Browser) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    fetch = carried(agent, town)
    CaseMaterial.objects.filter(unit=1, case_id=fetch.pk, key="account").update(status="missing")
    mend = intake.receive_case(carried(agent, town), by=clerk, at=MONDAY_9AM)
    review.request_correction(mend, [GAP], by=clerk, at=MONDAY_9AM)
    quiet = carried(agent, town)

    today = agent.get("/field/").context["today"]

    numbers = [[line.case.number for line in part] for part in (today.to_mend, today.to_fetch)]
    assert numbers == [[mend.number], [fetch.number]]
    assert [line.case.number for line in today.elsewhere] == [quiet.number]
    assert today.to_do == 2


def test_thirty_cases_cost_as_many_queries_as_one(town: Township, agent: Browser) -> None:
    carried(agent, town)
    agent.get("/field/")
    with CaptureQueriesContext(connection) as one:
        agent.get("/field/")
    for _ in range(9):
        carried(agent, town)

    with CaptureQueriesContext(connection) as ten:
        agent.get("/field/")

    assert len(ten) == len(one)


def test_what_was_fetched_goes_back_to_town(town: Township, agent: Browser) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    case = intake.receive_case(carried(agent, town), by=clerk, at=MONDAY_9AM)
    review.request_correction(case, [GAP], by=clerk, at=MONDAY_9AM)
    assert "请补交银行卡" in text_of(agent.get(f"/field/cases/{case.number}/"))

    nothing = agent.post(f"/field/cases/{case.number}/correction/")
    answer = agent.post(f"/field/cases/{case.number}/correction/", **{"photo-account": photo()})

    assert (nothing.status_code, answer.status_code) == (422, 302)
    assert now(case).state == State.RECEIVED
    assert StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").count() == 1


def test_what_was_given_back_is_sent_again(town: Township, agent: Browser) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    case = carried(agent, town)
    review.return_case(case, [GAP], by=clerk, at=MONDAY_9AM)

    path = f"/field/cases/{case.number}/resubmission/"
    asked = agent.get(path)
    refused = agent.post(path, band="")
    answer = agent.post(path, band="90-99", **{"photo-account": photo()})

    assert "请补交银行卡" in text_of(asked) and "重拍银行卡" in text_of(asked)
    assert (refused.status_code, answer.status_code) == (422, 302)
    assert (now(case).state, now(case).answers.clear()) == (State.SUBMITTED, {"band": "90-99"})
    assert StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").count() == 1


def test_no_photograph_sends_nothing_again(town: Township, agent: Browser) -> None:
    case = carried(agent, town)
    review.return_case(case, [GAP], by=make.actor(town.staff[RoleKind.CLERK]), at=MONDAY_9AM)
    broken = SimpleUploadedFile("a.jpg", b"MZ\x90\x00" * 40, "image/jpeg")

    answer = agent.post(
        f"/field/cases/{case.number}/resubmission/", band="90-99", **{"photo-account": broken}
    )

    assert answer.status_code == 422
    assert now(case).state == State.RETURNED
    assert not StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").exists()


def test_the_agent_takes_back_what_the_villager_no_longer_wants(
    town: Township, agent: Browser
) -> None:
    case = carried(agent, town)
    path = f"/field/cases/{case.number}/withdrawal/"

    unasked = agent.post(path, reason="本人不想办了")
    answer = agent.post(path, reason="本人不想办了", consent="on")

    assert (unasked.status_code, answer.status_code) == (422, 302)
    assert "问过本人" in text_of(unasked)
    event = Event.objects.get(subject=f"case:{case.pk}", action="withdraw")
    assert (now(case).state, event.reason) == (State.WITHDRAWN, "本人不想办了")
    assert OutgoingMessage.objects.filter(unit=1, template="withdrawn").exists()
    assert agent.get(path).status_code == 409


def test_the_agent_brings_the_result_home(town: Township, agent: Browser) -> None:
    clerk, reviewer = (make.actor(town.staff[kind]) for kind in (RoleKind.CLERK, RoleKind.REVIEWER))
    case = intake.receive_case(carried(agent, town), by=clerk, at=MONDAY_9AM)
    review.accept_case(case, by=clerk, at=MONDAY_9AM)
    review.start_review(case, by=reviewer, at=MONDAY_9AM)
    review.grant_case(case, by=reviewer, at=MONDAY_9AM)
    closing.complete_case(case, by=clerk, at=MONDAY_9AM)
    assert [line.case for line in agent.get("/field/").context["today"].to_deliver] == [case]

    early = agent.post(f"/field/cases/{case.number}/delivery/", receiver="王桂英")
    assert agent.post(f"/field/cases/{case.number}/taking-out/").status_code == 302
    unsigned = agent.post(f"/field/cases/{case.number}/delivery/")
    neighbour = agent.post(f"/field/cases/{case.number}/delivery/", receiver="李大妈")
    answer = agent.post(f"/field/cases/{case.number}/delivery/", receiver="王桂英")

    assert early.status_code == 409  # nobody can hand over what was not taken out
    assert (unsigned.status_code, neighbour.status_code, answer.status_code) == (422, 422, 302)
    assert "关系" in text_of(neighbour)
    assert now(case).state == State.DELIVERED


def test_a_call_shows_the_number_once_and_is_noted(town: Township, agent: Browser) -> None:
    case = carried(agent, town)
    phone = case.applicant.phone.clear()
    assert phone not in agent.get("/field/").content.decode()
    assert phone not in agent.get(f"/field/cases/{case.number}/").content.decode()

    answer = agent.post(f"/field/cases/{case.number}/call/", _key="")

    assert f"tel:{phone}" in answer.content.decode()
    event = Event.objects.get(subject=f"person:{case.applicant_id}", action="reveal")
    assert event.facts["field"] == "phone"
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.parametrize(
    "verb", ["correction", "taking-out", "delivery", "call", "resubmission", "withdrawal"]
)
def test_nobody_else_acts_on_what_an_agent_carries(
    world: World, town: Township, agent: Browser, verb: str
) -> None:
    case = carried(agent, town)
    stranger = Browser(world.townships["古楼街道"].staff[RoleKind.AGENT])
    clerk = Browser(town.staff[RoleKind.CLERK])
    path = f"/field/cases/{case.number}/{verb}/"

    assert stranger.post(path, **FIELDS).status_code == 404
    assert clerk.post(path, **FIELDS).status_code == 403
    assert stranger.get(f"/field/cases/{case.number}/").status_code == 404
    assert now(case).state == State.SUBMITTED


def test_an_agent_makes_no_move_of_the_towns(town: Township, agent: Browser) -> None:
    case = carried(agent, town)

    for verb in ("receipt", "acceptance", "grant"):
        assert agent.post(f"/desk/cases/{case.number}/{verb}/").status_code == 403
    assert now(case).state == State.SUBMITTED


def test_an_item_without_a_grant_is_named_so_and_not_begun(
    agent: Browser, world: World, town: Township
) -> None:
    Grant.objects.all().delete()
    assert "还没授权" in text_of(agent.get("/field/new/"))
    page = agent.get("/field/new/", item=world.version.item.code)
    assert "这件事您还不能代办" in text_of(page)
    assert "开始代办" not in text_of(page)

    assert agent.post("/field/new/", item=world.version.item.code).status_code == 403
    assert not Draft.objects.filter(unit=town.region.unit).exists()


def test_a_draft_is_not_handed_in_when_the_grant_has_ended(
    agent: Browser, world: World, town: Township
) -> None:
    draft = filled(agent, world, town)
    Grant.objects.all().update(ends_at=MONDAY_9AM)

    assert agent.post(f"{draft}check/").status_code == 403
    assert not Case.objects.filter(unit=town.region.unit).exists()
    assert Draft.objects.filter(unit=town.region.unit).exists()


def test_a_long_form_is_asked_topic_by_topic(agent: Browser, world: World, town: Township) -> None:
    form = long_form()
    version = published(form)
    at = agent.post("/field/new/", item=version.item.code)["Location"].removesuffix("person/")
    first = agent.post(f"{at}person/", **person(town))["Location"]

    assert "婚姻状况" in text_of(agent.get(first))
    assert agent.post(first, marriage="married").status_code == 422
    shown = {"spouse-shown": "1", "spouse": "李秀兰"}
    second = agent.post(first, marriage="married", **shown)["Location"]
    assert "配偶身份证号" in text_of(agent.get(second))
    again = agent.post(first, marriage="single")["Location"]
    assert "家庭成员" in text_of(agent.get(again))
    answers = Draft.objects.filter(unit=1).get().answers.clear()
    assert answers == {"marriage": "single", "spouse": "李秀兰"}, "kept, if it should change back"
    assert "李秀兰" not in text_of(agent.get(f"{at}check/"))
