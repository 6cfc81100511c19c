"""连接: an answer that nobody had to read the body for leaves the connection whole."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import Any

import pytest

from tests.live import HOST, serving

pytestmark = pytest.mark.django_db(transaction=True)

LONG = b"x" * 5_000_000


def test_a_visitor_who_is_refused_unread_is_answered_and_answered_again(db: Any) -> None:
    with serving() as live:
        connection = HTTPConnection(HOST, live.port, timeout=30)
        for _ in range(3):
            connection.request("POST", "/nowhere/", LONG)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 404
        connection.close()
