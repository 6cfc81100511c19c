"""培训: planned by a county, taught by the city, held with a code on the wall."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bianmin.rules.exams import Scope
from bianmin.rules.roles import RoleKind
from bianmin.workforce import codes
from bianmin.workforce.models import Attendance, Course, Question, TrainingPlan, TrainingSession
from bianmin.workforce.queries import training as queries
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.workforce.house import HOUR, House
from tests.workforce.test_exams import course, learn, sit

pytestmark = pytest.mark.django_db
BASICS = {"code": "JBG-1", "title": "基本功", "topic": "systems", "scope": "all", "is_open": "on"}
QUESTION = {"kind": "single", "text": "先做什么？", "options": "问好\n坐着\n", "right": "A"}


@pytest.fixture
def city(house: House) -> Browser:
    return Browser(house.world.staff["聊城市", RoleKind.CITY_BUREAU])


def test_a_plan_over_years_is_published_and_seen_below(house: House, bureau: Browser) -> None:
    unit = house.world.units["东昌府区"]
    here = f"/console/workforce/places/{unit.pk}/training/"
    assert "还没有公布培训计划" in text_of(bureau.get(here))
    fields = {
        "title": "三年计划", "goal": "人人持证", "audience": ["clerk", "agent"], "target": "100",
        "first_year": "2026", "goal1": "学会受理", "hours1": "24", "goal2": "提升", "hours2": "",
    }  # fmt: skip
    refused = bureau.post(f"{here}plans/", **fields)
    assert refused.status_code == 422 and "每年都要写目标和学时" in text_of(refused)
    assert bureau.post(f"{here}plans/", **fields | {"hours2": "16"}).status_code == 302
    plan = TrainingPlan.objects.get()
    assert (plan.first_year, plan.last_year, plan.audience) == (2026, 2027, ["clerk", "agent"])
    head = Browser(house.town.staff[RoleKind.CENTER_HEAD])
    below = f"/console/workforce/places/{house.town.region.pk}/training/"
    assert "学会受理" in text_of(head.get(below))
    assert head.post(f"{below}plans/", **fields).status_code == 403


def test_the_city_writes_a_course_its_bank_and_exam(city: Browser, house: House) -> None:
    assert (
        city.post("/console/workforce/courses/", **BASICS | {"scope": "items"}).status_code == 422
    )
    assert city.post("/console/workforce/courses/", **BASICS).status_code == 302
    here = "/console/workforce/courses/JBG-1/"
    assert "还没有设考试" in text_of(city.get(here))
    lesson = {"number": "1", "title": "第一句话", "text": "您好", "minutes": "5"}
    city.post(f"{here}lessons/", **lesson)
    city.post(f"{here}lessons/", **lesson | {"title": "问好"})
    made = Course.objects.get()
    assert [one.title for one in made.lessons.all()] == ["问好"]
    assert city.post(f"{here}questions/", **QUESTION | {"right": "C"}).status_code == 422
    city.post(f"{here}questions/", **QUESTION)
    city.post(f"{here}questions/", kind="judge", text="要站起来", options="", right="A")
    assert Question.objects.filter(course=made).count() == 2
    exam = {
        "questions": "3",
        "minutes": "10",
        "mark": "60",
        "tries_a_day": "3",
        "valid_months": "12",
    }
    city.post(f"{here}exam/", **exam)
    assert "不够出 3 道题的卷子" in text_of(city.get(here))
    question = Question.objects.get(kind="judge")
    city.post(f"{here}questions/{question.pk}/retirement/")
    assert "停用" in text_of(city.get(here))
    city.post(here, **BASICS | {"title": "基本功（新）", "code": "X"})
    made.refresh_from_db()
    assert (made.code, made.title) == ("JBG-1", "基本功（新）")


def test_only_the_city_sees_the_answers(house: House, bureau: Browser) -> None:
    exam = course()
    for browser in (bureau, Browser(house.town.staff[RoleKind.CENTER_HEAD])):
        assert browser.get("/console/workforce/courses/").status_code == 403
        assert browser.get(f"/console/workforce/courses/{exam.course.code}/").status_code == 403


def test_a_session_is_held_with_a_code_on_the_wall(house: House, bureau: Browser) -> None:
    exam = course()
    unit = house.world.units["东昌府区"]
    here = f"/console/workforce/places/{unit.pk}/training/sessions/"
    fields = {
        "course": str(exam.course_id), "place": "县政务大厅", "day": "2026-03-02",
        "starts": "09:00", "ends": "11:00", "teacher": "王科长",
    }  # fmt: skip
    assert bureau.post(here, **fields | {"ends": "08:00"}).status_code == 422
    assert bureau.post(here, **fields).status_code == 302
    held = TrainingSession.objects.get()
    screen = bureau.get(f"/console/workforce/sessions/{held.pk}/screen/").content.decode()
    assert "data:image/svg+xml" in screen and 'id="screen"' in screen
    later = Browser(house.world.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    later.at = MONDAY_9AM + timedelta(minutes=1)
    again = later.get(f"/console/workforce/sessions/{held.pk}/screen/").content.decode()
    assert _image(screen) != _image(again)
    code = codes.code_at(held.secret, MONDAY_9AM)
    ticket = queries.ticket(held, code, make.actor(house.a), at=MONDAY_9AM)
    Browser(house.a).post(f"/me/sessions/{held.pk}/", ticket=ticket)
    assert Attendance.objects.filter(unit=1).count() == 1
    assert house.a.display_name in text_of(bureau.get(f"/console/workforce/sessions/{held.pk}/"))
    gone = bureau.post(f"/console/workforce/sessions/{held.pk}/", reason="停电")
    assert gone.status_code == 409
    zone = Browser(house.world.staff["开发区", RoleKind.COUNTY_BUREAU])
    assert zone.get(f"/console/workforce/sessions/{held.pk}/screen/").status_code == 403


def _image(page: str) -> str:
    found = re.search(r'src="(data:[^"]+)"', page)
    assert found is not None
    return found[1]


def test_coverage_is_counted_by_county(house: House, city: Browser) -> None:
    here = f"/console/workforce/places/{house.world.city.pk}/training/"
    page = text_of(city.get(here))
    assert "2020年8月31日（周一）前制定人员培训计划" in page and "0.0%" in page
    exam = course()
    for user in (house.a, house.b):
        learn(user, exam)
        sit(user, exam)
    city = Browser(house.world.staff["聊城市", RoleKind.CITY_BUREAU], at=MONDAY_9AM + HOUR)
    page = city.get(here).content.decode()
    before = _row(page)
    numbers = re.findall(r"</span>(\d+)</td>", before)
    # Two townships of a clerk, a station clerk and an agent each, and the house's two more.
    assert numbers == ["8", "2"]
    etiquette = course(scope=Scope.NONE)
    learn(house.c, etiquette, at=city.at)
    sit(house.c, etiquette, at=city.at)
    assert _row(city.get(here).content.decode()) == before


def _row(page: str) -> str:
    found = re.search(r"东昌府区</a></th>(.*?)</tr>", page, re.S)
    assert found is not None
    return found[1]
