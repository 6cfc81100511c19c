"""Published guides as pages: nothing scrolls sideways, on a small phone and on a desk.

A third of them, and all of them with EVERY_PAGE=1.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import import_items
from bianmin.catalogue.shipped import shipped_items
from tests.web.chromium import chromium

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]
WIDTHS = (360, 1280)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_no_guide_is_wider_than_the_screen(chromium: Any, live_server: Any) -> None:
    items = shipped_items()
    import_items(items, by=SYSTEM, at=AT)
    if not os.environ.get("EVERY_PAGE"):
        items = items[::3]
    tab = chromium.new_context(viewport={"width": WIDTHS[0], "height": 640}).new_page()
    too_wide = []
    for item in items:
        tab.goto(f"{live_server.url}/items/{item['code']}/", wait_until="domcontentloaded")
        assert item["name"] in tab.inner_text("h1")
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 640})
            if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
                too_wide.append((item["code"], width))
    tab.context.close()
    assert too_wide == []
