"""预约 over the wire: times, booking, cancelling, the kiosk's six digits, and the head's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from bianmin.counter.commands.bookings import book, set_plan
from bianmin.counter.models import Appointment, BookingPlan
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import SiteClosure
from tests import make, world
from tests.cases.test_entrusted import let
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.make import MONDAY_9AM
from tests.web.hall.test_queue import Visitor
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db

TEN = MONDAY_9AM + timedelta(days=1, hours=1)


@pytest.fixture
def hall(db: Any) -> Hall:
    hall = halls.build(world.build())
    set_plan(hall.site, is_open=True, per_window=1, days_ahead=7, by=hall.head, at=MONDAY_9AM)
    return hall


def made(hall: Hall) -> Appointment:
    resident = hall.town.resident
    assert resident is not None
    return book(hall.site, TEN, resident.person, by=make.actor(resident), at=MONDAY_9AM)


def test_the_times_are_public_and_booking_asks_for_a_telephone(hall: Hall) -> None:
    visitor, times = Visitor(), f"/sites/{hall.site.pk}/booking/"
    page = visitor.get(times)
    assert "还能约 28 人" in text_of(page) and "休息" in text_of(page)
    assert "10:00" in text_of(visitor.get(f"{times}?day=20260303"))
    asked = visitor.get(f"{times}202603031000/")
    assert asked.status_code == 302 and asked["Location"].startswith("/sign-in/")
    for wrong in ("202603031015", "20260303", "202613031000"):
        resident = Browser(hall.town.resident)  # type: ignore[arg-type]
        assert resident.get(f"{times}{wrong}/").status_code == 404


def test_booked_once_however_often_it_is_sent(hall: Hall) -> None:
    resident = Browser(hall.town.resident)  # type: ignore[arg-type]
    own, key = f"/sites/{hall.site.pk}/booking/202603031000/", str(uuid4())
    answers = [resident.post(own, claim="", _key=key) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Appointment.objects.filter(unit=1).count() == 1
    again = resident.post(f"/sites/{hall.site.pk}/booking/202603031030/", claim="old")
    assert again.status_code == 422 and "已经约了" in text_of(again)
    page = text_of(Visitor().get(answers[0]["Location"]))
    assert "已预约" in page and Appointment.objects.get(unit=1).pin.clear() in page


def test_cancelled_by_the_link(hall: Hall) -> None:
    link = f"/b/{made(hall).code.clear()}/"
    visitor = Visitor()
    assert visitor.post(f"{link}cancellation/").status_code == 302
    assert "已取消" in text_of(visitor.get(link)) and "另选时间" in text_of(visitor.get(link))
    assert visitor.post(f"{link}cancellation/").status_code == 409
    assert visitor.get(f"/b/01{'0' * 32}/").status_code == 404


def test_checked_in_at_the_kiosk_by_six_digits(hall: Hall) -> None:
    pin = made(hall).pin.clear()
    kiosk, visitor = f"/hall/{hall.site.pk}/", Visitor(TEN)
    assert "预约签到" in text_of(visitor.get(kiosk))
    wrong = "111111" if pin != "111111" else "222222"
    for typed, said in [("12", "6 位数字"), (wrong, "预约码不对")]:
        refused = visitor.get(visitor.post(f"{kiosk}arrivals/", pin=typed)["Location"])
        assert said in text_of(refused) and f'value="{typed}"' in refused.content.decode()
    came = visitor.post(f"{kiosk}arrivals/", pin=pin)
    assert came.status_code == 302 and "Y001" in text_of(visitor.get(came["Location"]))


def test_the_head_opens_bookings_and_shuts_the_site(hall: Hall) -> None:
    booked = made(hall)
    head = Browser(hall.town.staff[RoleKind.CENTER_HEAD])
    own = f"/console/workforce/sites/{hall.site.pk}/hall/"
    hall.take()
    assert "近两周" in text_of(head.get(own))
    bad = head.post(f"{own}plan/", **{"plan-per_window": "40", "plan-days_ahead": "7"})
    assert bad.status_code == 422 and 'value="40"' in bad.content.decode()
    done = head.post(
        f"{own}plan/",
        **{"plan-is_open": "on", "plan-per_window": "2", "plan-days_ahead": "3"},
    )
    assert done.status_code == 302 and BookingPlan.objects.get().per_window == 2
    shut = {"shut-starts_at": "2026-03-03 09:00", "shut-reason": "停电"}
    bad = head.post(f"{own}closures/", **shut, **{"shut-ends_at": "中午"})
    assert bad.status_code == 422 and "请写成" in text_of(bad) and "停电" in bad.content.decode()
    assert (
        head.post(f"{own}closures/", **shut, **{"shut-ends_at": "2026-03-03 12:00"}).status_code
        == 302
    )
    assert Appointment.objects.get(unit=1, pk=booked.pk).state == "closed"
    assert OutgoingMessage.objects.filter(unit=1, template="booking_closed").count() == 1
    assert "不办公" in text_of(Visitor().get(f"/b/{booked.code.clear()}/"))
    closure = SiteClosure.objects.get()
    lifting = f"/console/workforce/closures/{closure.pk}/lifting/"
    far = Browser(hall.world.townships["古楼街道"].staff[RoleKind.CENTER_HEAD])
    assert far.post(lifting).status_code == 403
    assert head.post(lifting).status_code == 302
    assert far.get(own).status_code == 403


def test_a_relative_books_by_a_mandate_and_is_told_neither_code_nor_link(hall: Hall) -> None:
    resident = hall.town.resident
    assert resident is not None
    daughter = make.user(who=make.person("赵小红"))
    mandate = let(resident.person, daughter.person)
    hers, own = Browser(daughter), f"/sites/{hall.site.pk}/booking/202603031000/"
    assert resident.person.name.clear() in text_of(hers.get(own))
    assert hers.post(own, claim="old", whom="7").status_code == 422
    answer = hers.post(own, claim="old", whom=mandate.pk)
    assert answer["Location"] == f"/family/{mandate.pk}/"
    booked = Appointment.objects.get(unit=1)
    assert (booked.person_id, booked.claim) == (resident.person_id, "old")
    assert booked.phone.clear() == resident.person.phone.clear()
    page = hers.get(f"/family/{mandate.pk}/").content.decode()
    assert "预约" in page and booked.pin.clear() not in page and booked.code.clear() not in page
    to_her = [m.params.clear() for m in OutgoingMessage.objects.filter(unit=1)
              if m.to.clear() == daughter.person.phone.clear()]  # fmt: skip
    assert to_her == []
    mine = Browser(resident).get("/mine/").content.decode()
    assert "我的预约" in mine and f"/b/{booked.code.clear()}/" in mine
    assert "我的预约" not in text_of(hers.get("/mine/"))
