"""大厅: an old villager takes a number at the kiosk, is called fairly, and the screen shows it."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

from bianmin.counter.models import QueueTicket
from bianmin.wire.middleware import ServerTime
from tests import world
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.make import MONDAY_9AM
from tests.web.chromium import SMALL_TARGETS, looks_right, tab_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(db: Any) -> Hall:
    return halls.build(world.build())


def state(number: str) -> str:
    return str(QueueTicket.objects.get(unit=1, number=number).state)


def test_an_old_villager_takes_a_number_and_is_called_before_others(
    chromium: Any, live_server: Any, hall: Hall
) -> None:
    hall.take(-3)
    hall.take(-2)
    at = mock.patch.object(ServerTime, "now", staticmethod(lambda: MONDAY_9AM))
    with at:
        kiosk = chromium.new_context(viewport={"width": 1080, "height": 1920}).new_page()
        kiosk.goto(f"{live_server.url}/hall/{hall.site.pk}/")
        looks_right(kiosk, "kiosk")
        assert not kiosk.evaluate(SMALL_TARGETS, 87)
        kiosk.get_by_label("60 岁以上老年人").check()
        kiosk.get_by_role("button", name="办事").click()
        kiosk.wait_for_selector("text=A003")
        looks_right(kiosk, "kiosk-taken")

        desk = tab_of(chromium, live_server, hall.wang, width=1280)
        desk.goto(f"{live_server.url}/desk/queue/")
        desk.keyboard.press("F2")
        desk.wait_for_selector(".call-n >> text=A003")
        looks_right(desk, "desk-queue")
        desk.keyboard.press("Alt+6")
        desk.wait_for_selector("text=过号（1）")
        assert state("A003") == "absent"
