"""Queue and bookings by the API: the same doors as the pages, and no name anywhere."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from bianmin.accounts.commands.tokens import issue_token
from bianmin.counter.commands import calling
from bianmin.counter.commands.bookings import set_plan
from bianmin.counter.models import Appointment, BookingSlot, QueueTicket
from bianmin.wire.middleware import ServerTime
from tests import make, world
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.make import MONDAY_9AM

pytestmark = pytest.mark.django_db
TUESDAY_10 = "202603031000"


@pytest.fixture
def hall() -> Hall:
    return halls.build(world.build())


def asked(
    path: str,
    body: dict[str, Any] | None = None,
    *,
    token: str = "",
    at: datetime = MONDAY_9AM,
    key: str = "",
) -> HttpResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with mock.patch.object(ServerTime, "now", staticmethod(lambda: at)):
        if body is None:
            return Client().get(f"/api/v1{path}", headers=headers)  # type: ignore[return-value]
        return Client().post(  # type: ignore[return-value]
            f"/api/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers=headers | {"Idempotency-Key": key or str(uuid4())},
        )


def told(answer: HttpResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()
    return json.loads(answer.content)


def test_a_number_is_taken_once_followed_and_given_back(hall: Hall) -> None:
    site = f"/sites/{hall.site.pk}"
    assert told(asked(f"{site}/queue"))["may_take"] is True
    key = str(uuid4())
    one = told(asked(f"{site}/tickets", {"line": "A"}, key=key), 201)
    again = told(asked(f"{site}/tickets", {"line": "A"}, key=key), 201)
    old = told(asked(f"{site}/tickets", {"line": "A", "claim": "old"}), 201)
    assert one == again and QueueTicket.objects.filter(unit=1).count() == 2
    assert (one["number"], one["ahead"], old["ahead"]) == ("A001", 0, 0)
    assert told(asked(f"/tickets/{one['code']}"))["ahead"] == 1
    assert told(asked(f"{site}/queue"))["waiting"] == 2

    calling.call_next(hall.one, **hall.by(minute=1))
    called = told(asked(f"/tickets/{old['code']}"))
    assert (called["state"], called["window"]) == ("called", "1 号窗口")
    assert told(asked(f"/tickets/{one['code']}/leaving", {}))["state"] == "left"
    assert asked(f"/tickets/{one['code']}/leaving", {}).status_code == 409
    assert asked("/tickets/01" + "0" * 32).status_code == 404
    assert asked(f"{site}/tickets", {"line": "Y"}).status_code == 422
    night = MONDAY_9AM + timedelta(hours=14)
    assert "下班" in asked(f"{site}/tickets", {"line": "A"}, at=night).content.decode()


def test_a_half_hour_is_booked_by_the_tokens_person_and_never_oversold(hall: Hall) -> None:
    set_plan(hall.site, is_open=True, per_window=1, days_ahead=7, by=hall.head, at=MONDAY_9AM)
    site, resident = f"/sites/{hall.site.pk}", hall.town.resident
    assert resident is not None
    token = issue_token(resident, label="试", by=make.actor(resident), at=MONDAY_9AM)
    days = told(asked(f"{site}/slots"))
    tuesday = next(one for one in days if one["day"] == "2026-03-03")
    assert {"slot": TUESDAY_10, "left": 2}.items() <= next(
        one for one in tuesday["offers"] if one["slot"] == TUESDAY_10
    ).items()

    assert asked(f"{site}/appointments", {"slot": TUESDAY_10}).status_code == 401
    made = told(asked(f"{site}/appointments", {"slot": TUESDAY_10}, token=token), 201)
    assert Appointment.objects.get(unit=1).person_id == resident.person_id
    assert asked(f"{site}/appointments", {"slot": TUESDAY_10}, token=token).status_code == 409
    assert asked(f"{site}/appointments", {"slot": "202699991000"}, token=token).status_code == 422
    assert told(asked(f"/appointments/{made['code']}"))["pin"] == made["pin"]
    assert asked(f"/appointments/{made['code']}/arrival", {}).status_code == 409  # a day early
    came = told(
        asked(f"/appointments/{made['code']}/arrival", {}, at=MONDAY_9AM + timedelta(hours=24.5)),
        201,
    )
    assert came["number"] == "Y001"
    over = told(asked(f"/appointments/{made['code']}"))
    assert (over["state"], over["pin"]) == ("arrived", "")
    assert asked(f"/appointments/{made['code']}/cancellation", {}).status_code == 409

    other = told(asked(f"{site}/appointments", {"slot": "202603041000"}, token=token), 201)
    assert told(asked(f"/appointments/{other['code']}/cancellation", {}))["state"] == "cancelled"
    booked = BookingSlot.objects.filter(unit=1).order_by("starts_at")
    assert list(booked.values_list("booked", flat=True)) == [1, 0]
