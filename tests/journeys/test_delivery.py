"""送达: chosen by the applicant, posted, come back, signed for, filed; and opened on the net."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bianmin.cases.application import Submitted
from bianmin.cases.commands import intake
from bianmin.cases.models import Case, Delivery
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import Path
from tests.journeys.people import Villager, Worker, press
from tests.make import MONDAY_9AM
from tests.web.chromium import looks_right
from tests.world import build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CLERK = RoleKind.CLERK


def done(path: Path) -> Submitted:
    """A case of the counter whose result is ready."""
    wanted = make.application(path.town.center, path.town.village, of=path.cast.version)
    taken = intake.take_at_counter(wanted, **path.by(CLERK))
    for step in (path.accept, path.start, path.grant, path.complete):
        step(taken.case)
    return taken


def state_of(case: Case) -> str:
    return Case.objects.get(unit=case.unit, pk=case.pk).state


def choose(villager: Villager, case: Case, mode: str) -> None:
    villager.open(f"/t/{case.tracking.clear()}/", "tracked-ready")
    villager.press("换个办法", "delivery-choice")
    villager.tab.check(f"[name=mode][value={mode}]")


def test_a_result_comes_as_it_was_wanted_and_the_case_is_filed(
    chromium: Any, live_server: Any, db: Any, photo: str
) -> None:
    world = build()
    path = Path(world, world.townships["河湾镇"], at=MONDAY_9AM - timedelta(weeks=5))
    posted, opened = done(path), done(path)
    villager = Villager(chromium, live_server, width=390)
    clerk = Worker(chromium, live_server, path.town.staff[CLERK])
    tab = clerk.tab

    choose(villager, posted.case, "post")
    villager.press("就这样", "delivery-choice-wrong")  # without an address
    assert "门牌号" in villager.tab.inner_text("main")
    villager.tab.fill("[name=address]", "河湾镇柳庄村 12 号")
    press(villager.tab, "button:text-is('就这样')")
    assert "寄给我" in villager.tab.inner_text("main")

    tab.goto(f"{live_server.url}/desk/deliveries/?late=1")
    looks_right(tab, "desk-deliveries")
    assert posted.case.number in tab.inner_text("main")  # decided five weeks ago: late by now
    press(tab, f"a:text-is('{posted.case.number}')")
    for number in ("EB123456789CN", "EB987654321CN"):
        tab.click("#posting summary")
        assert tab.input_value("#posting [name=address]") == "河湾镇柳庄村 12 号"
        tab.fill("#posting [name=post_number]", number)
        clerk.do("posting")
        looks_right(tab, "desk-case-posted")
        if number.startswith("EB1"):
            tab.click("#dispatch-return summary")
            tab.fill("#dispatch-return [name=reason]", "没人在家")
            clerk.do("dispatch-return")
    villager.open(f"/t/{posted.case.tracking.clear()}/", "tracked-posted")
    assert "EB987654321CN" in villager.tab.inner_text("main")
    tab.click("#delivery summary")
    tab.fill("#delivery [name=receiver]", "王小明")
    clerk.do("delivery")
    assert "与本人的关系" in tab.inner_text("main")  # and what was typed is kept
    assert tab.input_value("#delivery [name=receiver]") == "王小明"
    tab.fill("#delivery [name=mandate]", "儿子，有委托书")
    clerk.do("delivery")
    tab.click("#signed-slip summary")
    tab.set_input_files("#signed-slip [name=slip]", photo)
    clerk.do("signed-slip")
    tab.click("#archive summary")
    tab.fill("#archive [name=pages]", "9")
    clerk.do("archive")
    looks_right(tab, "desk-case-archived")
    filed = tab.inner_text("section[aria-labelledby=h-filed]")
    assert "送达回证" in filed and "纸质 9 页" in filed
    assert state_of(posted.case) == State.ARCHIVED

    choose(villager, opened.case, "electronic")
    press(villager.tab, "button:text-is('就这样')")
    press(villager.tab, "a:text-is('准予决定书（PDF）')")  # the result waits to be opened
    villager.see("result")
    villager.tab.fill("[name=code]", "000000")
    press(villager.tab, "button:text-is('打开结果')")
    assert state_of(opened.case) == State.COMPLETED
    villager.tab.fill("[name=code]", opened.query_code)
    press(villager.tab, "button:text-is('打开结果')")
    villager.see("tracked-opened")
    assert state_of(opened.case) == State.DELIVERED
    assert Delivery.objects.get(unit=1, case=opened.case).mode == "electronic"
    for one in (villager, clerk):
        one.leave()
