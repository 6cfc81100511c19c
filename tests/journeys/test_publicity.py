"""公示: a reviewer visits, hangs it up, hears what a neighbour says, and only then decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bianmin.cases.models import Case, Publicity
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests.cases.paths import Path
from tests.journeys.people import Villager, Worker, press
from tests.web.chromium import looks_right
from tests.world import build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_neighbour_is_heard_before_the_decision(
    chromium: Any, live_server: Any, db: Any, photo: str
) -> None:
    world = build()
    town = world.townships["河湾镇"]
    case = Path(world, town).into(State.REVIEW)
    reviewer = Worker(chromium, live_server, town.staff[RoleKind.REVIEWER])
    tab = reviewer.tab
    reviewer.find(case.number)
    tab.click("#inquiry summary")
    tab.fill("#inquiry [name=day]", "2026-03-02")
    tab.fill("#inquiry [name=present]", "2")
    tab.fill("#inquiry [name=people]", "包村干部、村会计")
    tab.fill("#inquiry [name=found]", "两间瓦房，独居")
    tab.set_input_files("#inquiry [name=photos]", photo)
    reviewer.do("inquiry")
    assert "照片 1 张" in tab.inner_text("main")
    tab.click("#publicity summary")
    tab.fill("#publicity [name=place]", "柳庄村务公开栏")
    reviewer.do("publicity")

    neighbour = Villager(chromium, live_server, width=390)
    neighbour.tab.goto(f"{neighbour.url}/place/{town.village.pk}/")
    neighbour.open("/notices/", "notices")
    press(neighbour.tab, "main ul a")
    neighbour.see("objection")
    neighbour.tab.fill("[name=words]", "他家有车")
    neighbour.press("提上去", "objection-said")
    assert "已经收到" in neighbour.tab.inner_text("main")

    reviewer.find(case.number)
    reviewer.do("grant")  # not yet
    assert Case.objects.get(unit=1, pk=case.pk).state == State.REVIEW
    reviewer.find(case.number)
    looks_right(tab, "desk-case-publicised")
    tab.fill(".objection textarea", "车是侄子的")
    press(tab, ".objection button")
    hung = Publicity.objects.get(unit=1)
    Publicity.objects.filter(unit=1).update(until_on=hung.started_at.date() - timedelta(days=1))
    reviewer.find(case.number)
    reviewer.do("publicity-end", "grant")
    assert Case.objects.get(unit=1, pk=case.pk).state == State.GRANTED
    for worker in (reviewer, neighbour):
        worker.leave()
