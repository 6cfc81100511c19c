"""我的岗位: sign in, fall ill, hand over, come back; everybody sees their own alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.models import User
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.workforce.commands import posts
from bianmin.workforce.commands.handovers import make_handover
from bianmin.workforce.models import Absence, DutySign, Handover
from bianmin.workforce.queries import arriving
from tests import make
from tests.make import MONDAY_9AM
from tests.web.me.tickets import ticket_in
from tests.web.staff import Browser, text_of
from tests.workforce.house import HOUR, PREPARED, House

pytestmark = pytest.mark.django_db
TUESDAY = {"first": "2026-03-03", "first_part": "am", "last": "2026-03-03", "last_part": "pm"}


def at_page(user: User) -> Browser:
    return Browser(user, at=MONDAY_9AM - HOUR)  # 8:00


def test_a_clerk_signs_in_and_out_with_one_press(house: House) -> None:
    browser = at_page(house.a)
    assert "还没签到" in text_of(browser.get("/me/"))
    assert browser.post(f"/me/duty/{house.town.center.pk}/", channel="desk")["Location"] == "/me/"
    sign = DutySign.objects.get(unit=1)
    assert (sign.user, sign.channel) == (house.a, "desk")
    page = text_of(browser.get("/me/"))
    assert "3月2日 08:00 签到" in page
    assert "在岗" in text_of(browser.get("/desk/"))
    browser.post(f"/me/duty/{house.town.center.pk}/end/")
    assert DutySign.objects.get(unit=1).left_at == MONDAY_9AM - HOUR


def by_phone(user: User, *, after: timedelta = timedelta()) -> Browser:
    return Browser(user, at=MONDAY_9AM - HOUR + after)


def test_by_phone_one_scans_the_screen_of_the_window(house: House) -> None:
    site, phone = house.town.center, by_phone(house.b)
    assert "扫窗口电脑上的签到码" in text_of(phone.get("/me/"))
    unsaid = phone.post(f"/me/duty/{site.pk}/")
    assert unsaid.status_code == 422 and "请选怎么签到" in text_of(unsaid)
    refused = phone.post(f"/me/duty/{site.pk}/", channel="phone")
    assert refused.status_code == 409 and "扫窗口电脑上的签到码" in text_of(refused)
    desk = at_page(house.a)
    assert desk.get(f"/me/duty/{site.pk}/screen/").status_code == 403
    desk.post(f"/me/duty/{site.pk}/", channel="desk")
    screen = desk.get(f"/me/duty/{site.pk}/screen/").content.decode()
    assert "data:image/svg+xml" in screen and house.a.display_name in screen

    code = arriving.duty_code(site, at=phone.at)
    asked = phone.get(f"/me/duty/{site.pk}/arrival/", code=code)
    assert "我到岗了" in text_of(asked)
    ticket = ticket_in(asked)
    photographed = by_phone(house.c, after=timedelta(minutes=1))
    assert "码过期了" in text_of(photographed.get(f"/me/duty/{site.pk}/arrival/", code=code))
    for late in (by_phone(house.c), by_phone(house.b, after=timedelta(minutes=4))):
        assert late.post(f"/me/duty/{site.pk}/arrival/", ticket=ticket).status_code == 422
    assert phone.post(f"/me/duty/{site.pk}/arrival/", ticket=ticket)["Location"] == "/me/"
    assert DutySign.objects.get(unit=1, user=house.b).channel == "phone"


def test_an_agent_out_in_the_village_presses_on_the_phone(house: House) -> None:
    agent, station = house.town.staff[RoleKind.AGENT], house.town.station
    posts.open_post(station, PostKind.WINDOW, by=house.head, at=PREPARED)
    clerk = by_phone(house.town.staff[RoleKind.STATION_CLERK])
    assert clerk.post(f"/me/duty/{station.pk}/", channel="phone").status_code == 409
    assert "窗口电脑" not in text_of(by_phone(agent).get("/me/"))
    by_phone(agent).post(f"/me/duty/{station.pk}/", channel="phone")
    assert DutySign.objects.get(unit=1).channel == "phone"


def test_the_code_is_shown_by_who_is_there_or_runs_the_site(house: House) -> None:
    here = f"/me/duty/{house.town.center.pk}/"
    head = at_page(house.town.staff[RoleKind.CENTER_HEAD])
    assert head.get(f"{here}screen/").status_code == 200
    stranger = at_page(house.world.townships["古楼街道"].staff[RoleKind.CLERK])
    assert stranger.get(f"{here}screen/").status_code == 403
    assert stranger.get(f"{here}arrival/").status_code == 403


def test_the_page_says_posts_week_and_rights(house: House) -> None:
    page = text_of(at_page(house.a).get("/me/"))
    assert "综合窗口" in page and "B 孙海燕" in page
    assert "全部事项" in page
    assert page.count("综合窗口 A") == 10
    novice = make.user(RoleKind.AGENT, at_site=house.town.station, trained=False)
    assert "先学习、考试合格，再由负责人授权" in text_of(at_page(novice).get("/me/"))


def test_ill_at_eight_the_case_is_with_b_and_both_confirm(house: House) -> None:
    case = house.case(house.a, at=MONDAY_9AM - HOUR)
    ill, b = at_page(house.a), at_page(house.b)
    assert ill.post("/me/leave/now/", kind="sick", until="1")["Location"] == "/me/"
    case.refresh_from_db()
    assert case.handler_id == house.b.pk
    assert "由孙海燕顶岗" in text_of(ill.get("/me/"))
    handover = Handover.objects.get(unit=1)
    page = text_of(b.get("/me/"))
    assert "交给您" in page and case.number in page
    b.post(f"/me/handovers/{handover.pk}/")
    handover.refresh_from_db()
    assert handover.given_at and handover.taken_at
    absence = Absence.objects.get(unit=1)
    ill.post(f"/me/leave/{absence.pk}/return/")
    case.refresh_from_db()
    assert case.handler_id == house.a.pk


def test_leave_is_asked_for_by_half_days(house: House) -> None:
    browser = at_page(house.a)
    refused = browser.post("/me/leave/", kind="leave", **TUESDAY | {"last": "2026-03-02"})
    assert refused.status_code == 422
    assert "结束要在开始以后" in text_of(refused)
    assert browser.post("/me/leave/", kind="leave", **TUESDAY).status_code == 302
    absence = Absence.objects.get(unit=1)
    assert (absence.starts_at.isoformat(), absence.ends_at.isoformat()) == (
        "2026-03-02T16:00:00+00:00",
        "2026-03-03T16:00:00+00:00",
    )
    again = browser.post("/me/leave/", kind="leave", **TUESDAY)
    assert "已经登记了离岗" in text_of(again)
    browser.post(f"/me/leave/{absence.pk}/withdrawal/")
    absence.refresh_from_db(from_queryset=Absence.objects.filter(unit=1))
    assert absence.state == "withdrawn"


def test_nobody_confirms_or_ends_what_is_anothers(house: House) -> None:
    house.case(house.a, at=MONDAY_9AM - HOUR)
    at_page(house.a).post("/me/leave/now/", kind="sick", until="1")
    stranger = at_page(house.town.staff[RoleKind.REVIEWER])
    handover, absence = Handover.objects.get(unit=1), Absence.objects.get(unit=1)
    for path in (
        f"/me/handovers/{handover.pk}/",
        f"/me/leave/{absence.pk}/return/",
        f"/me/leave/{absence.pk}/withdrawal/",
    ):
        assert stranger.post(path).status_code == 404
    assert stranger.post(f"/me/duty/{house.town.station.pk}/").status_code == 403


def test_administrators_and_residents_have_no_such_page(house: House) -> None:
    admin = house.world.staff["聊城市", RoleKind.SYSTEM_ADMIN]
    assert at_page(admin).get("/me/").status_code == 403
    assert house.town.resident is not None
    assert at_page(house.town.resident).get("/me/").status_code == 403


def test_the_page_costs_the_same_with_more_to_hand_over(house: House) -> None:
    b = at_page(house.b)
    b.get("/me/")
    house.case(house.a, at=MONDAY_9AM - HOUR)
    at_page(house.a).post("/me/leave/now/", kind="sick", until="1")
    with CaptureQueriesContext(connection) as one:
        b.get("/me/")
    for _ in range(3):
        house.case(house.c, at=MONDAY_9AM - HOUR)
        told = {"by": house.head, "at": MONDAY_9AM - HOUR, "reason": "调班"}
        make_handover(1, house.c, house.b, cause="absence", **told)
    with CaptureQueriesContext(connection) as more:
        b.get("/me/")
    assert _counted(more) <= _counted(one)


def _counted(asked: CaptureQueriesContext) -> int:
    """Statements of the page; the calendar is read again every few seconds, whatever is shown."""
    return sum("calendars_" not in each["sql"] for each in asked.captured_queries)
