"""The workforce: a clerk falls ill and nobody is turned away; only who passes is authorised."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands import issue_token
from bianmin.accounts.models import Grant, User
from bianmin.cases.models import Case, Draft
from bianmin.cases.policies import NOT_GRANTED
from bianmin.rules.roles import RoleKind
from bianmin.workforce.models import Certificate, EmptyPost, Handover
from tests import make, world
from tests.journeys.people import Worker, press
from tests.make import MONDAY_9AM
from tests.web.chromium import looks_right, tab_of
from tests.web.desk.test_intake import typed
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
    begin = f"{live_server.url}/field/new/?item={house.world.version.item.code}"
    learner.goto(begin)
    assert NOT_GRANTED in learner.inner_text("main")  # passed is not yet authorised

    head.goto(page)
    head.check("[name=items] >> nth=0")
    press(head, "button:text-is('授权')")
    looks_right(head, "journey-authorised")
    head.context.close()
    certificate = Certificate.objects.get(unit=1, user=novice)
    assert Grant.objects.get(user=novice).basis == certificate.number
    learner.goto(begin)
    press(learner, "button:text-is('开始代办')")
    assert Draft.objects.get(unit=1).version == house.world.version
    learner.goto(f"{live_server.url}/me/")
    assert certificate.number in learner.inner_text("main")
    learner.context.close()


def test_who_has_not_passed_cannot_take_it_by_any_way(
    chromium: Any, live_server: Any, house: House, clock: Clock
) -> None:
    clock.at = MONDAY_9AM
    town, version = house.town, house.world.version
    clerk = make.user(RoleKind.CLERK, at_site=town.center, trained=False, name="新窗口")
    agent = make.user(RoleKind.AGENT, at_site=town.station, trained=False, name="新代办")
    waiting = house.case(house.a)

    desk = tab_of(chromium, live_server, clerk, width=1366)
    desk.goto(f"{live_server.url}/desk/intake/?item={version.item.code}")
    assert NOT_GRANTED in desk.inner_text("main")
    looks_right(desk, "journey-not-granted-desk")
    desk.context.close()
    phone = tab_of(chromium, live_server, agent, width=390)
    phone.goto(f"{live_server.url}/field/new/?item={version.item.code}")
    assert NOT_GRANTED in phone.inner_text("main")
    assert phone.locator("button:text-is('开始代办')").count() == 0
    looks_right(phone, "journey-not-granted-phone")
    phone.context.close()

    at_window, at_home = (Browser(user, at=MONDAY_9AM) for user in (clerk, agent))
    assert at_window.post("/desk/intake/", **typed(house.world, town)).status_code == 403
    assert at_window.post(f"/desk/cases/{waiting.number}/acceptance/").status_code in (403, 404)
    assert at_home.post("/field/new/", item=version.item.code).status_code == 403
    assert _by_api(clerk, waiting.number) in (403, 404)
    call_command("import", "courses")
    call_command("appoint", "xinren", "--name=新人", f"--id-number={make.id_number(9)}",
                 "--role=clerk")  # fmt: skip
    newcomers = (clerk.pk, agent.pk, User.objects.get(login="xinren").pk)
    assert not Grant.objects.filter(user_id__in=newcomers).exists()
    (only,) = Case.objects.filter(unit=1)
    assert (only.pk, only.state) == (waiting.pk, "received")
    assert not Draft.objects.filter(unit=1).exists()
    assert _by_api(house.b, waiting.number) == 200


def _by_api(user: User, number: str) -> int:
    token = issue_token(user, label="试", by=SYSTEM, at=MONDAY_9AM)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).post(
        f"/api/v1/desk/cases/{number}/acceptance", "{}", content_type="application/json",
        headers={"Idempotency-Key": f"journey-{user.pk}"},
    )  # fmt: skip
    return answer.status_code
