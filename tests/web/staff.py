"""A member of staff at a browser, with the password and the second factor shown."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from unittest import mock
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from bianmin.accounts.factors import PASSED
from bianmin.accounts.models import User
from bianmin.wire.middleware import ServerTime
from tests.make import MONDAY_9AM


class Browser:
    """Sends what a person at this account would send, at a time the test chooses."""

    def __init__(self, user: User, *, at: datetime = MONDAY_9AM) -> None:
        self.at = at
        self.client = Client()
        self.client.force_login(user)
        session = self.client.session
        session[PASSED] = user.pk
        session.save()

    def get(self, path: str, **query: Any) -> HttpResponse:
        with self._now():
            return self.client.get(path, query or None)  # type: ignore[return-value]

    def post(self, path: str, **fields: Any) -> HttpResponse:
        with self._now():
            return self.client.post(path, {"_key": str(uuid4()), **fields})  # type: ignore[return-value]

    def _now(self) -> Any:
        return mock.patch.object(ServerTime, "now", staticmethod(lambda: self.at))


def text_of(response: HttpResponse) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"<[^>]+>", "", response.content.decode())
