"""帮办代办: an old woman without a telephone: one call, one signature, and she goes nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.assistance.commands import closing
from bianmin.assistance.models import AgentOrder, PaperSheet
from bianmin.assistance.queries import file_for
from bianmin.cases.models import Case
from bianmin.rules.roles import RoleKind
from tests import make
from tests.assistance.home import Home
from tests.journeys.people import press
from tests.make import MONDAY_9AM
from tests.web.chromium import fits_a_finger, looks_right, tab_of
from tests.world import Township, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(db: Any) -> Township:
    return build().townships["河湾镇"]


def see(tab: Any, name: str) -> None:
    looks_right(tab, name)
    if tab.viewport_size["width"] < 500:
        fits_a_finger(tab)


def sign(tab: Any) -> None:
    """Draw a name with a finger on the pane."""
    pane = tab.locator("[data-sign] canvas")
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    for stroke in ([(0.1, 0.2), (0.3, 0.3), (0.5, 0.2)], [(0.3, 0.15), (0.3, 0.8), (0.6, 0.6)]):
        x, y = stroke[0]
        tab.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        tab.mouse.down()
        for x, y in stroke[1:]:
            tab.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        tab.mouse.up()


def test_one_call_and_one_signature_and_no_trip(
    chromium: Any, live_server: Any, town: Township, photo: str
) -> None:
    url = live_server.url
    desk = tab_of(chromium, live_server, town.staff[RoleKind.STATION_CLERK], width=1366)
    phone = tab_of(chromium, live_server, town.staff[RoleKind.AGENT], width=390)

    desk.goto(f"{url}/desk/orders/")
    desk.keyboard.press("F2")
    desk.fill("[name=item]", "老人补贴")
    desk.fill("[name=name]", "王桂英")
    desk.select_option("[name=village]", str(town.village.pk))
    press(desk, "#registration form button")
    see(desk, "desk-order-wrong")  # without a telephone: where is she?
    assert desk.input_value("[name=name]") == "王桂英"
    desk.fill("[name=place]", "村东头第三家")
    press(desk, "#registration form button")
    see(desk, "desk-order-asked")
    order = AgentOrder.objects.get(unit=1)

    phone.goto(f"{url}/field/")
    see(phone, "field-today-orders")
    press(phone, "a:has-text('王桂英')")
    phone.fill("[name=id_number]", make.id_number(77))
    phone.check("[name=consent]")
    press(phone, "#signing form button:text-is('签好了')")
    see(phone, "field-order-unsigned")
    assert "签名" in phone.inner_text(".errs")
    sign(phone)
    press(phone, "#signing form button:text-is('签好了')")
    see(phone, "field-order-accepted")
    assert phone.request.get(f"{url}/field/orders/{order.pk}/mandate.pdf").status == 200

    press(phone, "a:text-is('替本人交申请')")
    see(phone, "field-order-carry")
    press(phone, "button:text-is('开始代办')")
    phone.check("[name=band][value='80-89']")
    press(phone, "button:text-is('下一步')")
    phone.set_input_files("[name=id_card]", photo)
    press(phone, "button:text-is('下一步：核对')")
    press(phone, ".dock button")
    case = Case.objects.get(unit=1)
    assert (case.applicant_id, case.contact_phone.clear()) == (
        AgentOrder.objects.get(unit=1).principal_id, "",
    )  # fmt: skip

    Case.objects.filter(unit=1).update(
        state="completed", completed_at=MONDAY_9AM, closed_at=MONDAY_9AM
    )
    phone.goto(f"{url}/field/orders/{order.pk}/")
    see(phone, "field-order-running")
    sign(phone)
    press(phone, "button:text-is('送到了，本人签收')")
    press(phone, "button:text-is('单子齐了，归档')")

    head = tab_of(chromium, live_server, town.staff[RoleKind.CENTER_HEAD], width=1366)
    head.goto(f"{url}/desk/orders/?show=follow")
    see(head, "desk-orders")
    press(head, "table a >> nth=0")
    head.click("#follow-up summary")
    head.check("[name=heard][value=done]")
    press(head, "#follow-up form button")
    see(head, "desk-order-closed")
    assert AgentOrder.objects.get(unit=1).state == "closed"
    for tab in (desk, phone, head):
        tab.context.close()


def test_a_resident_asks_follows_and_stops(chromium: Any, live_server: Any, town: Township) -> None:
    url = live_server.url
    item = make.version(units=(1,)).item
    person = make.person("李秀兰", phone="13900000077", village=town.village)
    hers = tab_of(chromium, live_server, make.user(who=person), width=390)
    hers.goto(f"{url}/orders/for/{item.code}/")
    see(hers, "public-order-ask")
    hers.fill("[name=wish]", "下午在家")
    press(hers, "button:text-is('请代办员')")
    see(hers, "public-order-asked")
    order = AgentOrder.objects.get(unit=1)

    hers.goto(f"{url}/mine/")
    press(hers, "a:text-is('高龄津贴')")
    press(hers, "button:text-is('不用代办了，停')")
    see(hers, "public-order-stopped")
    assert "终止了" in hers.inner_text("main")
    head = make.actor(town.staff[RoleKind.CENTER_HEAD])
    assert file_for(head, order.pk).order.state == "ended"
    assert closing.BY_OWN_HAND == "本人取消"
    hers.context.close()


def test_a_batch_of_papers_is_counted_from_one_code(
    chromium: Any, live_server: Any, db: Any
) -> None:
    url, world = live_server.url, build()
    home = Home(world, world.townships["河湾镇"])
    order = home.accepted().order
    phone = tab_of(chromium, live_server, home.agent, width=390)
    phone.goto(f"{url}/field/orders/{order.pk}/")
    phone.click("summary:text-is('取走材料，记下来')")
    phone.select_option("[name=m-hukou]", "original")
    phone.select_option("[name=m-id_card]", "copy")
    phone.fill("[name=n-id_card]", "2")
    press(phone, "button:text-is('取走材料，记下来')")
    see(phone, "field-order-papers")
    phone.goto(f"{url}/field/")
    press(phone, "a:text-is('手里有 2 样材料')")
    see(phone, "field-papers")
    for box in phone.locator("[name=papers]").all():
        box.check()
    press(phone, "button:text-is('移交镇里')")
    see(phone, "field-sheet")
    number = PaperSheet.objects.get(unit=1).number

    desk = tab_of(chromium, live_server, home.town.staff[RoleKind.CLERK], width=1366)
    desk.goto(f"{url}/desk/")
    with desk.expect_navigation():
        desk.evaluate(
            "n => document.dispatchEvent(new CustomEvent('bm:scan', { detail: n }))", number
        )
    see(desk, "desk-sheet")
    desk.check("fieldset:has-text('身份证') [value=missing]")
    with desk.expect_navigation():
        desk.keyboard.press("F9")
    see(desk, "desk-sheet-wrong")
    desk.fill("main [name=words]", "身份证复印件没有来")
    press(desk, "button:has-text('点收')")
    desk.goto(f"{url}/desk/sheets/")
    see(desk, "desk-sheets")
    phone.reload()
    assert "没有来" in phone.inner_text("main")
    for tab in (phone, desk):
        tab.context.close()
