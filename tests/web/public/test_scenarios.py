"""情形: a villager answers a few questions and gets her own list; the case keeps it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from bianmin.cases.models import Case, CaseMaterial, Draft
from bianmin.catalogue.models import ItemVersion
from bianmin.messaging.models import OutgoingMessage
from tests import make
from tests.web.public.resident import Resident, photo
from tests.web.staff import text_of
from tests.world import Township

pytestmark = pytest.mark.django_db


@pytest.fixture
def split(town: Township) -> ItemVersion:
    return make.split_version()


def test_three_answers_lead_to_her_own_list(split: ItemVersion, wang: Resident) -> None:
    top = f"/items/{split.item.code}/"
    assert "回答几个问题，得到您的清单" in text_of(wang.get(top))
    page = text_of(wang.get(f"{top}questions/"))
    assert "谁来办？" in page
    assert "第 1 步，共 3 步" in page
    again = wang.get(f"{top}questions/", asked="who")
    assert again.status_code == 422
    assert "请选一个答案" in text_of(again)
    second = text_of(wang.get(f"{top}questions/", **{"q-who": "1", "asked": "who"}))
    assert "户口在哪里？" in second
    assert "家里人" in second  # what she said before stands below

    answers = {"q-who": "1", "q-home": "0", "q-card": "0"}
    done = wang.get(f"{top}questions/", **answers)
    assert done["Location"] == f"{top}v2/lists/third/"
    own = text_of(wang.get(done["Location"]))
    assert all(
        words in own for words in ("家里人办，有卡", "身份证", "银行卡", "3", "有银行卡吗？")
    )
    assert "户口簿" not in own


def test_an_address_that_is_none_is_not_found(split: ItemVersion, wang: Resident) -> None:
    top = f"/items/{split.item.code}/"
    for wrong in ("v2/lists/nobody/", "v1/lists/first/", "v99999/lists/first/"):
        assert wang.get(f"{top}{wrong}").status_code == 404
    assert wang.get(f"/l/{split.pk}/nobody/").status_code == 404
    assert wang.get(f"/l/{split.pk}/first/")["Location"] == f"{top}v2/lists/first/"


def test_the_list_is_sent_to_the_phone_that_signed_in_and_to_no_other(
    split: ItemVersion, wang: Resident
) -> None:
    there = f"/items/{split.item.code}/v2/lists/first/"
    assert "先用短信验证码确认手机号" in text_of(wang.get(there))
    assert wang.post(f"{there}sending/").status_code in (302, 403)
    assert not OutgoingMessage.objects.filter(unit=0, template="checklist").exists()

    wang.sign_in()
    for _ in range(2):  # the same list once a day
        assert wang.post(f"{there}sending/").status_code == 302
    message = OutgoingMessage.objects.get(unit=0, template="checklist")
    assert message.params.clear()["link"] == f"/l/{split.pk}/first/"
    assert "已发到" in text_of(wang.get(there))


def test_the_case_keeps_its_scenario_and_only_its_materials(
    split: ItemVersion, town: Township, wang: Resident
) -> None:
    start = f"/apply/{split.item.code}/"
    assert wang.get(start)["Location"] == f"/items/{split.item.code}/questions/?then=apply"
    answers = {"q-who": "1", "q-home": "0", "q-card": "0", "then": "apply"}
    there = wang.get(f"/items/{split.item.code}/questions/", **answers)["Location"]
    assert there == f"{start}?scenario=third"
    assert "家里人办，有卡" in text_of(wang.get(there))
    begun = wang.post(start, place=town.village.pk, scenario="third")
    at = begun["Location"].removesuffix("topic/1/")
    assert Draft.objects.get(unit=1).scenario == "third"
    asked = wang.get(f"{at}topic/1/").content.decode()
    assert "补充说明" not in asked  # this scenario does not ask it
    assert wang.post(f"{at}topic/1/", band="80-89").status_code == 302
    assert wang.post(f"{at}papers/1/", id_card=photo(), account=photo()).status_code == 302
    wang.sign_in()
    who = {"name": "王桂英", "id_number": make.id_number(7)}
    assert wang.post(f"{at}identity/", **who).status_code == 302
    wang.post(f"{at}check/")
    case = Case.objects.get(unit=1)
    rows = CaseMaterial.objects.filter(unit=1, case_id=case.pk)
    assert (case.scenario, set(rows.values_list("key", flat=True))) == (
        "third",
        {"id_card", "account"},
    )


def test_the_list_is_one_printed_sheet(split: ItemVersion) -> None:
    there = f"/items/{split.item.code}/v2/lists/third/list.pdf"
    answer = Client().get(there)
    if answer.status_code == 501:
        pytest.skip("no Chinese fonts here")
    assert answer["Content-Type"] == "application/pdf"
    assert re.match(rb"%PDF-1\.", answer.content)
