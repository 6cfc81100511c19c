"""容缺受理 and 即办: a missing paper costs no second wait, and a simple matter no second visit."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.cases.models import Case, Undertaking
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import Path
from tests.cases.test_undertakings import taken, version_with
from tests.journeys.people import Villager, Worker, press
from tests.web.chromium import looks_right
from tests.world import build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_gap_is_promised_and_mended_and_a_simple_matter_done_at_once(
    chromium: Any, live_server: Any, db: Any
) -> None:
    world = build()
    town = world.townships["河湾镇"]
    path = Path(world, town)
    clerk = Worker(chromium, live_server, town.staff[RoleKind.CLERK])
    tab = clerk.tab

    item = version_with(need=3).item
    tab.goto(f"{clerk.url}/desk/intake/?item={item.code}")
    tab.fill("#id_id_number", make.id_number(7))
    tab.fill("#id_name", "李秀兰")
    tab.fill("#id_phone", "13800000001")
    tab.select_option("#id_place", label=town.village.name)
    tab.check("[name=a-band] >> nth=0")
    tab.check("[name=m-id_card]")
    looks_right(tab, "desk-intake-promise")
    tab.keyboard.press("Alt+r")  # in one key, the second paper to follow
    tab.wait_for_url("**/slip/")
    looks_right(tab, "desk-slip-promised")
    promise = tab.get_attribute("a:has-text('打印容缺受理承诺书')", "href")
    assert tab.request.get(f"{clerk.url}{promise}").headers["content-type"] == "application/pdf"

    lacking = taken(path, version_with(need=3))
    clerk.find(lacking.number)
    tab.click("#promise summary")
    tab.check("#promise [name=keys] >> nth=0")
    clerk.do("promise")
    assert "承诺书" in tab.inner_text("main")  # not without the signature
    tab.check("#promise [name=is_signed]")
    clerk.do("promise")
    looks_right(tab, "desk-case-promised")
    assert Undertaking.objects.get(unit=1, case=lacking).number in tab.inner_text("main")
    case = Case.objects.get(unit=1, pk=lacking.pk)
    assert case.state == State.ACCEPTED
    villager = Villager(chromium, live_server, width=390)
    villager.open(f"/t/{case.tracking.clear()}/", "tracked-promised")
    assert "您答应补交的" in villager.tab.inner_text("main")
    tab.click("#deferred-papers summary")
    tab.check("#deferred-papers [name=keys] >> nth=0")
    clerk.do("deferred-papers")
    assert "已补交" in tab.inner_text("main")

    simple = taken(path, version_with("immediate", copy_kind=2), has="id_card account")
    clerk.find(simple.number)
    tab.click("#at-once summary")
    looks_right(tab, "desk-at-once")
    clerk.do("at-once")
    assert Case.objects.get(unit=1, pk=simple.pk).state == State.DELIVERED
    again = taken(path, simple.version, who=simple.applicant)
    clerk.find(again.number)
    assert simple.number in tab.inner_text("main")  # 免提交, with its source
    press(tab, "form[action$='/acceptance/'] button")
    for worker in (clerk, villager):
        worker.leave()
