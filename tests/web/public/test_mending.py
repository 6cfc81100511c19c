"""Mending, withdrawing, rating: by the link, by whom it concerns, with nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.audit.models import Event
from bianmin.cases.application import Submitted
from bianmin.cases.commands import closing, intake, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case, CaseMaterial
from bianmin.catalogue.commands import publish_version
from bianmin.feedback.models import Rating
from bianmin.files.models import StoredFile
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.public.resident import Resident, no_photo, photo
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
CARD = Gap("id_card", "身份证", "只拍了正面", "请把反面也拍上")
BANK = Gap("account", "银行卡", "照片看不清", "请重拍有卡号的一面")
OTHER = Gap("other", "申请表", "日期没写", "请写上日期")


@pytest.fixture
def made(town: Township, world: World) -> Submitted:
    return make.submitted(town.center, town.village, applicant=town.villager, of=world.version)


@pytest.fixture
def anybody() -> Resident:
    return Resident()


def staff(town: Township, kind: RoleKind) -> Any:
    return make.actor(town.staff[kind])


def to_mend(town: Township, made: Submitted, *gaps: review.Gap) -> str:
    clerk = staff(town, RoleKind.CLERK)
    intake.receive_case(made.case, by=clerk, at=MONDAY_9AM)
    review.request_correction(made.case, gaps or [BANK], by=clerk, at=MONDAY_9AM)
    return f"/t/{made.tracking}/correction/"


def finished(town: Township, made: Submitted) -> str:
    clerk, reviewer = staff(town, RoleKind.CLERK), staff(town, RoleKind.REVIEWER)
    intake.receive_case(made.case, by=clerk, at=MONDAY_9AM)
    review.accept_case(made.case, by=clerk, at=MONDAY_9AM)
    review.start_review(made.case, by=reviewer, at=MONDAY_9AM)
    review.grant_case(made.case, by=reviewer, at=MONDAY_9AM)
    closing.complete_case(made.case, by=clerk, at=MONDAY_9AM)
    return f"/t/{made.tracking}/rating/"


def now(made: Submitted) -> Case:
    return Case.objects.get(unit=1, pk=made.case.pk)


def test_the_holder_of_the_link_mends_by_photograph(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    path = to_mend(town, made)
    assert "照片看不清。请重拍有卡号的一面" in text_of(anybody.get(path))

    answer = anybody.post(path, **{"photo-0": [photo(), photo()]})

    assert answer["Location"] == f"/t/{made.tracking}/"
    assert now(made).state == State.RECEIVED
    paper = CaseMaterial.objects.get(unit=1, case_id=made.case.pk, key="account")
    assert paper.status == "received"
    assert StoredFile.objects.filter(unit=1, owner=f"case:{made.case.pk}").count() == 2
    assert "补的材料交上去了" in text_of(anybody.get(f"/t/{made.tracking}/"))


def test_every_line_is_asked_and_what_came_stays(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    path = to_mend(town, made, CARD, BANK, OTHER)

    half = anybody.post(path, **{"photo-0": photo(), "photo-1": no_photo()})
    page = text_of(anybody.get(path))
    whole = anybody.post(path, **{"photo-1": photo()})

    assert half.status_code == 422
    assert set(half.context["form"].errors) == {"photo-1"}  # the third needs no photograph
    assert "已收到 1 张" in page
    assert whole.status_code == 302
    assert now(made).state == State.RECEIVED


def test_during_review_the_case_goes_back_to_review(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    clerk, reviewer = staff(town, RoleKind.CLERK), staff(town, RoleKind.REVIEWER)
    intake.receive_case(made.case, by=clerk, at=MONDAY_9AM)
    review.accept_case(made.case, by=clerk, at=MONDAY_9AM)
    review.start_review(made.case, by=reviewer, at=MONDAY_9AM)
    review.request_correction(made.case, [BANK], by=reviewer, at=MONDAY_9AM)

    anybody.post(f"/t/{made.tracking}/correction/", **{"photo-0": photo()})

    assert now(made).state == State.REVIEW


def test_what_waits_for_nobody_is_not_mended(made: Submitted, anybody: Resident) -> None:
    for page in ("correction", "resubmission"):
        answer = anybody.post(f"/t/{made.tracking}/{page}/", **{"photo-0": photo()})
        assert answer.status_code == 409
        assert "没有要补的" in text_of(answer)
    assert not StoredFile.objects.filter(unit=1).exists()


def test_what_was_given_back_is_changed_and_handed_in_again(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    review.return_case(made.case, [CARD], by=staff(town, RoleKind.CLERK), at=MONDAY_9AM)
    path = f"/t/{made.tracking}/resubmission/"
    page = anybody.get(path)
    assert "只拍了正面" in text_of(page) and 'value="80-89"' in page.content.decode()

    wrong = anybody.post(path, band="", note="住东头", **{"photo-0": photo()})
    right = anybody.post(path, band="90-99", note="住东头")

    assert wrong.status_code == 422 and "住东头" in wrong.content.decode()
    assert right["Location"] == f"/t/{made.tracking}/"
    assert now(made).state == State.SUBMITTED
    assert now(made).answers.clear() == {"band": "90-99", "note": "住东头"}
    assert StoredFile.objects.filter(unit=1, owner=f"case:{made.case.pk}").count() == 1


def test_a_case_keeps_the_form_of_its_version_when_changed(
    town: Township, made: Submitted, world: World, anybody: Resident
) -> None:
    form = {**make.FORM, "required": ["band", "note"]}
    item = world.version.item
    publish_version(item, guide=make.GUIDE, form=form, by=SYSTEM, at=MONDAY_9AM)
    review.return_case(made.case, [CARD], by=staff(town, RoleKind.CLERK), at=MONDAY_9AM)

    answer = anybody.post(f"/t/{made.tracking}/resubmission/", band="90-99")

    assert answer.status_code == 302


def test_the_holder_of_the_link_withdraws_once(made: Submitted, anybody: Resident) -> None:
    path = f"/t/{made.tracking}/withdrawal/"
    assert anybody.post(path).status_code == 422

    answer = anybody.post(path, reason="不想办了")

    assert answer["Location"] == f"/t/{made.tracking}/"
    assert now(made).state == State.WITHDRAWN
    assert anybody.post(path, reason="不想办了").status_code == 409
    assert "撤回这份申请" not in text_of(anybody.get(f"/t/{made.tracking}/"))


def test_what_is_decided_is_not_withdrawn(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    finished(town, made)
    answer = anybody.post(f"/t/{made.tracking}/withdrawal/", reason="不想办了")
    assert answer.status_code == 409
    assert now(made).state == State.COMPLETED


def test_two_taps_rate(town: Township, made: Submitted, anybody: Resident) -> None:
    path = finished(town, made)
    assert "评一评" in text_of(anybody.get(f"/t/{made.tracking}/"))

    answer = anybody.post(path, level="1")

    rating = Rating.objects.get(unit=1)
    assert answer["Location"] == f"/t/{made.tracking}/"
    assert (rating.level, rating.reasons, rating.is_anonymous) == (1, [], False)
    page = text_of(anybody.get(f"/t/{made.tracking}/"))
    assert "您评了“非常满意”" in page and "评一评" not in page
    again = anybody.post(path, level="5", reason="slow")
    assert again.status_code == 409 and "评价过了" in text_of(again)


def test_a_poor_level_asks_one_reason_and_keeps_the_level(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    path = finished(town, made)
    assert "哪里没做好" not in text_of(anybody.get(path))

    asked = anybody.post(path, level="4", is_anonymous="on")
    foreign = anybody.post(path, level="4", reason="weather")
    given = anybody.post(path, level="4", reason="attitude", is_anonymous="on")

    assert asked.status_code == 422 and "哪里没做好" in text_of(asked)
    assert 'value="4" ' in asked.content.decode() and "checked" in asked.content.decode()
    assert foreign.status_code == 422
    assert given.status_code == 302
    rating = Rating.objects.get(unit=1)
    assert (rating.level, rating.reasons, rating.is_anonymous) == (4, ["attitude"], True)


def test_words_alone_are_reason_enough(town: Township, made: Submitted, anybody: Resident) -> None:
    path = finished(town, made)
    assert anybody.post(path, level="5", words="等了三天").status_code == 302
    assert Rating.objects.get(unit=1).words.clear() == "等了三天"


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.AGENT])
def test_staff_and_agents_do_not_rate_by_a_villagers_link(
    town: Township, made: Submitted, kind: RoleKind
) -> None:
    path = finished(town, made)
    worker = Browser(town.staff[kind])

    shown, sent = worker.get(path), worker.post(path, level="1")

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert "由办事人本人评价" in text_of(sent)
    assert not Rating.objects.filter(unit=1).exists()
    assert "评一评" not in text_of(worker.get(f"/t/{made.tracking}/"))


def test_a_clerk_does_not_withdraw_by_a_villagers_link(town: Township, made: Submitted) -> None:
    clerk = Browser(town.staff[RoleKind.CLERK])
    answer = clerk.post(f"/t/{made.tracking}/withdrawal/", reason="不想办了")
    assert answer.status_code == 403
    assert now(made).state == State.SUBMITTED


def test_before_its_end_a_case_is_not_rated(made: Submitted, anybody: Resident) -> None:
    answer = anybody.post(f"/t/{made.tracking}/rating/", level="1")
    assert answer.status_code == 409 and "办结以后才能评价" in text_of(answer)


def test_the_account_of_the_applicant_acts_as_itself(town: Township, made: Submitted) -> None:
    own = Resident(town.resident)
    own.post(f"/t/{made.tracking}/withdrawal/", reason="不想办了")
    event = Event.objects.get(unit=1, subject=f"case:{made.case.pk}", action="withdraw")
    assert town.resident and event.by_user == town.resident.pk
