"""What we know already is filled in for the person alone; a changed form loses nothing typed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from bianmin.accounts.models import Mandate, Person
from bianmin.cases.models import Case, Draft
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.rules.forms import keep_order
from tests import make
from tests.cases.test_entrusted import let
from tests.long_form import field, form_of, published
from tests.web.public.resident import Resident, person, photo
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
CARD = "6217000000000000000"
SEXES = {"m": "男", "f": "女"}


def asked(**hints: str) -> dict[str, Any]:
    rules = {
        "sex": field("choice", "性别", 1, labels={"m": "男", "f": "女"}),
        "home": field("region", "现在住哪里", 1),
        "card": field("bank", "卡号", 2),
        "job": field("text", "做什么工作", 2),
    }
    for name, prefill in {"sex": "person.sex", "home": "person.place", **hints}.items():
        rules[name]["x-bianmin"]["prefill"] = prefill
    return form_of(rules)


def begin(who: Resident, version: ItemVersion, town: Township) -> str:
    answer = who.post(f"/apply/{version.item.code}/", place=town.village.pk)
    return str(answer["Location"]).removesuffix("topic/1/")


@pytest.fixture
def known(wang: Resident, world: World, town: Township) -> Resident:
    """A resident who is signed in, and of whom we know who she is."""
    at = wang.ready(world, town)
    wang.post(f"{at}check/")
    return wang


def test_what_the_account_holds_is_filled_in_with_its_source(
    known: Resident, town: Township
) -> None:
    at = begin(known, published(asked()), town)

    page = known.get(f"{at}topic/1/").content.decode()
    assert "已填好：您登记的资料，不对就改" in page
    assert 'value="东昌府区 河湾镇 柳庄村"' in page
    assert page.count("checked") >= 1
    assert Draft.objects.filter(unit=1).get().answers.clear() == {}, "kept only when it is sent"


def test_an_earlier_case_of_ones_own_is_looked_at_and_nobody_elses(
    known: Resident, town: Township
) -> None:
    form = asked(card="earlier", job="earlier")
    given = {"sex": "f", "home": {"region": 1, "place": "柳庄村"}, "card": CARD, "job": "务农"}
    her = Case.objects.filter(unit=1).order_by("-submitted_at")[0].applicant
    other = make.person("李四", village=town.village)
    version = published(form)
    make.submitted(
        town.center, town.village, of=version, applicant=other, answers=given | {"job": "司机"}
    )
    at = begin(known, version, town)
    assert "已填好" not in text_of(known.get(f"{at}topic/2/"))

    make.submitted(town.center, town.village, of=version, applicant=her, answers=given)
    page = text_of(known.get(f"{at}topic/2/"))
    assert "您 2026年3月 办“高龄津贴”时填的" in page
    html = known.get(f"{at}topic/2/").content.decode()
    assert f'value="{CARD}"' in html, "a box of one line"
    assert "司机" not in html


def test_a_relative_is_offered_their_own_earlier_words_and_a_guardian_their_own_data(
    town: Township, world: World
) -> None:
    rules = {"job": field("text", "做什么工作", 1), "guard": field("phone", "监护人手机", 1)}
    rules |= {"card": field("bank", "卡号", 1), "sex": field("choice", "性别", 1, labels=SEXES)}
    sources = {"job": "earlier", "guard": "guardian.phone", "card": "person.bank"}
    for name, source in (sources | {"sex": "person.sex"}).items():
        rules[name]["x-bianmin"]["prefill"] = source
    version, mother = published(form_of(rules)), town.villager
    given = {"job": "务农", "guard": "13911111111", "card": CARD, "sex": "f"}
    make.submitted(
        town.center, town.village, of=version, applicant=mother, answers=given | {"job": "开超市"}
    )
    daughter = make.user(who=make.person("赵小红", phone="13800000002"))
    mandate = let(mother, daughter.person)
    hers = Resident(daughter)

    def first_page() -> str:
        at = hers.post(f"/apply/{version.item.code}/", place=town.village.pk)["Location"]
        hers.post(at, whom=mandate.pk)
        return hers.get(at.replace("whom/", "topic/1/")).content.decode()

    page = first_page()
    assert "委托时登记的资料" in page
    assert not [word for word in ("开超市", "13911111111", CARD) if word in page]

    Case.objects.filter(unit=1).update(mandate=mandate)
    assert 'value="开超市"' in first_page() and "替本人办“高龄津贴”时填的" in first_page()
    assert CARD not in first_page()

    Mandate.objects.filter(pk=mandate.pk).update(relation="guardian", way="law", site=town.center)
    page = first_page()
    assert 'value="13800000002"' in page and "窗口登记您是监护人" in page


def test_before_one_says_who_one_is_nothing_is_filled_in(wang: Resident, town: Township) -> None:
    at = begin(wang, published(asked()), town)
    assert "已填好" not in text_of(wang.get(f"{at}topic/1/"))


def changed(version: ItemVersion) -> None:
    form = deepcopy(dict(version.form))
    form["properties"]["income"] = field("money", "一个月收入", 2)
    form["required"].append("income")
    del form["properties"]["job"]
    form["required"].remove("job")
    form["x-order"] = ["sex", "home", "card", "income"]
    newer = ItemVersion.objects.create(
        item=version.item,
        number=3,
        guide=make.GUIDE,
        form=keep_order(form),
        case_kind="promised",
        promised_limit=version.promised_limit,
        statutory_limit=version.statutory_limit,
        published_at=make.LONG_AGO,
    )
    ServiceItem.objects.filter(pk=version.item_id).update(current=newer)


def test_a_draft_survives_a_change_of_the_form_and_shows_it(wang: Resident, town: Township) -> None:
    version = published(asked())
    at = begin(wang, version, town)
    wang.post(f"{at}topic/1/", sex="f", home_words="柳庄村")
    wang.post(f"{at}topic/2/", card=CARD, job="务农")
    changed(version)

    page = text_of(wang.get(f"{at}topic/2/"))
    assert "这张表改过了" in page
    assert "新问一项：“一个月收入”" in page
    assert "不再问：“做什么工作”" in page

    wang.post(f"{at}papers/1/", id_card=photo(), account=photo())
    wang.sign_in()
    assert wang.post(f"{at}identity/", **person())["Location"] == f"{at}check/"
    assert "这张表改过了" in text_of(wang.post(f"{at}check/"))
    assert not Case.objects.filter(unit=1).exists()

    assert wang.post(f"{at}renewal/")["Location"] == f"{at}topic/2/"
    shown = wang.get(f"{at}topic/2/").content.decode()
    assert f'value="{CARD}"' in shown
    assert "这张表改过了" not in shown
    wang.post(f"{at}topic/2/", card=CARD, income="900")
    assert wang.post(f"{at}check/").status_code == 302
    case = Case.objects.filter(unit=1).get()
    assert case.version.number == 3
    answers = case.answers.clear()
    assert (answers["card"], answers["income"], "job" in answers) == (CARD, 900, False)
    assert Person.objects.filter(pk=case.applicant_id).exists()
