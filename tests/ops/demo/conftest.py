"""Every test here looks at one and the same demonstration, filled once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests import server
from tests.ops.demo import city


@pytest.fixture(scope="module", autouse=True)
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    before = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        server.change_to(server.shared("city", city.fill))
        yield
        server.change_to(before)
