"""A form of 78 fields asked topic by topic: conditions, rows and photographs without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bianmin.cases.models import Case, Draft
from bianmin.catalogue.models import ItemVersion
from bianmin.files.models import StoredFile
from bianmin.ops.demo.answers import plausible_answers
from bianmin.rules.forms import asked, every_field, topics
from tests.long_form import long_form, published, typed
from tests.web.public.resident import Resident, person, photo
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
FORM = long_form()
NAMES = {name: number for number, (_, names) in enumerate(topics(FORM), 1) for name in names}


@pytest.fixture
def version(world: World) -> ItemVersion:
    return published(FORM)


@pytest.fixture
def at(version: ItemVersion, wang: Resident, town: Township) -> str:
    answer = wang.post(f"/apply/{version.item.code}/", place=town.village.pk)
    return str(answer["Location"]).removesuffix("topic/1/")


def kept() -> dict[str, Any]:
    return Draft.objects.filter(unit__gte=0).get().answers.clear()


def test_a_field_that_an_answer_brings_in_is_shown_before_it_is_asked_for(
    wang: Resident, at: str
) -> None:
    assert "配偶" not in text_of(wang.get(f"{at}topic/1/"))

    shown = wang.post(f"{at}topic/1/", marriage="married")
    assert shown.status_code == 422
    assert "配偶姓名" in text_of(shown)
    assert "有几处要改一改" not in text_of(shown)

    faulty = wang.post(f"{at}topic/1/", **{"marriage": "married", "spouse-shown": "1"})
    assert "有几处要改一改" in text_of(faulty)
    full = {"marriage": "married", "spouse-shown": "1", "spouse": "李秀兰"}
    assert wang.post(f"{at}topic/1/", **full)["Location"] == f"{at}topic/2/"
    assert kept() == {"marriage": "married", "spouse": "李秀兰"}


def test_a_page_without_fields_that_apply_is_passed_over(wang: Resident, at: str) -> None:
    assert wang.post(f"{at}topic/1/", marriage="single")["Location"] == f"{at}topic/3/"
    assert wang.get(f"{at}topic/2/").status_code == 404


def test_rows_come_and_go_and_nothing_typed_is_lost(wang: Resident, at: str) -> None:
    first = {"members-0-name": "王大明", "members-0-id_number": "1", "members-0-works": "yes"}

    more = wang.post(f"{at}topic/3/", **first, row="members+")
    assert more.status_code == 422
    page = more.content.decode()
    assert 'value="王大明"' in page
    assert 'name="members-1-name"' in page
    assert 'name="members-0-income"' in page, "what this row's answer brings in"
    assert "有几处要改一改" not in page

    two = first | {"members-1-name": "王小明"}
    less = wang.post(f"{at}topic/3/", **two, row="members-0").content.decode()
    assert 'name="members-0-name" value="王小明"' in less
    assert "王大明" not in less

    wrong = wang.post(f"{at}topic/3/", **two)
    assert "第 1、2 行还没填好" in text_of(wrong)
    assert 'value="王大明"' in wrong.content.decode()
    assert kept() == {}


def test_a_place_is_found_by_its_name(wang: Resident, at: str, town: Township) -> None:
    day = {"moved_on_0": 2020, "moved_on_1": 5, "moved_on_2": 6}

    nowhere = wang.post(f"{at}topic/5/", home_words="火星村", **day)
    assert "没有找到这个村（社区）" in text_of(nowhere)
    answer = wang.post(f"{at}topic/5/", home_words="柳庄村", home_detail="12 号", **day)
    assert answer.status_code == 302, text_of(answer)
    place = "东昌府区 河湾镇 柳庄村"
    assert kept()["home"] == {"region": town.village.pk, "place": place, "detail": "12 号"}
    assert f'value="{place}"' in wang.get(f"{at}topic/5/").content.decode()


def test_a_photograph_in_the_form_is_kept_and_taken_out(wang: Resident, at: str) -> None:
    page = NAMES["scan"]
    assert wang.post(f"{at}topic/{page}/").status_code == 422
    wang.post(f"{at}topic/{page}/", scan=photo())
    wang.post(f"{at}topic/{page}/", scan=photo("二.jpg"))
    assert len(kept()["scan"]) == 2
    assert "已传 2 份" in text_of(wang.get(f"{at}topic/{page}/"))
    assert wang.post(f"{at}topic/{page}/").status_code == 302, "it is there already"

    wang.post(f"{at}topic/{page}/", drop="scan")
    assert "scan" not in kept()
    left = StoredFile.objects.filter(unit__gte=0).exclude(state="erased")
    assert not left.exists()


def test_seventy_eight_fields_are_filled_in_and_handed_in(
    wang: Resident, at: str, world: World
) -> None:
    assert len(list(every_field(FORM))) == 78
    place = {"place": "东昌府区 河湾镇 柳庄村", "region": 1}
    chosen = {"marriage": {"const": "married"}, "more_0": {"const": "细说"}}
    rules = {name: rule | chosen.get(name, {}) for name, rule in FORM["properties"].items()}
    place = {"place": "东昌府区 河湾镇 柳庄村", "region": 1}
    answers = plausible_answers(FORM | {"properties": rules}) | {"home": place}
    sent = typed(FORM, answers)
    for number, (_, names) in enumerate(topics(FORM), 1):
        part = {key: one for key, one in sent.items() if _base(key) in names}
        if "scan" in part:
            part["scan"] = photo()
        answer = wang.post(f"{at}topic/{number}/", **part)
        assert answer.status_code == 302, text_of(answer)
    wang.post(f"{at}papers/1/", id_card=photo(), account=photo())
    wang.sign_in()
    assert wang.post(f"{at}identity/", **person())["Location"] == f"{at}check/"
    read_over = text_of(wang.get(f"{at}check/"))
    assert "家庭成员 1" in read_over
    assert answers["card"] not in read_over

    wang.post(f"{at}check/")
    case = Case.objects.filter(unit=1).get()
    given = case.answers.clear()
    assert set(given) == set(asked(FORM, given)) - {"illness"}
    assert given["members"] == answers["members"]
    owned = StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}")
    assert given["scan"][0] in {str(pk) for pk in owned.values_list("pk", flat=True)}


def _base(key: str) -> str:
    head = key.split("-")[0]
    for end in ("_0", "_1", "_2", "_words", "_detail"):
        if head.removesuffix(end) in NAMES and head not in NAMES:
            return head.removesuffix(end)
    return head


def test_the_form_is_published_as_a_standard_schema(version: ItemVersion) -> None:
    form = Client().get(f"/api/v1/items/{version.item.code}").json()["form"]

    assert "spouse" not in form["required"]
    assert {"required": ["spouse"]} in [way["then"] for way in form["allOf"]]
    assert "allOf" in form["properties"]["members"]["items"]
