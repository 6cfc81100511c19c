"""Beside the main line: the village agent takes the case; a paper is photographed again."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.cases.models import CaseMaterial
from bianmin.feedback.models import Rating
from bianmin.files.models import StoredFile
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests.journeys.people import Villager, Worker, only_case
from tests.journeys.test_main_line import handle
from tests.web.chromium import tab_of
from tests.web.field.test_in_browser import apply_for_wang
from tests.world import Township

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_agent_takes_the_case_and_the_villager_rates(
    chromium: Any, live_server: Any, town: Township, photo: str
) -> None:
    agent = tab_of(chromium, live_server, town.staff[RoleKind.AGENT], width=390)
    apply_for_wang(agent, live_server.url, photo, look=False)
    case = only_case()
    assert (case.channel, case.intake_site) == ("agent", town.station)
    handle(chromium, live_server, town, case.number)

    agent.goto(f"{live_server.url}/t/{case.tracking.clear()}/rating/")
    assert "由办事人本人评价" in agent.inner_text("main")
    agent.context.close()
    wang = Villager(chromium, live_server, width=390)
    wang.follow()
    wang.press("评一评", "rating")
    wang.tab.check("[name=level][value='4']")
    wang.press("送出评价", "rating-why")
    wang.tab.check("[name=reason][value=slow]")
    wang.press("送出评价", "rated-poorly")

    rating = Rating.objects.get(unit=1)
    assert (rating.level, rating.reasons) == (4, ["slow"])
    wang.leave()


def test_one_slip_and_one_photograph_mend_it(
    chromium: Any, live_server: Any, town: Township, photo: str
) -> None:
    wang = Villager(chromium, live_server, width=390, looks=False)
    number = wang.apply(photo)
    wang.looks = True
    clerk = Worker(chromium, live_server, town.staff[RoleKind.CLERK])
    clerk.find(number)
    clerk.do("receipt")
    clerk.tell_once("bank", "照片看不清")

    wang.follow()
    assert "照片看不清" in wang.tab.inner_text("main")
    wang.press("补材料", "correction")
    wang.press("补好了，交上去", "correction-wrong")
    wang.tab.set_input_files("[name=photo-0]", photo)
    wang.press("补好了，交上去", "mended")

    case = only_case()
    assert case.state == State.RECEIVED
    bank = CaseMaterial.objects.get(unit=1, case_id=case.pk, key="bank")
    assert bank.status == "received"
    assert StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").count() == 4
    clerk.tab.reload()
    clerk.do("acceptance")
    assert only_case().state == State.ACCEPTED
    wang.press("撤回这份申请", "withdrawal")
    wang.tab.check("[name=reason] >> nth=0")
    wang.press("撤回这份申请", "withdrawn")
    assert only_case().state == State.WITHDRAWN
    clerk.leave()
    wang.leave()
