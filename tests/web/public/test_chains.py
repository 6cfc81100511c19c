"""一链办理 from the public pages: one form, papers once, one page, one slip."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bianmin.cases.commands import closing, intake, review
from bianmin.cases.models import BundleCase, Case, CaseMaterial, Draft
from bianmin.catalogue.models import Bundle, ServiceItem
from bianmin.files.models import StoredFile
from bianmin.rules.chains import Whole
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.bundle import matter
from tests.web.public.resident import Resident, photo
from tests.web.public.test_mending import BANK, CARD
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=1)
START = "/bundles/matter/application/"


@pytest.fixture
def bundle(world: World) -> Bundle:
    return matter(world)


def begin(wang: Resident, world: World, town: Township) -> str:
    answer = wang.post(
        START,
        **{
            "place": town.village.pk,
            f"item-{world.version.item.code}": "on",
            "item-T-SPLIT": "on",
            "leaf-T-SPLIT": "second",
            "item-T-BESIDE": "on",
        },
    )
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"].removesuffix("topic/1/")


def hand_in(wang: Resident, world: World, town: Township) -> BundleCase:
    """From the choice of items to the confirmation."""
    at = begin(wang, world, town)
    assert wang.post(f"{at}topic/1/", band="80-89").status_code == 302
    code = world.version.item.code
    pictures = {f"{code}.id_card": photo(), f"{code}.account": photo()}
    answer = wang.post(f"{at}papers/1/", **pictures)
    assert answer.status_code == 302, text_of(answer)
    wang.sign_in()
    answer = wang.post(f"{at}identity/", name="王桂英", id_number=make.id_number(7))
    assert answer.status_code == 302, text_of(answer)
    answer = wang.post(f"{at}check/")
    assert answer.status_code == 302, text_of(answer)
    assert re.fullmatch(r"/done/YL[0-9]{15}/", answer["Location"])
    told = text_of(wang.get(answer["Location"]))
    assert "一共 3 件，各办各的" in told and "等“高龄津贴”办好" in told
    again = wang.post(f"{at}check/")
    assert again["Location"] == answer["Location"]
    return BundleCase.objects.select_related("version__bundle").get(unit=1)


def cases() -> dict[str, Case]:
    rows = Case.objects.filter(unit=1).select_related(
        "item", "version", "site", "township", "intake_site", "village", "applicant"
    )
    return {case.item.code: case for case in rows}


def test_one_form_and_each_paper_once_make_a_case_for_each_item(
    bundle: Bundle, world: World, town: Township, wang: Resident
) -> None:
    whole = hand_in(wang, world, town)
    found = cases()
    assert {case.bundle_id for case in found.values()} == {whole.pk}
    assert {case.answers.clear()["band"] for case in found.values()} == {"80-89"}
    assert found["T-SPLIT"].scenario == "second"
    for code, case in found.items():
        came = CaseMaterial.objects.filter(unit=1, case=case, status="received")
        wanted = {"id_card"} if code == "T-SPLIT" else {"id_card", "account"}
        assert set(came.values_list("key", flat=True)) == wanted
        files = StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}")
        assert files.count() == len(wanted)  # each case has its own, of what it asks alone
    assert StoredFile.objects.filter(unit=1).values("stored_name").distinct().count() == 5
    assert not Draft.objects.filter(unit=1).exists()
    page = text_of(wang.get(f"/y/{whole.tracking.clear()}/"))
    assert "正在办" in page and "办好了 0 件" in page and "不用您再跑" in page
    one = text_of(wang.get(f"/t/{found['T-BESIDE'].tracking.clear()}/"))
    assert "这是“大事”里的一件" in one
    assert "大事" in text_of(wang.get("/mine/"))


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    bundle: Bundle, world: World, town: Township, wang: Resident
) -> None:
    assert "您住在哪里" in text_of(wang.get(START))
    assert town.village.name in text_of(wang.get(START, words=town.village.name))
    page = wang.get(START, place=town.village.pk)
    assert "您要办哪几件" in text_of(page)
    one = wang.post(START, **{"place": town.village.pk, "item-T-BESIDE": "on"})
    assert one.status_code == 422 and "至少选两件" in text_of(one)
    place = town.village.pk
    blank = {"item-T-BESIDE": "on", "item-T-SPLIT": "on", "leaf-T-SPLIT": ""}
    answer = wang.post(START, place=place, **blank)
    assert answer.status_code == 422 and "请选一种情形" in text_of(answer)
    assert answer.content.decode().count("checked") == 2
    ServiceItem.objects.filter(code="T-BESIDE").update(status="paused")
    assert "要另外办的" in text_of(wang.get(START, place=town.village.pk))
    Bundle.objects.update(is_withdrawn=True)
    assert wang.get(START).status_code == 409


def told_to_mend(town: Township, **gaps: review.Gap) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    for code, gap in gaps.items():
        case = cases()[code.replace("_", "-")]
        intake.receive_case(case, by=clerk, at=LATER)
        review.request_correction(case, [gap], by=clerk, at=LATER)


def test_what_several_items_lack_is_one_slip_answered_at_once(
    bundle: Bundle, world: World, town: Township, wang: Resident
) -> None:
    whole = hand_in(wang, world, town)
    first = world.version.item.code
    told_to_mend(town, **{first.replace("-", "_"): CARD, "T_BESIDE": CARD})
    wang.at = LATER
    at = f"/y/{whole.tracking.clear()}/"
    page = wang.get(at)
    assert "等您补材料" in text_of(page) and text_of(page).count("身份证") >= 2
    slip = wang.get(f"{at}correction/")
    assert slip.content.decode().count('type="file"') == 1  # the same paper once
    nothing = wang.post(f"{at}correction/")
    assert nothing.status_code == 422 and "这一样还没拍" in text_of(nothing)
    answer = wang.post(f"{at}correction/", **{"photo-0": photo()})
    assert (answer.status_code, answer["Location"]) == (302, at), text_of(answer)
    assert {cases()[code].state for code in (first, "T-BESIDE")} == {State.RECEIVED}
    assert BundleCase.objects.get(unit=1).state == Whole.RUNNING
    assert wang.get(f"{at}correction/").status_code == 409


def test_different_gaps_stand_apart_and_can_be_saved_for_later(
    bundle: Bundle, world: World, town: Township, wang: Resident
) -> None:
    whole = hand_in(wang, world, town)
    first = world.version.item.code
    told_to_mend(town, **{first.replace("-", "_"): CARD, "T_BESIDE": BANK})
    wang.at = LATER
    at = f"/y/{whole.tracking.clear()}/correction/"
    kept = wang.post(at, **{"photo-0": photo(), "later": "1"})
    assert kept.status_code == 302
    assert cases()[first].state == State.CORRECTION
    one = text_of(wang.get(f"/t/{cases()[first].tracking.clear()}/"))
    assert "1 样里已补 1 样" in one and "我到窗口领" in one
    answer = wang.post(at, **{"photo-1": photo()})
    assert answer.status_code == 302, text_of(answer)
    assert {cases()[code].state for code in (first, "T-BESIDE")} == {State.RECEIVED}


def test_one_is_withdrawn_or_the_rest_and_a_wrong_link_opens_nothing(
    bundle: Bundle, world: World, town: Township, wang: Resident
) -> None:
    whole = hand_in(wang, world, town)
    at, found = f"/y/{whole.tracking.clear()}/", cases()
    stranger = Resident()
    assert stranger.get("/y/" + "01" + "0" * 32 + "/").status_code == 404
    assert stranger.get("/y/x/").status_code == 404
    assert stranger.get(f"/done/{whole.number}/").status_code == 302
    nothing = stranger.post(f"{at}withdrawal/", reason="不想办了")
    assert nothing.status_code == 422 and "请选要撤回哪几件" in text_of(nothing)
    told = {"numbers": [found["T-BESIDE"].number], "reason": "不想办了"}
    assert stranger.post(f"{at}withdrawal/", **told).status_code == 302
    assert cases()["T-BESIDE"].state == State.WITHDRAWN
    rest = [case.number for case in found.values() if case.item.code != "T-BESIDE"]
    assert stranger.post(f"{at}withdrawal/", numbers=rest, reason="不想办了").status_code == 302
    assert "都撤回了" in text_of(stranger.get(at))
    assert stranger.get(f"{at}withdrawal/").status_code == 409


def test_who_has_no_code_of_one_item_opens_its_result_signed_in(
    bundle: Bundle, world: World, town: Township, wang: Resident
) -> None:
    """Each item has a query code, but nobody was told it: the link of the whole was sent."""
    hand_in(wang, world, town)
    at = f"/t/{cases()['T-BESIDE'].tracking.clear()}/"
    assert wang.post(f"{at}delivery-choice/", mode="electronic").status_code == 302
    clerk = {"by": make.actor(town.staff[RoleKind.CLERK]), "at": LATER}
    reviewer = {"by": make.actor(town.staff[RoleKind.REVIEWER]), "at": LATER}
    intake.receive_case(cases()["T-BESIDE"], **clerk)
    review.accept_case(cases()["T-BESIDE"], **clerk)
    review.start_review(cases()["T-BESIDE"], **reviewer)
    review.grant_case(cases()["T-BESIDE"], **reviewer)
    closing.complete_case(cases()["T-BESIDE"], **clerk)
    wang.at = LATER
    assert "办完了，请打开结果" in text_of(wang.get(at))
    by_link = Resident(at=LATER).get(f"{at}result/")
    assert "一起办的没有单独的查询码" in text_of(by_link)
    assert f"?next={at}result/" in by_link.content.decode()
    assert "查询码" not in text_of(wang.get(f"{at}result/"))
    assert wang.post(f"{at}result/").status_code == 302
    assert cases()["T-BESIDE"].state == State.DELIVERED
