"""法律顾问及纠纷调解: a quarrel between neighbours from the phone to the follow-up; a talk kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from unittest import mock

import pytest

from bianmin.accounts.models import User
from bianmin.disputes.commands import counsel
from bianmin.disputes.commands.counsel import CounselTold
from bianmin.disputes.commands.mediating import plan_session
from bianmin.disputes.models import Consultation, Dispute, FollowUp
from bianmin.disputes.queries.mediation import docket_for
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.counsel import DutySeason
from bianmin.rules.roles import RoleKind
from bianmin.wire.middleware import ServerTime
from tests import make
from tests.journeys.people import press
from tests.make import MONDAY_9AM
from tests.web.chromium import fits_a_finger, looks_right, tab_of
from tests.world import Township, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LI = "13900000002"
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=SHANGHAI)


@pytest.fixture
def town(db: Any) -> Township:
    return build().townships["河湾镇"]


class Clock:
    """The server's time, moved by the story; sessions begun before it stay signed in."""

    def __init__(self) -> None:
        self.at = MONDAY_9AM


@pytest.fixture
def clock() -> Iterator[Clock]:
    told = Clock()
    with mock.patch.object(ServerTime, "now", staticmethod(lambda: told.at)):
        yield told


def phone_of(chromium: Any, server: Any, account: User) -> Any:
    return tab_of(chromium, server, account, width=390)


def seen(tab: Any, name: str) -> None:
    looks_right(tab, name)
    if tab.viewport_size["width"] < 500:
        fits_a_finger(tab)


def test_a_quarrel_between_neighbours_is_settled_and_followed_up(
    chromium: Any, live_server: Any, town: Township, clock: Clock
) -> None:
    url = live_server.url
    zhang = make.user(who=make.person("张大山", village=town.village))
    li = make.user(who=make.person("李四海", phone=LI))
    mine, theirs = phone_of(chromium, live_server, zhang), phone_of(chromium, live_server, li)
    desk = tab_of(chromium, live_server, town.staff[RoleKind.CENTER_HEAD], width=1280)

    mine.goto(f"{url}/sites/{town.center.pk}/mediation/")
    mine.check("[name=kind][value=neighbour]")
    mine.fill("[name=facts]", "邻居家的树枝伸过墙，压坏了三片瓦")
    mine.fill("[name=other_phone]", LI)
    mine.fill("[name=other_name]", "李四海")
    press(mine, "button:text-is('申请')")
    quarrel = Dispute.objects.get(unit=1)

    desk.goto(f"{url}/desk/disputes/{quarrel.pk}/")
    press(desk, "button:has-text('发短信问')")

    theirs.goto(f"{url}/disputes/{quarrel.pk}/")
    seen(theirs, "public-dispute-asked")
    press(theirs, "button:text-is('愿意')")

    desk.reload()
    desk.keyboard.press("F9")
    desk.get_by_label(town.staff[RoleKind.CENTER_HEAD].display_name).check()
    desk.check("#mediators-is_accepted")
    press(desk, "#mediators form button")
    head = make.actor(town.staff[RoleKind.CENTER_HEAD])
    plan_session(
        docket_for(head, quarrel.pk), starts_at=TUESDAY, place="二楼调解室", by=head, at=clock.at
    )

    clock.at = TUESDAY
    desk.context.close()
    desk = tab_of(chromium, live_server, town.staff[RoleKind.CENTER_HEAD], width=1280)
    desk.goto(f"{url}/desk/disputes/{quarrel.pk}/")
    desk.fill("[name=present]", "张大山、李四海")
    desk.fill("[name=minutes]", "先看了照片，李家认树是自家的，愿意锯，也愿意赔")
    press(desk, "button:text-is('存进案卷')")
    desk.click("#agreement summary")
    desk.fill("#agreement-terms", "一、李四海三月底前锯掉树枝\n二、赔张大山三百元")
    desk.fill("#agreement-performance", "当面付清")
    desk.fill("#agreement-perform_by", "2026-03-31")
    press(desk, "#agreement form button")
    seen(desk, "desk-dispute-drawn")
    assert desk.locator("a[href$='/agreement.pdf']").count() == 1
    desk.keyboard.press("F9")
    press(desk, "#signing form button")
    mine.reload()
    assert "赔张大山三百元" in mine.inner_text("main") and "4月2日" in mine.inner_text("main")

    clock.at = TUESDAY + timedelta(days=29)
    desk.context.close()
    desk = tab_of(chromium, live_server, town.staff[RoleKind.CENTER_HEAD], width=1280)
    desk.goto(f"{url}/desk/disputes/?show=late")
    press(desk, f"a:text-is('{quarrel.number}')")
    desk.keyboard.press("F9")
    desk.fill("#visit-words", "树锯了，钱给了")
    press(desk, "#visit form button")
    assert FollowUp.objects.get(unit=1).result == "kept"
    for tab in (mine, theirs, desk):
        tab.context.close()


def test_an_appointment_with_counsel_is_kept(
    chromium: Any, live_server: Any, town: Township, clock: Clock
) -> None:
    url, head = live_server.url, make.actor(town.staff[RoleKind.CENTER_HEAD])
    told = {"by": head, "at": MONDAY_9AM}
    lawyer = CounselTold("赵明", "山东某律师事务所", "13715202010123456", "0635-8880000")
    one = counsel.engage_counsel(town.center, lawyer, **told)
    hours = {"weekday": 1, "opens": time(9), "closes": time(11)}
    counsel.set_duty(one, season=DutySeason.ALL, **hours, **told)
    villager = phone_of(chromium, live_server, make.user())

    villager.goto(f"{url}/sites/{town.center.pk}/")
    press(villager, "a:text-is('约法律顾问')")
    press(villager, "a:has-text('选时间')")
    seen(villager, "public-counsel-times")
    press(villager, "main .rows a >> nth=0")
    villager.check("[name=kind][value=debt]")
    press(villager, "button:text-is('就约这个时间')")

    clock.at = TUESDAY
    desk = tab_of(chromium, live_server, town.staff[RoleKind.CENTER_HEAD], width=1280)
    desk.goto(f"{url}/desk/counsel/")
    seen(desk, "desk-counsel")
    press(desk, "table a >> nth=0")
    press(desk, "#advice button")
    assert desk.locator(".errs").count() == 1
    desk.select_option("[name=outcome]", "mediation")
    desk.fill("[name=advice]", "借条没有写日期，先调解")
    press(desk, "#advice button")
    talk = Consultation.objects.get(unit=1)
    assert (talk.state, talk.outcome) == ("kept", "mediation")
    villager.goto(f"{url}/counsel/{talk.pk}/")
    assert "已咨询" in villager.inner_text("main")
    for tab in (villager, desk):
        tab.context.close()
