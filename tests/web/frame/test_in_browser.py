"""In a browser: accessible, no sideways scroll, targets to hit, bytes within the budget."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

from bianmin.web.frame.samples import SHEETS
from tests.web.chromium import FLAGS, PROGRAM, SMALL_TARGETS

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.journey

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
STYLES = {"citizen": 8_192, "staff": 10_240}  # bytes of CSS, gzipped (ux.md, section 4)
STAFF = ("worklist", "intake", "board")


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(autouse=True)
def routes(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.frame.urls"


@pytest.fixture
def address() -> Iterator[str]:
    with make_server(
        "127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=Quiet
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/styleguide"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("sheet", [*SHEETS, "question/?wrong"])
def test_axe_finds_nothing_and_nothing_is_blocked(sheet: str, browser: Any, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    refused: list[str] = []
    tab = browser.new_page(viewport={"width": 1280 if sheet in STAFF else 390, "height": 844})
    tab.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    tab.goto(f"{address}/{sheet}" if "?" in sheet else f"{address}/{sheet}/")
    found = Axe().run(tab, options=AXE).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    assert refused == []
    tab.close()


@pytest.mark.parametrize("sheet", SHEETS)
def test_it_fits_every_screen_has_targets_to_hit_and_weighs_what_it_may(
    sheet: str, browser: Any, address: str
) -> None:
    tab = browser.new_page(viewport={"width": 320, "height": 800})
    weights: dict[str, int] = {}

    def weigh(response: Any) -> None:
        kind = response.request.resource_type
        size = len(gzip.compress(response.body()))
        weights[kind] = weights.get(kind, 0) + size

    tab.on("requestfinished", lambda request: weigh(request.response()))
    tab.goto(f"{address}/{sheet}/")
    tab.wait_for_load_state("networkidle")
    sideways = "document.documentElement.scrollWidth - innerWidth"
    assert tab.evaluate(sideways) <= 0
    least = 24 if sheet in STAFF else 43.5
    assert tab.evaluate(SMALL_TARGETS, least) == []
    tab.set_viewport_size({"width": 360, "height": 800})
    tab.evaluate("document.documentElement.dataset.size = 'xl'")
    assert tab.evaluate(sideways) <= 0
    assert weights["stylesheet"] <= STYLES["staff" if sheet in STAFF else "citizen"]
    assert weights["script"] <= 6_144
    assert weights["document"] <= 12_288
    tab.close()
