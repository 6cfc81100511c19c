"""Applying: begun without signing in, kept, handed in once, and nothing typed is ever lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bianmin.accounts.actor import SYSTEM
from bianmin.cases.models import Case, CaseMaterial, Draft
from bianmin.catalogue.commands import publish_version
from bianmin.files.models import StoredFile
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.lifecycle import State
from bianmin.rules.numbers import spaced
from bianmin.rules.roles import RoleKind
from bianmin.wire.models import IdempotentAnswer
from tests import make
from tests.web.public.resident import Resident, no_photo, person, photo
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
KEY = "11111111-1111-4111-8111-111111111111"


def html(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_villager_applies_and_gets_number_code_and_whom_to_call(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.ready(world, town)
    read = text_of(wang.get(f"{at}check/"))
    assert all(words in read for words in ("王桂英", "80-89", "已拍 1 张", "系统自动查", "柳庄村"))

    answer = wang.post(f"{at}check/")

    case = Case.objects.get(unit=1)
    assert answer["Location"] == f"/done/{case.number}/"
    assert (case.state, case.channel, case.site) == (State.SUBMITTED, "online", town.center)
    assert (case.village, case.version) == (town.village, world.version)
    assert case.answers.clear() == {"band": "80-89"}
    assert case.applicant.name.clear() == "王桂英"
    statuses = CaseMaterial.objects.filter(unit=1, case_id=case.pk).values_list("key", "status")
    assert dict(statuses) == {"id_card": "received", "account": "received", "hukou": "shared"}
    message = OutgoingMessage.objects.get(unit=1)
    done = text_of(wang.get(f"/done/{case.number}/"))
    assert spaced(case.number) in done
    assert message.params.clear()["code"] in done
    assert f"tel:{town.center.phone}" in html(wang.get(f"/done/{case.number}/"))
    assert not Draft.objects.filter(unit=1).exists()
    assert StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").count() == 2


def test_a_double_click_makes_one_case_and_back_leads_to_it(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.ready(world, town)

    one, two = wang.post(f"{at}check/", _key=KEY), wang.post(f"{at}check/", _key=KEY)
    again, back = wang.post(f"{at}check/"), wang.get(f"{at}topic/1/")

    assert Case.objects.filter(unit=1).count() == 1
    assert {answer["Location"] for answer in (one, two, again, back)} == {one["Location"]}


def test_a_double_click_at_the_beginning_still_opens_the_draft(
    world: World, town: Township, wang: Resident
) -> None:
    start = f"/apply/{world.version.item.code}/"
    first = wang.post(start, place=town.village.pk, _key=KEY)
    wang.client.cookies.clear()  # the first answer never arrived

    second = wang.post(start, place=town.village.pk, _key=KEY)

    assert second["Location"] == first["Location"]
    assert wang.get(second["Location"]).status_code == 200
    assert "drafts" not in str(IdempotentAnswer.objects.get().headers)
    assert Draft.objects.filter(unit=1).count() == 1


def test_the_secret_is_kept_from_scripts(world: World, town: Township, wang: Resident) -> None:
    wang.begin(world, town)
    cookie = wang.client.cookies["drafts"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"]


def test_one_topic_a_page_with_few_fields_and_the_step_told(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.begin(world, town)

    page = wang.get(f"{at}topic/1/")

    assert len(page.context["form"].fields) <= 3
    assert "第 1 步，共 4 步" in text_of(page)
    assert wang.get(f"{at}topic/2/").status_code == 404
    assert wang.get(f"{at}papers/2/").status_code == 404


@pytest.mark.parametrize(
    ("page", "wrong", "kept", "sentence"),
    [
        ("topic/1/", {"band": "", "note": "住东头"}, "住东头", "年龄段"),
        ("topic/1/", {"band": "80-89", "note": "很" * 101}, "很很很", "补充说明"),
        ("identity/", {"name": "王桂英", "id_number": "371502"}, "王桂英", "身份证"),
        ("identity/", {"name": "", "id_number": "371502195805060079"}, "371502", "姓名"),
    ],
    ids=str,
)
def test_a_refusal_keeps_what_was_typed(
    world: World, town: Township, wang: Resident, page: str, wrong: dict[str, str], kept: str,
    sentence: str,
) -> None:  # fmt: skip
    at = wang.begin(world, town)
    if page == "identity/":
        wang.sign_in()

    answer = wang.post(f"{at}{page}", **wrong)

    assert answer.status_code == 422
    assert kept in html(answer) and sentence in text_of(answer)
    assert "有几处要改一改" in text_of(answer) and 'class="err-m"' in html(answer)


def test_somebody_elses_number_is_told_beside_the_form(
    world: World, town: Township, wang: Resident
) -> None:
    known = make.person("王桂英")
    at = wang.fill(world, town)
    wang.sign_in()

    answer = wang.post(f"{at}identity/", **person(id_number=known.id_number.clear()))

    assert answer.status_code == 422
    assert "当面核对" in text_of(answer) and 'value="王桂英"' in html(answer)
    assert Draft.objects.filter(unit=1).exists()


def test_photographs_that_are_well_stay_when_another_is_not(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.begin(world, town)
    wang.post(f"{at}topic/1/", band="80-89")

    refused = wang.post(f"{at}papers/1/", id_card=photo(), account=no_photo())
    page = text_of(wang.get(f"{at}papers/1/"))
    lacking = wang.post(f"{at}papers/1/")
    mended = wang.post(f"{at}papers/1/", account=photo())

    assert refused.status_code == 422 and "只收照片" in text_of(refused)
    assert "已收到" in page and "身份证" in page
    assert lacking.status_code == 422
    assert "account" in lacking.context["form"].errors
    assert "id_card" not in lacking.context["form"].errors
    assert mended.status_code == 302
    assert StoredFile.objects.filter(unit=1).count() == 2


def test_what_cannot_be_photographed_is_brought(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.begin(world, town)
    wang.post(f"{at}topic/1/", band="80-89")
    assert wang.post(f"{at}papers/1/", bring="on").status_code == 302
    wang.sign_in()
    wang.post(f"{at}identity/", **person())
    number = wang.post(f"{at}check/")["Location"]

    done = text_of(wang.get(number))

    assert f"请把身份证、银行卡的原件带到{town.center.name}" in done
    assert CaseMaterial.objects.filter(unit=1, status="missing").count() == 2


def test_a_photograph_is_removed_and_several_of_one_paper_are_kept(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.begin(world, town)
    wang.post(f"{at}papers/1/", id_card=[photo(), photo()], account=photo())
    first = StoredFile.objects.filter(unit=1).order_by("id")[0]

    wang.post(f"{at}papers/1/{first.pk}/removal/")
    gone = wang.post(f"{at}papers/1/{first.pk}/removal/")

    assert StoredFile.objects.filter(unit=1, state="waiting").count() == 2
    assert (StoredFile.objects.get(pk=first.pk, unit=1).state, gone.status_code) == ("erased", 409)


def test_a_draft_survives_the_browser_by_its_link(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.begin(world, town)
    later = wang.post(f"{at}topic/1/", note="先写这点", then="later")
    saved = wang.get(later["Location"])
    link = saved.context["link"].removeprefix("http://testserver")
    other = Resident()
    assert other.get(f"{at}topic/1/").status_code == 404

    opened = other.get(link)

    assert later["Location"] == f"{at}saved/"
    assert "4月1日（周三）" in text_of(saved)
    assert opened["Location"] == f"{at}topic/1/"
    assert "先写这点" in html(other.get(opened["Location"]))
    assert other.get(link[:-2] + "x/").status_code == 404


def test_a_draft_that_expired_is_told_in_a_sentence(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.begin(world, town)
    wang.at += timedelta(days=31)

    answer = wang.get(f"{at}topic/1/")

    assert answer.status_code == 404
    assert "这份草稿已经过期或已提交" in text_of(answer)


def test_the_beginning_offers_to_go_on(world: World, town: Township, wang: Resident) -> None:
    at = wang.begin(world, town)
    wang.post(f"{at}topic/1/", band="80-89")

    page = wang.get(f"/apply/{world.version.item.code}/")

    assert f'href="{at}papers/1/"' in html(page)
    assert "接着填" in text_of(page)


def test_a_draft_with_an_owner_opens_to_nobody_else(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.ready(world, town)
    wang.post("/sign-out/")

    stranger = wang.get(f"{at}check/")
    wang.sign_in("13900000009")

    assert stranger["Location"].startswith("/sign-in/?next=")
    for page in ("topic/1/", "papers/1/", "check/", "saved/"):
        assert wang.get(f"{at}{page}").status_code == 404
    assert wang.post(f"{at}check/").status_code == 404
    assert wang.post(f"{at}discard/").status_code == 404
    assert Draft.objects.filter(unit=1).count() == 1


def test_to_hand_in_one_signs_in_and_comes_back(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.fill(world, town)
    assert wang.get(f"{at}check/")["Location"].startswith("/sign-in/?next=%2Fapply%2F")
    wang.sign_in()
    assert wang.get(f"{at}check/")["Location"] == f"{at}identity/"
    wang.post(f"{at}identity/", **person())
    assert wang.get(f"{at}identity/")["Location"] == f"{at}check/"
    assert wang.get(f"{at}check/").status_code == 200


def test_an_unanswered_page_is_asked_before_the_check(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.ready(world, town)
    draft = Draft.objects.get(unit=1)
    Draft.objects.filter(unit=1, pk=draft.pk).update(answers={})

    assert wang.get(f"{at}check/")["Location"] == f"{at}topic/1/"
    assert wang.post(f"{at}check/")["Location"] == f"{at}topic/1/"
    assert not Case.objects.filter(unit=1).exists()


def test_each_row_of_the_check_is_changed_and_leads_back(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.ready(world, town)
    links = re.findall(r'<a href="([^"]+)">修改', html(wang.get(f"{at}check/")))
    assert {f"{at}topic/1/?change", f"{at}papers/1/?change", f"{at}place/"} <= set(links)

    assert "checked" in html(wang.get(f"{at}topic/1/?change"))
    changed = wang.post(f"{at}topic/1/?change", band="90-99")

    assert changed["Location"] == f"{at}check/"
    assert "90-99" in text_of(wang.get(f"{at}check/"))


def test_another_village_of_the_township_may_be_chosen(
    world: World, town: Township, wang: Resident
) -> None:
    other = make.region("李庄村", town.region)
    foreign = world.townships["古楼街道"].village
    at = wang.ready(world, town)

    refused = wang.post(f"{at}place/", place=foreign.pk)
    wang.post(f"{at}place/", place=other.pk)

    assert refused.status_code == 422
    assert Draft.objects.get(unit=1).village == other


def test_the_version_one_began_with_is_kept(world: World, town: Township, wang: Resident) -> None:
    at = wang.ready(world, town)
    guide = {**make.GUIDE, "promised_limit": {"amount": 3, "unit": "workday"}}
    publish_version(world.version.item, guide=guide, form=make.FORM, by=SYSTEM, at=wang.at)

    wang.post(f"{at}check/")

    assert Case.objects.get(unit=1).version == world.version


def test_a_second_application_is_pointed_out_and_still_possible(
    world: World, town: Township, wang: Resident
) -> None:
    wang.post(f"{wang.ready(world, town)}check/")
    at = wang.fill(world, town)

    assert "还有一件同样的正在办" in text_of(wang.get(f"{at}check/"))
    assert wang.post(f"{at}check/").status_code == 302


def test_what_the_county_does_not_offer_is_refused_with_whom_to_ask(
    world: World, town: Township, wang: Resident
) -> None:
    version = make.version(units=(2,))
    answer = wang.post(f"/apply/{version.item.code}/", place=town.village.pk)
    assert answer.status_code == 409
    assert "还没有开办" in text_of(answer)
    assert wang.get("/apply/NOTHING/").status_code == 404


def test_a_home_is_found_by_its_name_and_must_be_chosen(
    world: World, town: Township, wang: Resident
) -> None:
    start = f"/apply/{world.version.item.code}/"

    found, nothing = wang.get(start, words="柳庄"), wang.get(start, words="月亮")
    unchosen = wang.post(start)

    assert "东昌府区 · 河湾镇 · 柳庄村" in text_of(found)
    assert "没有找到“月亮”" in text_of(nothing)
    assert unchosen.status_code == 422


def test_a_home_chosen_before_is_not_asked_again(
    world: World, town: Township, wang: Resident
) -> None:
    start = f"/apply/{world.version.item.code}/"
    wang.client.cookies["place"] = str(town.village.pk)

    known, other = wang.get(start), wang.get(start, elsewhere="")

    assert "东昌府区 · 河湾镇 · 柳庄村" in text_of(known) and "查找" not in text_of(known)
    assert "查找" in text_of(other)


def test_a_draft_is_dropped_with_its_photographs(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.fill(world, town)
    answer = wang.post(f"{at}discard/")
    assert answer["Location"] == f"/apply/{world.version.item.code}/"
    assert not Draft.objects.filter(unit=1).exists()
    assert set(StoredFile.objects.filter(unit=1).values_list("state", flat=True)) == {"erased"}
    assert not wang.client.cookies["drafts"].value


def test_only_one_of_two_submissions_from_two_pages_counts(
    world: World, town: Township, wang: Resident
) -> None:
    at = wang.ready(world, town)
    second = Resident()
    second.client.cookies = wang.client.cookies.copy()  # another window of the same browser
    wang.post(f"{at}check/")
    session = second.client.session
    session.pop("sent", None)
    session.save()

    assert second.post(f"{at}check/").status_code == 404
    assert Case.objects.filter(unit=1).count() == 1


def test_a_confirmation_is_its_applicants_alone(
    world: World, town: Township, wang: Resident
) -> None:
    done = wang.post(f"{wang.ready(world, town)}check/")["Location"]
    other = Resident()
    assert other.get(done)["Location"].startswith("/sign-in/")
    other.sign_in("13900000009")
    assert other.get(done).status_code == 404
    clerk = Resident(town.staff[RoleKind.CLERK])
    assert clerk.get(done).status_code != 200


def test_another_site_cannot_begin_a_draft(world: World, town: Township) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/apply/{world.version.item.code}/", {"place": town.village.pk})
    assert answer.status_code == 403
