"""The queue over the wire: kiosk, phone and the clerk's panel, without a script."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from bianmin.counter.models import QueueTicket
from bianmin.rules.queue import Claim
from bianmin.rules.roles import RoleKind
from bianmin.wire.middleware import ServerTime
from tests import make, world
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(db: Any) -> Hall:
    return halls.build(world.build())


class Visitor:
    """Somebody without an account, at a moment the test chooses."""

    def __init__(self, at: datetime = MONDAY_9AM) -> None:
        self.at, self.client = at, Client()

    def get(self, path: str) -> HttpResponse:
        with self._now():
            return self.client.get(path)  # type: ignore[return-value]

    def post(self, path: str, **fields: Any) -> HttpResponse:
        with self._now():
            return self.client.post(path, {"_key": str(uuid4()), **fields})  # type: ignore[return-value]

    def _now(self) -> Any:
        return mock.patch.object(ServerTime, "now", staticmethod(lambda: self.at))


def numbers(hall: Hall) -> dict[str, str]:
    return dict(QueueTicket.objects.filter(unit=1).values_list("number", "state"))


def test_a_number_at_the_kiosk_in_one_touch_and_two_with_priority(hall: Hall) -> None:
    visitor, kiosk = Visitor(), f"/hall/{hall.site.pk}/"
    assert "请取号" in text_of(visitor.get(kiosk))
    answer = visitor.post(kiosk, line="A", claim="")
    assert answer.status_code == 302
    assert "A001" in text_of(visitor.get(answer["Location"]))
    visitor.get(f"{kiosk}over/")
    visitor.post(kiosk, line="B", claim="old")
    assert QueueTicket.objects.get(unit=1, number="B001").claim == Claim.OLD
    assert visitor.post(kiosk, line="Y").status_code == 422, "a booked number comes of a booking"
    assert len(numbers(hall)) == 2


def test_a_touch_sent_twice_gives_one_number(hall: Hall) -> None:
    visitor, key = Visitor(), str(uuid4())
    kiosk = f"/hall/{hall.site.pk}/"
    answers = [visitor.post(kiosk, line="A", claim="", _key=key) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert len(numbers(hall)) == 1


def test_outside_the_hours_the_kiosk_says_why(hall: Hall) -> None:
    visitor = Visitor(MONDAY_9AM + timedelta(hours=9))
    page = visitor.get(f"/hall/{hall.site.pk}/")
    assert "已经下班" in text_of(page) and b"<form" not in page.content
    assert visitor.post(f"/hall/{hall.site.pk}/", line="A").status_code == 403


def test_on_the_phone_one_sees_where_one_stands_and_gives_the_number_back(hall: Hall) -> None:
    hall.take()
    visitor = Visitor()
    assert "手机取号" in text_of(visitor.get(f"/sites/{hall.site.pk}/"))
    answer = visitor.post(f"/sites/{hall.site.pk}/ticket/", line="A", claim="")
    own = answer["Location"]
    page = text_of(visitor.get(own))
    assert "A002 号" in page and "前面还有 1 人" in page and "说不准要等多久" in page
    assert visitor.post(f"{own}leaving/").status_code == 302
    assert "已退号" in text_of(visitor.get(own))
    assert numbers(hall) == {"A001": "waiting", "A002": "left"}
    assert visitor.post(f"{own}leaving/").status_code == 409
    assert visitor.get(f"/n/01{'0' * 32}/").status_code == 404


def test_the_clerk_calls_ends_and_calls_the_next(hall: Hall) -> None:
    hall.take()
    hall.take(1)
    clerk = Browser(hall.wang)
    assert "等候（2）" in text_of(clerk.get("/desk/queue/"))
    assert clerk.post("/desk/queue/call/").status_code == 302
    page = text_of(clerk.get("/desk/queue/"))
    assert "A001" in page and "请到窗口" in page
    refused = clerk.post("/desk/queue/call/", outcome="")
    assert refused.status_code == 422
    assert "先选办得怎么样" in text_of(refused)
    assert numbers(hall) == {"A001": "called", "A002": "waiting"}
    lacking = clerk.post("/desk/queue/call/", outcome="case", case_number="")
    assert "请填收了的办件号" in text_of(lacking)
    assert clerk.post("/desk/queue/call/", outcome="advice").status_code == 302
    assert numbers(hall) == {"A001": "ended", "A002": "called"}
    clerk.post("/desk/queue/call/", outcome="none")
    assert numbers(hall)["A002"] == "ended"
    assert "现在没有人等候" in text_of(clerk.get("/desk/queue/"))


def test_the_number_of_the_case_taken_in_stands_there_already(hall: Hall) -> None:
    hall.take()
    clerk = Browser(hall.wang)
    clerk.post("/desk/queue/call/")
    at = MONDAY_9AM + timedelta(minutes=1)
    case = make.received(
        hall.site, hall.town.village, make.actor(hall.wang, at=at), of=hall.world.version, at=at
    )
    page = clerk.get("/desk/queue/").content.decode()
    assert f'value="{case.number}"' in page
    assert re.search(r'<option value="case" selected>', page)
    clerk.post("/desk/queue/call/", outcome="case", case_number=case.number)
    assert QueueTicket.objects.get(unit=1).case_id == case.pk


def test_every_verb_by_its_button(hall: Hall) -> None:
    for n in range(3):
        hall.take(n)
    wang, sun = Browser(hall.wang), Browser(hall.sun)
    sun.post("/desk/queue/window/", window=hall.two.pk)
    wang.post("/desk/queue/call/")
    ticket = QueueTicket.objects.get(unit=1, number="A001")
    own = f"/desk/queue/tickets/{ticket.pk}/"
    for verb, state in [("recall", "called"), ("service", "serving"), ("transfer", "waiting")]:
        fields = {"to": hall.two.pk} if verb == "transfer" else {}
        assert wang.post(f"{own}{verb}/", **fields).status_code == 302, verb
        assert numbers(hall)["A001"] == state
    sun.post("/desk/queue/call/")
    assert QueueTicket.objects.get(unit=1, pk=ticket.pk).window == hall.two
    for verb, state in [("missed", "absent"), ("return", "waiting")]:
        assert sun.post(f"{own}{verb}/").status_code == 302, verb
        assert numbers(hall)["A001"] == state
    wrong = sun.post(f"{own}recall/")
    assert wrong.status_code == 422 and "不能这样操作" in text_of(wrong)
    old = make.id_number(3, born=datetime(1940, 1, 1).date())
    prefix = f"p{ticket.pk}"
    young = {f"{prefix}-claim": "old", f"{prefix}-id_number": "37150219900101001X"}
    refused = wang.post(f"{own}priority/", **young)
    assert refused.status_code == 422 and "37150219900101001X" in refused.content.decode()
    assert wang.post(f"{own}priority/", **young | {f"{prefix}-id_number": old}).status_code == 302
    assert QueueTicket.objects.get(unit=1, pk=ticket.pk).claim == "old"
    taken = wang.post("/desk/queue/tickets/", **{"take-line": "C", "take-claim": "disabled"})
    assert taken.status_code == 302
    assert QueueTicket.objects.get(unit=1, number="C001").claim_by == "desk"


def test_with_htmx_only_the_panel_comes_back(hall: Hall) -> None:
    hall.take()
    clerk = Browser(hall.wang)
    with clerk._now():
        answer = clerk.client.post(
            "/desk/queue/call/", {"_key": str(uuid4())}, headers={"HX-Request": "true"}
        )
    assert answer.status_code == 200
    assert b"<html" not in answer.content and b"A001" in answer.content
    assert b"<html" not in clerk.get("/desk/queue/panel/").content


def test_the_head_looks_into_what_ended_without_an_outcome(hall: Hall) -> None:
    hall.take()
    clerk, head = Browser(hall.wang), Browser(hall.town.staff[RoleKind.CENTER_HEAD])
    clerk.post("/desk/queue/call/")
    clerk.post("/desk/queue/call/", outcome="none")
    ticket = QueueTicket.objects.get(unit=1)
    page = text_of(head.get("/desk/queue/"))
    assert "没有登记结果的号（1）" in page and "叫下一位" not in page
    own, field = f"/desk/queue/tickets/{ticket.pk}/settlement/", f"s{ticket.pk}-remedy"
    assert head.post(own, **{field: ""}).status_code == 422
    assert head.post(own, **{field: "打电话问过，问清楚就走了"}).status_code == 302
    assert "没有登记结果的号（0）" in text_of(head.get("/desk/queue/"))


def test_a_clerk_of_elsewhere_finds_no_such_ticket(hall: Hall) -> None:
    hall.take()
    Browser(hall.wang).post("/desk/queue/call/")
    ticket = QueueTicket.objects.get(unit=1)
    far = Browser(hall.world.townships["古楼街道"].staff[RoleKind.CLERK])
    for verb in ("recall", "service", "missed", "return", "transfer", "end", "priority"):
        assert far.post(f"/desk/queue/tickets/{ticket.pk}/{verb}/").status_code == 404
    assert far.post("/desk/queue/call/").status_code == 409, "no window there"


@pytest.mark.parametrize("more", [1, 4])
def test_the_panel_asks_as_many_questions_for_few_as_for_many(
    hall: Hall, more: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(more * 3):
        hall.take(n)
    clerk = Browser(hall.wang)
    clerk.post("/desk/queue/call/")
    with django_assert_max_num_queries(38):
        clerk.get("/desk/queue/")
