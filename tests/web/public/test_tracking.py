"""Following: words of state for number and code; everything for whoever holds the link."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.cases.application import Submitted
from bianmin.cases.commands import intake, refusals, review
from bianmin.cases.commands.drafts import begin_draft
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case, LookupTry
from bianmin.files.commands import check_file, take_upload
from bianmin.files.models import StoredFile
from bianmin.rules.lifecycle import Action
from bianmin.rules.roles import RoleKind
from tests import make
from tests.files import samples
from tests.make import MONDAY_9AM
from tests.web.public.resident import Resident
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
IN_A_YEAR_UNKNOWN = datetime(2040, 3, 5, 1, 0, tzinfo=UTC)
GAP = Gap("account", "银行卡", "照片看不清", "请重拍有卡号的一面")


@pytest.fixture
def made(town: Township, world: World) -> Submitted:
    return make.submitted(town.center, town.village, applicant=town.villager, of=world.version)


@pytest.fixture
def anybody() -> Resident:
    return Resident()


def accepted(town: Township, case: Case, *, at: datetime = MONDAY_9AM) -> Case:
    clerk = make.actor(town.staff[RoleKind.CLERK], at=at)
    intake.receive_case(case, by=clerk, at=at)
    return review.accept_case(case, by=clerk, at=at)


def ask(anybody: Resident, made: Submitted, code: str = "") -> str:
    answer = anybody.post("/track/", number=made.case.number, code=code or made.query_code, _key="")
    return text_of(answer)


def test_a_stranger_with_number_and_code_reads_words_and_no_name(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    accepted(town, made.case)

    page = ask(anybody, made)

    assert "已受理，开始办理" in page
    assert "最晚3月9日（周一）办好" in page
    assert f"现在在：{town.center.name}" in page
    for secret in (town.villager.name.clear(), "村民", "80-89", made.tracking, "居民身份证"):
        assert secret not in page
    assert all(word in page for word in ("提交", "受理", "审核", "办结"))


def test_a_year_without_a_calendar_is_said_to_be_pending(
    town: Township, world: World, anybody: Resident
) -> None:
    at = IN_A_YEAR_UNKNOWN
    made = make.submitted(town.center, town.village, of=world.version, at=at)
    accepted(town, made.case, at=at)
    anybody.at = at
    assert "什么时候办好：待公布" in ask(anybody, made)


def test_a_late_case_says_so_and_whom_to_call(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    accepted(town, made.case)
    anybody.at += timedelta(days=10)
    page = ask(anybody, made)
    assert "原定3月9日（周一）前办好，已经过了" in page


def test_a_wrong_code_is_told_counted_and_kept(made: Submitted, anybody: Resident) -> None:
    wrong = f"{(int(made.query_code) + 1) % 1_000_000:06d}"

    answer = anybody.post("/track/", number=made.case.number, code=wrong, _key="")

    assert answer.status_code == 422
    assert "对不上" in text_of(answer) or "请再核对一遍" in text_of(answer)
    assert f'value="{made.case.number}"' in answer.content.decode()
    assert f'value="{wrong}"' in answer.content.decode()
    assert LookupTry.objects.get().tries == 1
    assert "已提交" in ask(anybody, made)


def test_the_sixth_try_is_refused_beside_what_was_typed(made: Submitted, anybody: Resident) -> None:
    for _ in range(5):
        ask(anybody, made, "000000" if made.query_code != "000000" else "000001")

    page = anybody.post("/track/", number=made.case.number, code=made.query_code, _key="")

    assert "一小时内只能查 5 次" in text_of(page)
    assert f'value="{made.case.number}"' in page.content.decode()
    assert LookupTry.objects.get().tries == 6


@pytest.mark.parametrize(
    ("number", "code", "sentence"),
    [
        ("12345", "123456", "LC 加 15 位"),
        ("", "123456", "请填写"),
        ("LC012026030200001", "12", "6 位"),
    ],
)
def test_what_is_neither_number_nor_code_is_told_at_its_box(
    made: Submitted, anybody: Resident, number: str, code: str, sentence: str
) -> None:
    answer = anybody.post("/track/", number=number, code=code, _key="")
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert not LookupTry.objects.exists()


def test_the_link_shows_its_holder_everything(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    accepted(town, made.case)

    page = anybody.get(f"/t/{made.tracking}/")

    words = text_of(page)
    assert "最晚3月9日（周一）办好" in words and "80-89" in words
    assert [line["title"] for line in page.context["history"]] == [
        "受理了，开始计时",
        "窗口收到了材料",
        "交上去了",
    ]
    assert "不用交" in words and "撤回这份申请" in words
    assert f"tel:{town.center.phone}" in page.content.decode()
    assert "noindex" in page.content.decode() and page["Cache-Control"] == "no-store"


def test_a_link_that_is_cut_or_guessed_opens_nothing(made: Submitted, anybody: Resident) -> None:
    for code in (made.tracking[:-1], "01" + "0" * 32, "x"):
        for page in ("", "correction/", "withdrawal/", "rating/", "resubmission/"):
            assert anybody.get(f"/t/{code}/{page}").status_code == 404


def test_the_slip_stands_on_the_page_with_its_day(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    intake.receive_case(made.case, by=clerk, at=MONDAY_9AM)
    review.request_correction(made.case, [GAP], by=clerk, at=MONDAY_9AM)

    words = text_of(anybody.get(f"/t/{made.tracking}/"))

    assert "照片看不清。请重拍有卡号的一面" in words
    assert "3月23日（周一）前补上" in words
    assert "补材料" in words and "现在在：您这里" in words


def test_a_refusal_is_told_with_reason_law_and_remedies(
    town: Township, made: Submitted, anybody: Resident
) -> None:
    clerk, head = (make.actor(town.staff[k]) for k in (RoleKind.CLERK, RoleKind.CENTER_HEAD))
    intake.receive_case(made.case, by=clerk, at=MONDAY_9AM)
    said = {"reason": "户口不在本区", "law": "办法第三条", "alternatives": "到户口所在地申请"}
    refusals.propose_refusal(
        made.case, action=Action.REFUSE_ACCEPTANCE, category="B", by=clerk, at=MONDAY_9AM, **said
    )
    assert "户口不在本区" not in text_of(anybody.get(f"/t/{made.tracking}/"))  # not yet decided
    refusals.refuse_acceptance(made.case, by=head, at=MONDAY_9AM)

    words = text_of(anybody.get(f"/t/{made.tracking}/"))

    assert all(text in words for text in said.values())
    assert "行政复议" in words


def test_ones_own_photographs_open_marked_and_nobody_elses(
    town: Township, world: World, made: Submitted, anybody: Resident
) -> None:
    other = make.submitted(town.center, town.village, of=world.version)
    by = make.actor(town.staff[RoleKind.CLERK])
    for case in (made.case, other.case):
        take_upload(
            io.BytesIO(samples.jpeg()), unit=1, owner=f"case:{case.pk}", display_name="证",
            by=by, at=MONDAY_9AM,
        )  # fmt: skip
    mine, foreign = StoredFile.objects.filter(unit=1).order_by("id")
    assert "检查中" in text_of(anybody.get(f"/t/{made.tracking}/"))
    for file in (mine, foreign):
        check_file(file, at=MONDAY_9AM)

    opened = anybody.get(f"/t/{made.tracking}/files/{mine.pk}/")

    assert opened.status_code == 200 and opened["Content-Type"] == "image/jpeg"
    assert anybody.get(f"/t/{made.tracking}/files/{foreign.pk}/").status_code == 404


def test_mine_lists_my_cases_and_nobody_elses_at_the_same_cost(
    town: Township, world: World, made: Submitted
) -> None:
    make.submitted(town.center, town.village, of=world.version)
    own = Resident(town.resident)
    own.get("/mine/")
    with CaptureQueriesContext(connection) as one:
        page = own.get("/mine/")
    for _ in range(3):
        make.submitted(town.center, town.village, applicant=town.villager, of=world.version)

    with CaptureQueriesContext(connection) as four:
        more = own.get("/mine/")

    assert [line.case for line in page.context["lines"]] == [made.case]
    assert len(more.context["lines"]) == 4
    assert len(four) == len(one)
    assert f"/t/{made.tracking}/" in page.content.decode()


def test_mine_shows_drafts_of_the_account_and_of_the_browser(town: Township, world: World) -> None:
    own = Resident(town.resident)
    at = own.begin(world, town)
    own.post(f"{at}topic/1/", band="80-89")
    elsewhere = Resident(town.resident)

    assert f'href="{at}papers/1/"' in elsewhere.get("/mine/").content.decode()
    assert elsewhere.get(f"{at}papers/1/").status_code == 200
    assert "没填完的" not in text_of(Resident(make.user()).get("/mine/"))


def test_mine_asks_a_stranger_to_sign_in() -> None:
    assert Resident().get("/mine/")["Location"] == "/sign-in/?next=%2Fmine%2F"


def test_an_agents_draft_for_somebody_is_not_mine(town: Township, world: World) -> None:
    agent = Resident(town.staff[RoleKind.AGENT])
    by = make.actor(town.staff[RoleKind.AGENT])
    begin_draft(world.version, None, unit=1, by=by, at=MONDAY_9AM)
    page = agent.get("/mine/")
    assert page.status_code == 302 or "没填完的" not in text_of(page)
