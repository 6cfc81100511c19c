"""The main line: a villager applies, the township decides and delivers, the villager rates."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.feedback.models import Rating
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests.journeys.people import Villager, Worker, only_case, press
from tests.world import Township

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def handle(chromium: Any, server: Any, town: Township, number: str) -> None:
    """Receive, accept, review, grant, complete and deliver at the desk."""
    clerk = Worker(chromium, server, town.staff[RoleKind.CLERK])
    clerk.find(number)
    clerk.do("receipt", "acceptance")
    clerk.leave()
    reviewer = Worker(chromium, server, town.staff[RoleKind.REVIEWER])
    reviewer.find(number)
    reviewer.do("review", "grant", "completion")
    reviewer.leave()
    clerk = Worker(chromium, server, town.staff[RoleKind.CLERK])
    clerk.tab.goto(f"{server.url}/desk/cases/{number}/")
    clerk.deliver("王桂英")
    clerk.leave()


@pytest.mark.parametrize("width", [390, 1366])
def test_from_the_application_to_the_rating(
    chromium: Any, live_server: Any, town: Township, photo: str, width: int
) -> None:
    wang = Villager(chromium, live_server, width=width)

    number = wang.apply(photo)
    handle(chromium, live_server, town, number)
    wang.follow()
    wang.rate()

    case = only_case()
    assert (case.number, case.state, case.site) == (number, State.DELIVERED, town.center)
    assert Rating.objects.get(unit=1).level == 1
    wang.open("/mine/", "mine")
    assert "办完了，结果已送到" in wang.tab.inner_text("main")
    wang.leave()


def test_without_any_script(chromium: Any, live_server: Any, town: Township, photo: str) -> None:
    wang = Villager(chromium, live_server, width=390, looks=False, script=False)

    number = wang.apply(photo)
    code = wang.tab.inner_text(".code-card .num")
    handle(chromium, live_server, town, number)
    wang.open("/track/", "track")
    wang.tab.fill("[name=number]", number)
    wang.tab.fill("[name=code]", code)
    wang.press("查一查", "found")
    assert "办完了，结果已送到" in wang.tab.inner_text("main")
    assert "王桂英" not in wang.tab.inner_text("main")
    wang.follow()
    wang.rate()

    assert Rating.objects.get(unit=1).level == 1
    wang.leave()


def test_what_was_left_is_taken_up_again_and_back_never_breaks(
    chromium: Any, live_server: Any, town: Township, photo: str
) -> None:
    wang = Villager(chromium, live_server, width=390)
    wang.open("/apply/LC-LN-077/?words=柳庄", "apply")
    wang.tab.check("[name=place] >> nth=0")
    press(wang.tab, "text=开始填写")
    wang.tab.check("[name=living][value=alone]")
    wang.press("保存，下次再填", "saved")
    link = wang.tab.inner_text(".key")
    elsewhere = Villager(chromium, live_server, width=390)

    elsewhere.tab.goto(link)
    elsewhere.see("resumed")
    assert elsewhere.tab.is_checked("[name=living][value=alone]")
    elsewhere.tab.check("[name=age_band][value='80_89']")
    press(elsewhere.tab, "text=下一步")
    elsewhere.tab.go_back()
    elsewhere.tab.wait_for_selector("[name=age_band]")
    assert elsewhere.tab.is_checked("[name=age_band][value='80_89']")
    elsewhere.tab.go_forward()
    elsewhere.tab.wait_for_selector("[name=other_benefit] >> nth=0")

    wang.leave()
    elsewhere.leave()
