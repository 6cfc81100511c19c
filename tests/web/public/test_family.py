"""家人代办的页面: what a relative is shown, what opens nothing for them, and what stays refused."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bianmin.accounts.models import Mandate, User
from bianmin.cases.models import Case, Draft, Notice
from bianmin.messaging.models import OutgoingMessage
from bianmin.web.frame.mandate_words import granted as granted_words
from tests import make
from tests.cases.paths import Path
from tests.cases.test_entrusted import handed_in, let
from tests.make import MONDAY_9AM
from tests.web.public.resident import Resident
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def daughter() -> User:
    return make.user(who=make.person("赵小红"))


@pytest.fixture
def mandate(town: Township, daughter: User) -> Mandate:
    return let(town.villager, daughter.person)


def the_draft() -> Draft:
    return Draft.objects.get(unit=1)


def test_a_draft_asks_for_whom_first_and_forgets_nothing_when_the_mandate_ends(
    town: Township, world: World, daughter: User, mandate: Mandate
) -> None:
    hers = Resident(daughter)
    at = hers.post(f"/apply/{world.version.item.code}/", place=town.village.pk)["Location"]
    assert at.endswith("/whom/")
    assert town.villager.name.clear() in text_of(hers.get(at))
    for wrong in ("", "5", str(make.version().pk)):
        assert hers.post(at, whom=wrong).status_code == 422
    draft = at.removesuffix("whom/")
    assert hers.post(at, whom=mandate.pk)["Location"] == f"{draft}topic/1/"
    hers.post(f"{draft}topic/1/", band="80-89")
    hers.post(f"{draft}papers/1/", bring="on")
    shown = text_of(hers.get(f"{draft}check/"))
    assert town.villager.name.clear() in shown and "在网上看" not in shown

    Mandate.objects.filter(pk=mandate.pk).update(ended_at=MONDAY_9AM, end="revoked")
    assert hers.get(f"{draft}check/").status_code in (302, 409)
    assert hers.post(f"{draft}check/", mode="pickup").status_code in (302, 409)
    assert not Case.objects.filter(unit=1).exists()
    assert the_draft().answers.clear() == {"band": "80-89"}
    assert hers.post(at, whom="0")["Location"]


def test_who_has_no_mandate_is_not_asked(town: Township, world: World, daughter: User) -> None:
    hers, code = Resident(daughter), world.version.item.code
    at = hers.post(f"/apply/{code}/", place=town.village.pk)["Location"]
    assert at.endswith("/topic/1/")
    let(town.villager, daughter.person, areas=["社会救助"])  # another matter
    assert hers.post(f"/apply/{code}/", place=town.village.pk)["Location"].endswith("/topic/1/")
    assert hers.get(at.replace("topic/1", "whom")).status_code == 404
    present = make.version(presence=True)
    let(make.person(), daughter.person)
    at = hers.post(f"/apply/{present.item.code}/", place=town.village.pk)["Location"]
    assert "要本人到场" in text_of(hers.get(at))
    assert hers.post(at, whom=Mandate.objects.latest("pk").pk).status_code == 422


def test_a_relative_never_sees_what_would_outlive_the_mandate(
    town: Township, world: World, daughter: User, mandate: Mandate
) -> None:
    path, hers = Path(world, town), Resident(daughter)
    case = handed_in(path, town.villager, daughter.person)
    before = make.submitted(
        town.center, town.village, applicant=town.villager, of=world.version,
        at=MONDAY_9AM - timedelta(days=1),
    ).case  # fmt: skip
    others = make.submitted(town.center, town.village, of=world.version).case
    path.receive(case)
    page = f"/t/{case.number}/"
    for at in (
        page,
        f"/family/{mandate.pk}/",
        "/family/",
        f"/done/{case.number}/",
        f"{page}clock/",
    ):
        answer = hers.get(at)
        assert answer.status_code == 200, at
        secret = case.tracking.clear()
        assert secret not in answer.content.decode() and "短信里也有" not in text_of(answer)
    notice = Notice.objects.get(unit=1, case=case).pk
    assert hers.get(f"{page}documents/{notice}.pdf").status_code == 403
    assert hers.get(f"{page}application-form.pdf").status_code == 403
    for number in (before.number, others.number, "LC01", "LCX"):
        assert hers.get(f"/t/{number}/").status_code == 404
    for stranger in (Resident(), Resident(town.resident), Resident(make.user())):
        assert stranger.get(page).status_code == 404
        assert stranger.get(f"/family/{mandate.pk}/").status_code in (200, 302, 404)
    assert Resident(make.user()).get(f"/family/{mandate.pk}/").status_code == 404
    assert hers.get(f"{page}rating/").status_code in (403, 409)
    done = hers.post(f"{page}withdrawal/", reason="不想办了")
    assert done["Location"] == page
    case.refresh_from_db()
    assert case.state == "withdrawn"
    principal = Resident(town.resident)
    assert "撤回" in text_of(principal.get(f"/family/{mandate.pk}/"))
    assert "家人凭委托办的" in text_of(principal.get(f"/t/{case.tracking.clear()}/"))

    Mandate.objects.filter(pk=mandate.pk).update(ended_at=MONDAY_9AM, end="revoked")
    assert hers.get(page).status_code == 404
    assert case.number not in text_of(hers.get(f"/family/{mandate.pk}/")).split("替办过什么")[0]


def test_either_side_stops_it_once(town: Township, daughter: User, mandate: Mandate) -> None:
    hers, principal = Resident(daughter), Resident(town.resident)
    at = f"/family/{mandate.pk}/ending/"
    assert Resident(make.user()).post(at).status_code == 404
    assert principal.post(at)["Location"] == "/family/"
    assert hers.post(at).status_code == 409
    mandate.refresh_from_db()
    assert mandate.end == "revoked"


def test_what_is_late_is_urged_once_a_day_by_whoever_stands_in(
    town: Township, world: World, daughter: User, mandate: Mandate
) -> None:
    path = Path(world, town)
    case = handed_in(path, town.villager, daughter.person)
    path.receive(case)
    path.accept(case)
    page, late = f"/t/{case.number}/", MONDAY_9AM + timedelta(days=20)
    hers = Resident(daughter)
    assert hers.get(f"{page}urging/").status_code == 409
    hers.at = late
    shown = text_of(hers.get(page))
    assert "催一催" in shown and "已经过了" in shown
    assert hers.post(f"{page}urging/")["Location"] == page
    assert "催一催" not in text_of(hers.get(page))
    assert hers.post(f"{page}urging/").status_code == 409
    told = OutgoingMessage.objects.filter(unit=1, template="case_urged")
    assert told.exists()


def test_the_page_lists_what_holds_and_turns_the_leaves_of_what_is_over(
    town: Township, daughter: User, mandate: Mandate
) -> None:
    hers, item = Resident(daughter), make.version().item
    let(town.villager, daughter.person, areas=[], items=[item.code])
    for n in range(11):
        over = let(make.person(f"老人{n}"), daughter.person)
        Mandate.objects.filter(pk=over.pk).update(ended_at=MONDAY_9AM, end="renounced")
    shown = text_of(hers.get("/family/"))
    assert "老年人优待；我是他（她）的子女" in shown and f"{item.plain_name}；我是" in shown
    assert shown.count("代办的人不办了") == 10 and "第 1 页，共 2 页" in shown
    assert text_of(hers.get("/family/?page=2")).count("代办的人不办了") == 1
    copy = json.loads(hers.post("/mine/data/copy/").content)["委托"]
    assert len(copy) == 13 and copy[-1]["谁"] == "我替家人办"
    Mandate.objects.filter(pk=mandate.pk).update(ended_at=MONDAY_9AM, end="replaced")
    new = let(town.villager, daughter.person)
    told = granted_words(new, MONDAY_9AM)
    assert "换成这一份" in told and "还有 1 份，照旧有效，到2026年" in told
