"""A real browser, signed in as somebody, and what every page must hold to in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.models import User
from tests.web.staff import Browser

sync_api = pytest.importorskip("playwright.sync_api")

PROGRAM = "/usr/bin/chromium-headless-shell"
"""Debian's Chromium without its windows: the same pages for a third of the work."""
WHOLE_PROGRAM = "/usr/bin/chromium"
"""With a profile, history and autofill, as it stands in a hall."""
PHONE, DESKTOP = 390, 1366
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL_TARGETS = """least => [...document.querySelectorAll('a:not(.skip), button, input, select')]
  .filter(e => {
    const box = (e.closest('label') || e).getBoundingClientRect();
    const inText = e.tagName === 'A' && getComputedStyle(e).display === 'inline';
    const seen = box.width && box.bottom > 0 && e.type !== 'hidden' && !e.hidden;
    return seen && !inText && Math.min(box.width, box.height) < least;
  }).map(e => e.outerHTML.slice(0, 80))"""
ASKED = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
SHOTS = os.environ.get("BIANMIN_SHOTS", "")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def tab_of(chromium: Any, server: Any, user: User, *, width: int, **options: Any) -> Any:
    """Open a tab in which this account is signed in, with the second factor shown."""
    context = chromium.new_context(viewport={"width": width, "height": 768}, **options)
    session = Browser(user, at=timezone.now()).client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    return context.new_page()


def looks_right(tab: Any, name: str) -> None:
    """Axe finds nothing, and nothing scrolls sideways here, on a phone and on a desk.

    With BIANMIN_SHOTS pictures of both widths are kept.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, options=ASKED)
    assert found.violations_count == 0, found.generate_report()
    kept = tab.viewport_size
    for width in (PHONE, DESKTOP) if kept["width"] in (PHONE, DESKTOP) else (kept["width"],):
        tab.set_viewport_size(kept | {"width": width})
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        if SHOTS:
            tab.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=width < 1000)
    tab.set_viewport_size(kept)


def fits_a_finger(tab: Any) -> None:
    """Nothing scrolls sideways on the smallest phone, and every target is 44 pixels or more."""
    kept = tab.viewport_size
    tab.set_viewport_size({"width": 320, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    assert tab.evaluate(SMALL_TARGETS, 44) == []
    tab.set_viewport_size(kept)
