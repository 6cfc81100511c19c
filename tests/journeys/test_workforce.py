"""The workforce: a clerk falls ill and nobody is turned away; only who passes is authorised."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands import issue_token
from bianmin.accounts.models import Grant, User
from bianmin.cases.models import Case
from bianmin.rules.roles import RoleKind
from bianmin.workforce.models import Certificate, EmptyPost, Handover
from tests import make, world
from tests.journeys.people import Worker, press
from tests.make import MONDAY_9AM
from tests.web.chromium import looks_right, tab_of
from tests.web.staff import Browser
from tests.workforce import house as houses
from tests.workforce.house import House
from tests.workforce.test_exams import course

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TEN_PAST_EIGHT = MONDAY_9AM - timedelta(minutes=50)


class Clock:
    """What the product takes for now."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: datetime = TEN_PAST_EIGHT
        monkeypatch.setattr(timezone, "now", lambda: self.at)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def house(db: Any) -> House:
    return houses.build(world.build())


def test_a_clerk_falls_ill_at_ten_past_eight_and_nobody_is_turned_away(
    chromium: Any, live_server: Any, house: House, clock: Clock
) -> None:
    waiting = house.case(house.a, at=TEN_PAST_EIGHT)
    ill = tab_of(chromium, live_server, house.a, width=390)
    ill.goto(f"{live_server.url}/me/leave/#now")
    ill.check("[name=kind][value=sick]")
    ill.check("#now [name=until] >> nth=0")
    press(ill, "button:text-is('离岗，请人顶岗')")
    assert "孙海燕顶岗" in ill.inner_text("main")
    looks_right(ill, "journey-ill")
    ill.context.close()

    clock.at = MONDAY_9AM - timedelta(minutes=15)
    stands_in = tab_of(chromium, live_server, house.b, width=390)
    stands_in.goto(f"{live_server.url}/me/")
    assert waiting.number in stands_in.inner_text("main")
    press(stands_in, "button:text-is('确认都收到了')")
    looks_right(stands_in, "journey-stands-in")
    stands_in.goto(f"{live_server.url}/sites/{house.town.center.pk}/")
    assert "孙海燕" in stands_in.inner_text("main")
    stands_in.context.close()
    worker = Worker(chromium, live_server, house.b)
    worker.find(waiting.number)
    worker.do("acceptance")
    worker.leave()

    taken = Case.objects.get(unit=1, pk=waiting.pk)
    assert (taken.handler_id, taken.state) == (house.b.pk, "accepted")
    assert Handover.objects.get(unit=1).taken_at == clock.at
    assert not EmptyPost.objects.filter(unit=1).exists()


def test_an_agent_learns_passes_and_is_authorised(
    chromium: Any, live_server: Any, house: House, clock: Clock
) -> None:
    exam, station = course(), house.town.station
    novice = make.user(RoleKind.AGENT, at_site=station, trained=False, name="新代办")
    head = tab_of(chromium, live_server, house.town.staff[RoleKind.CENTER_HEAD], width=1366)
    page = f"{live_server.url}/console/workforce/people/{novice.pk}/"
    head.goto(page)
    assert "没有能用来授权的合格证" in head.inner_text("main")

    learner = tab_of(chromium, live_server, novice, width=390)
    learner.goto(f"{live_server.url}/me/learning/{exam.course.code}/")
    assert "先学完这门课" in learner.inner_text("main")
    learner.goto(f"{live_server.url}/me/learning/{exam.course.code}/1/")
    press(learner, "button:text-is('学完了，下一课')")
    press(learner, "button:text-is('学完了')")
    learner.goto(f"{live_server.url}/me/learning/{exam.course.code}/")
    press(learner, "button:text-is('开始考试')")
    for _ in range(exam.questions):
        number = int("".join(c for c in learner.inner_text("fieldset legend") if c.isdigit()))
        learner.check(f"[name=chosen][value='{number % 3}']")
        press(learner, ".dock button[form=q]")
    press(learner, "button:text-is('交卷')")
    assert "100 分，合格" in learner.inner_text("main")
    looks_right(learner, "journey-passed")
    learner.context.close()

    head.goto(page)
    head.check("[name=items] >> nth=0")
    press(head, "button:text-is('授权')")
    looks_right(head, "journey-authorised")
    head.context.close()
    certificate = Certificate.objects.get(unit=1, user=novice)
    assert Grant.objects.get(user=novice).basis == certificate.number


def test_who_has_not_passed_cannot_take_it_by_any_way(house: House, clock: Clock) -> None:
    clock.at = MONDAY_9AM
    novice = make.user(RoleKind.CLERK, at_site=house.town.center, trained=False, name="新窗口")
    waiting = house.case(house.a)
    at_window = Browser(novice, at=MONDAY_9AM)
    assert at_window.post(f"/desk/cases/{waiting.number}/acceptance/").status_code in (403, 404)
    assert _by_api(novice, waiting.number) in (403, 404)
    assert Case.objects.get(unit=1, pk=waiting.pk).state == "received"
    assert _by_api(house.b, waiting.number) == 200


def _by_api(user: User, number: str) -> int:
    token = issue_token(user, label="试", by=SYSTEM, at=MONDAY_9AM)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).post(
        f"/api/v1/desk/cases/{number}/acceptance", "{}", content_type="application/json",
        headers={"Idempotency-Key": f"journey-{user.pk}"},
    )  # fmt: skip
    return answer.status_code
