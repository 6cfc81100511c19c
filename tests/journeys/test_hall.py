"""大厅: an old villager takes a number at the kiosk, is called fairly, and the screen shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from bianmin.accounts.actor import ANONYMOUS
from bianmin.counter.commands.bookings import set_plan
from bianmin.counter.commands.closures import announce_closure
from bianmin.counter.commands.tickets import write_ticket
from bianmin.counter.commands.voice import take_voice
from bianmin.counter.models import QueueTicket
from bianmin.messaging.models import OutgoingMessage
from bianmin.ops.processes import until
from bianmin.rules.queue import Claim, Line
from bianmin.rules.voice import WORDS
from bianmin.web.hall.views import screen
from bianmin.wire.middleware import ServerTime
from tests import world
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.live import Live, serving
from tests.make import MONDAY_9AM
from tests.rules.test_voice import whole_set
from tests.web.chromium import SHOTS, SMALL_TARGETS, looks_right, tab_of

HEARS = """window.played = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (at) {
  window.played.push(Math.round(this.buffer.duration * 100));
  return start.call(this, at);
};"""
FITS = "(p => p.scrollHeight <= p.clientHeight + 1)(document.querySelector('#panel'))"
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


def heard(wall: Any) -> list[str]:
    """Which words were played: each recording of the test is of another length."""
    assert until(lambda: wall.evaluate("window.played.length") >= 20, seconds=30)
    lengths = {20 + n: name for n, name in enumerate(WORDS)}
    return [lengths[length] for length in wall.evaluate("window.played")]


@pytest.fixture
def server(hall: Hall) -> Iterator[Live]:
    with serving() as live:
        yield live


@pytest.mark.real_clock
def test_the_screen_shows_the_call_without_a_reload(
    chromium: Any, server: Live, hall: Hall, printed: Callable[[str], None]
) -> None:
    for claim in (Claim.NONE, Claim.OLD):
        write_ticket(
            hall.site, Line.GENERAL, claim=claim, claim_by="declared", channel="kiosk",
            by=ANONYMOUS, at=timezone.now(),
        )  # fmt: skip
    take_voice(whole_set(), by=ANONYMOUS, at=timezone.now())
    wall = chromium.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    wall.add_init_script(HEARS)
    wall.goto(f"{server.url}/hall/{hall.site.pk}/screen/")
    wall.wait_for_selector("text=还没有叫号")
    wall.get_by_role("button", name="点一下屏幕，打开叫号声音").click()
    wall.wait_for_selector("[data-sound]", state="hidden")
    wall.evaluate("window.stays = 'the same page'")
    desk = tab_of(chromium, server, hall.wang, width=1280)
    desk.goto(f"{server.url}/desk/queue/")
    pressed = timezone.now()
    desk.keyboard.press("F2")
    wall.wait_for_selector(".w-n >> text=A002")
    took = (timezone.now() - pressed).total_seconds()
    printed(f"F2 to the screen: {took:.2f} s")
    assert wall.evaluate("window.stays") == "the same page"
    assert "1 号窗口" in wall.inner_text(".w-now")
    assert (
        heard(wall) == ["please", "A", "0", "0", "2", "number", "to", "1", "number", "window"] * 2
    )
    looks_right(wall, "screen")

    desk.locator("select[name=outcome]").select_option("advice")
    desk.keyboard.press("F2")
    wall.wait_for_selector(".w-n >> text=A001")
    desk.wait_for_selector(".call-n >> text=A001")
    desk.keyboard.press("Alt+5")
    wall.wait_for_selector("text=正在办理")
    desk.wait_for_selector(".call-n >> text=办理中")
    desk.locator("select[name=to]").select_option(str(hall.two.pk))
    desk.keyboard.press("Alt+7")
    wall.wait_for_selector(".is-next >> text=2 号窗口")
    assert wall.evaluate("window.stays") == "the same page"
    assert not wall.evaluate("document.body.innerText.match(/职员|孙海燕/)"), "no names on a wall"


def test_a_citizen_books_on_the_phone_without_script_and_checks_in(
    chromium: Any, live_server: Any, hall: Hall
) -> None:
    set_plan(hall.site, is_open=True, per_window=1, days_ahead=7, by=hall.head, at=MONDAY_9AM)
    at = [MONDAY_9AM]
    with mock.patch.object(ServerTime, "now", staticmethod(lambda: at[0])):
        phone = chromium.new_context(
            viewport={"width": 390, "height": 800}, java_script_enabled=False
        ).new_page()
        phone.goto(f"{live_server.url}/sites/{hall.site.pk}/")
        phone.get_by_role("link", name="预约", exact=True).click()
        phone.get_by_role("link", name="3月3日").click()
        phone.get_by_role("link", name="10:00").click()
        phone.get_by_label("手机号").fill("13800001234")
        phone.get_by_role("button", name="获取验证码").click()
        code = OutgoingMessage.objects.get(unit=0, template="sign_in_code").params.clear()["code"]
        phone.locator("input[name=code]").fill(code)
        phone.get_by_role("button", name="登录").click()
        phone.get_by_label("60 岁以上老年人").check()
        phone.get_by_role("button", name="就约这个时间").click()
        assert "已预约" in phone.inner_text("main")
        if SHOTS:
            phone.screenshot(path=f"{SHOTS}/booked-390.png", full_page=True)
        assert phone.locator("text=我到了，取号").count() == 0, "a day early"
        at[0] = MONDAY_9AM + timedelta(days=1, minutes=50)
        phone.reload()
        phone.get_by_role("button", name="我到了，取号").click()
        assert "Y001 号" in phone.inner_text("main")
        if SHOTS:
            phone.screenshot(path=f"{SHOTS}/taken-390.png", full_page=True)
    assert QueueTicket.objects.get(unit=1).claim == "old"


def test_the_information_screen_turns_by_itself_with_a_script_and_without(
    chromium: Any, live_server: Any, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{live_server.url}/hall/{hall.site.pk}/info/"
    at = mock.patch.object(ServerTime, "now", staticmethod(lambda: MONDAY_9AM))
    shut = {"reason": "全镇停电检修，办公场所暂停对外服务，急事请打电话" * 2}
    for day in range(1, 7):
        begins = MONDAY_9AM + timedelta(days=day)
        announce_closure(
            hall.site, starts_at=begins, ends_at=begins + timedelta(hours=4), **shut,
            by=hall.head, at=MONDAY_9AM,
        )  # fmt: skip
    with at:
        for width, height in ((1920, 1080), (1080, 1920)):
            wall = chromium.new_context(viewport={"width": width, "height": height}).new_page()
            for page in (1, 2, 3, 5):
                wall.goto(f"{address}?page={page}")
                looks_right(wall, f"info-{page}")
                assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
                assert wall.evaluate(FITS), "the panel is cut off"
                smallest = wall.evaluate(
                    "parseFloat(getComputedStyle(document.querySelector('dd')).fontSize)"
                )
                assert smallest >= 44
        monkeypatch.setattr(screen, "TURN", 1)
        wall.goto(address)
        wall.evaluate("window.stays = 'the same page'")
        first = wall.inner_text("h1")
        assert until(lambda: wall.inner_text("h1") != first, seconds=30)
        assert wall.evaluate("window.stays") == "the same page"
        wall.keyboard.press("Space")
        assert wall.inner_text("[data-pause]") == "继续"
        bare = chromium.new_context(java_script_enabled=False).new_page()
        bare.goto(address)
        bare.wait_for_url("**/info/?page=2")
