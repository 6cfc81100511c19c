"""The database is killed under load; `make torture NAME=postgres` does it a hundred times."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.utils import timezone
from torture import postgres

from bianmin.accounts.actor import Actor
from bianmin.wire.refusals import server_error

pytestmark = pytest.mark.fault
SEED = 7
KILLS = 1  # a start of the whole product takes most of the time


def test_it_comes_back_by_itself_and_nobody_was_told_anything_but_503() -> None:
    found = postgres.run(seed=SEED, n=KILLS)
    assert found["violations"] == []
    assert found["cut_off"] == 0
    assert set(found["statuses"]) <= {"200", "201", "302", "503"}
    assert found["statuses"]["503"] > 0
    assert found["acknowledged"] > 0


@pytest.mark.parametrize("path", ["/desk/", "/api/v1/cases"])
def test_the_answer_of_an_absent_database_asks_it_nothing(path: str) -> None:
    """No database here: pytest refuses every question to it."""
    request = RequestFactory().get(path)
    request.COOKIES["place"] = "1"
    request.at = timezone.now()  # type: ignore[attr-defined]
    request.actor = Actor(1, 1, "")  # type: ignore[attr-defined]
    try:
        raise OperationalError
    except OperationalError:
        answer = server_error(request)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "请稍等半分钟再试" in answer.content.decode()
