"""学习与考试: read on a phone, sit a timed exam, go on after a lost line, hold a certificate."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import User
from bianmin.rules.roles import RoleKind
from bianmin.workforce import codes
from bianmin.workforce.commands import training
from bianmin.workforce.commands.training import Year
from bianmin.workforce.models import Attempt, Attendance, Certificate, Question
from tests import make
from tests.make import MONDAY_9AM
from tests.web.me.tickets import ticket_in
from tests.web.staff import Browser, text_of
from tests.workforce.house import HOUR, House
from tests.workforce.test_exams import course, learn, sit

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def novice(house: House) -> User:
    return make.user(RoleKind.AGENT, at_site=house.town.station, trained=False, name="新代办")


def right_of(paper: Attempt, number: int) -> int:
    return int(Question.objects.get(pk=paper.paper[number - 1]).right[0])


def test_read_sit_pass_and_see_the_certificate(novice: User) -> None:
    exam = course()
    code, browser = exam.course.code, Browser(novice)
    assert "先学完这门课" in text_of(browser.get(f"/me/learning/{code}/"))
    assert browser.post(f"/me/learning/{code}/exam/").status_code == 403
    assert browser.post(f"/me/learning/{code}/1/reading/")["Location"].endswith("/2/")
    assert browser.post(f"/me/learning/{code}/2/reading/")["Location"].endswith(f"/{code}/")
    page = browser.post(f"/me/learning/{code}/exam/")["Location"]
    paper = Attempt.objects.get(unit=1)
    for n in range(1, 6):
        seen = browser.get(page, q=n)
        assert f"第 {n} 题，共 5 题" in text_of(seen)
        sent = browser.post(f"{page}?q={n}", chosen=right_of(paper, n))
        assert sent.status_code == 302, text_of(sent)
    assert sent["Location"] == f"{page}check/"
    assert "都答完了" in text_of(browser.get(f"{page}check/"))
    assert "100 分，合格" in text_of(browser.get(browser.post(f"{page}end/")["Location"]))
    held = Certificate.objects.get(unit=1)
    assert held.number in text_of(browser.get(f"/me/certificates/{held.pk}/"))
    assert "已合格" in text_of(browser.get("/me/learning/"))


def test_a_lost_line_costs_nothing_and_time_does(novice: User) -> None:
    exam = course()
    learn(novice, exam)
    browser = Browser(novice)
    page = browser.post(f"/me/learning/{exam.course.code}/exam/")["Location"]
    paper = Attempt.objects.get(unit=1)
    browser.post(f"{page}?q=2", chosen=right_of(paper, 2))
    later = Browser(novice, at=MONDAY_9AM + 9 * MINUTE)
    assert "接着考" in text_of(later.get(f"/me/learning/{exam.course.code}/"))
    assert later.post(f"/me/learning/{exam.course.code}/exam/")["Location"] == page
    assert "checked" in later.get(page, q=2).content.decode()
    assert "还有 4 题没答" in text_of(later.get(f"{page}check/"))
    over = Browser(novice, at=MONDAY_9AM + 10 * MINUTE)
    assert "时间到了" in text_of(over.post(f"{page}?q=3", chosen=1))
    over.post(f"{page}end/")
    paper.refresh_from_db(from_queryset=Attempt.objects.filter(unit=1))
    assert (paper.right, paper.passed) == (1, False)
    result = text_of(over.get(f"{page}result/"))
    assert "20 分，还没合格" in result and "正确答案" in result


def test_a_paper_and_a_certificate_are_ones_own(novice: User, house: House) -> None:
    exam = course()
    learn(novice, exam)
    paper = sit(novice, exam)
    other = Browser(house.a)
    for path in ("", "check/", "result/"):
        assert other.get(f"/me/exams/{paper.pk}/{path}").status_code == 404
    assert other.post(f"/me/exams/{paper.pk}/end/").status_code == 404
    held = Certificate.objects.get(unit=1)
    assert other.get(f"/me/certificates/{held.pk}/").status_code == 404
    own = Browser(novice, at=MONDAY_9AM + HOUR)
    assert own.get(f"/me/exams/{paper.pk}/")["Location"].endswith("/result/")
    assert own.get("/me/learning/none/").status_code == 404
    assert own.get(f"/me/learning/{exam.course.code}/9/").status_code == 404


def test_the_code_on_the_screen_signs_in_and_yesterdays_does_not(
    novice: User, house: House
) -> None:
    exam = course()
    unit = house.world.units["东昌府区"]
    held = training.hold_session(
        exam.course, unit, place="县政务大厅", starts_at=MONDAY_9AM,
        ends_at=MONDAY_9AM + 2 * HOUR, by=SYSTEM, at=MONDAY_9AM - HOUR,
    )  # fmt: skip
    browser = Browser(novice)
    assert "县政务大厅" in text_of(browser.get("/me/learning/"))
    assert "扫屏幕上的码" in text_of(browser.get(f"/me/sessions/{held.pk}/"))
    stale = codes.code_at(held.secret, MONDAY_9AM - 10 * MINUTE)
    assert "码过期了" in text_of(browser.get(f"/me/sessions/{held.pk}/", code=stale))
    assert browser.post(f"/me/sessions/{held.pk}/", ticket=stale).status_code == 422
    good = codes.code_at(held.secret, MONDAY_9AM)
    asked = browser.get(f"/me/sessions/{held.pk}/", code=good)
    assert "我到了，签到" in text_of(asked)
    browser.post(f"/me/sessions/{held.pk}/", ticket=ticket_in(asked))
    assert Attendance.objects.filter(unit=1, user=novice).count() == 1
    assert "您已签到" in text_of(browser.get(f"/me/sessions/{held.pk}/"))


def test_the_years_hours_are_told_against_the_plan(novice: User, house: House) -> None:
    exam = course()
    training.publish_plan(
        house.world.units["东昌府区"], title="三年培训计划", goal="人人持证",
        audience=[RoleKind.AGENT], target=100, years=[Year(2026, "学会受理", 2)],
        by=SYSTEM, at=MONDAY_9AM,
    )  # fmt: skip
    learn(novice, exam)
    page = text_of(Browser(novice).get("/me/learning/"))
    assert "今年要学 2 学时，已学 0.2 学时" in page
    clerk = text_of(Browser(house.a).get("/me/learning/"))
    assert "三年培训计划" not in clerk
