"""A resident at a browser: fills in, signs in by phone, hands in and follows."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from unittest import mock
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from bianmin.accounts.models import User
from bianmin.wire.middleware import ServerTime
from tests import make
from tests.make import MONDAY_9AM
from tests.web.entrance.doors import sign_in_citizen
from tests.web.staff import text_of
from tests.world import Township, World

PHONE = "13800000001"


class Resident:
    """Sends what a person would send from a browser, at a time the test chooses."""

    def __init__(self, user: User | None = None, *, at: datetime = MONDAY_9AM) -> None:
        self.at = at
        self.client = Client()
        if user is not None:
            self.client.force_login(user)

    def get(self, path: str, **query: Any) -> HttpResponse:
        with self.now():
            return self.client.get(path, query or None)  # type: ignore[return-value]

    def post(self, path: str, **fields: Any) -> HttpResponse:
        with self.now():
            return self.client.post(path, {"_key": str(uuid4()), **fields})  # type: ignore[return-value]

    def now(self) -> Any:
        return mock.patch.object(ServerTime, "now", staticmethod(lambda: self.at))

    def sign_in(self, phone: str = PHONE) -> None:
        with self.now():
            sign_in_citizen(self.client, phone)

    def begin(self, world: World, town: Township) -> str:
        """Begin the cast's item; return the address of the draft."""
        answer = self.post(f"/apply/{world.version.item.code}/", place=town.village.pk)
        assert answer.status_code == 302, text_of(answer)
        return answer["Location"].removesuffix("topic/1/")

    def fill(self, world: World, town: Township) -> str:
        """Answer the questions and photograph the papers; return the address of the draft."""
        at = self.begin(world, town)
        assert self.post(f"{at}topic/1/", band="80-89").status_code == 302
        answer = self.post(f"{at}papers/1/", id_card=photo(), account=photo())
        assert answer.status_code == 302, text_of(answer)
        return at

    def ready(self, world: World, town: Township, **who: str) -> str:
        """Fill in, sign in, and say who one is; return the address of the draft."""
        at = self.fill(world, town)
        self.sign_in()
        answer = self.post(f"{at}identity/", **(person() | who))
        assert answer["Location"] == f"{at}check/", text_of(answer)
        return at


def person(**other: str) -> dict[str, str]:
    return {"name": "王桂英", "id_number": make.id_number(7)} | other


def photo(name: str = "证.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def no_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", b"MZ\x90\x00" * 40, "image/jpeg")
