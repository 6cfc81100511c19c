"""In a browser: what a villager finds is accessible, fits every screen and needs no script."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import import_items, offer_by_path
from bianmin.catalogue.shipped import shipped_items
from tests import make
from tests.make import DAY
from tests.web.chromium import chromium, fits_a_finger, looks_right, tab_of
from tests.world import Township, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium"]
PHONE, DESKTOP = 390, 1366


@pytest.fixture
def town(db: Any) -> Township:
    world, at = build(), timezone.now()
    import_items([i for i in shipped_items() if i["area"] == "老年人优待"], by=SYSTEM, at=at)
    offer_by_path(units=(1,), by=SYSTEM, at=at, today=DAY)
    return world.townships["河湾镇"]


def pages_of(town: Township) -> dict[str, str]:
    return {
        "home": "/",
        "elder": "/elder/",
        "shelves": "/items/",
        "items": "/items/?q=老人补贴",
        "nothing": "/items/?q=火星移民",
        "ask": "/ask/?q=火星移民",
        "guide": "/items/LC-LN-077/",
        "place": f"/place/?in={town.region.pk}",
        "sites": "/sites/",
        "site": f"/sites/{town.station.pk}/",
        "sitemap": "/sitemap/",
        "accessibility": "/accessibility/",
        "privacy": "/privacy/",
        "report": "/report-error/",
    }


def at_home(chromium: Any, url: str, town: Township, **options: Any) -> Any:
    """A tab of a visitor who has chosen her village."""
    context = chromium.new_context(**options)
    context.add_cookies([{"name": "place", "value": str(town.village.pk), "url": url}])
    return context.new_page()


def test_pages_are_accessible_and_fit_every_screen(
    live_server: Any, chromium: Any, town: Township
) -> None:
    tab = at_home(chromium, live_server.url, town, viewport={"width": PHONE, "height": 844})
    refused: list[str] = []
    tab.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    for name, path in pages_of(town).items():
        tab.goto(live_server.url + path)
        looks_right(tab, f"public-{name}")
        fits_a_finger(tab)
        _grows(tab, name)
    assert refused == []
    tab.context.close()


def _grows(tab: Any, name: str) -> None:
    """No sideways scroll at 360 px in the largest type."""
    sideways = "document.documentElement.scrollWidth - innerWidth"
    tab.set_viewport_size({"width": 360, "height": 800})
    tab.evaluate("document.documentElement.dataset.size = 'xl'")
    assert tab.evaluate(sideways) <= 0, name
    tab.set_viewport_size({"width": PHONE, "height": 844})


def test_a_resident_sees_how_far_her_case_is(
    live_server: Any, chromium: Any, town: Township
) -> None:
    assert town.resident is not None and town.resident.person is not None
    made = make.submitted(
        town.center, town.village, at=timezone.now(), applicant=town.resident.person
    )
    tab = tab_of(chromium, live_server, town.resident, width=DESKTOP)
    for name, path in (("home", "/"), ("elder", "/elder/")):
        tab.goto(live_server.url + path)
        looks_right(tab, f"public-own-{name}")
        assert tab.is_visible(f"a[href='/t/{made.tracking}/']"), name
    fits_a_finger(tab)
    tab.context.close()


def test_from_home_to_a_guide_in_three_taps_without_a_script(
    live_server: Any, chromium: Any, town: Township
) -> None:
    context = chromium.new_context(
        viewport={"width": PHONE, "height": 844}, java_script_enabled=False
    )
    tab = context.new_page()
    tab.goto(live_server.url)
    tab.click(".place")
    tab.fill("#where", "柳庄")
    tab.click("main form button")
    tab.click(f"a[href^='/place/{town.village.pk}/']")
    assert tab.url == f"{live_server.url}/"
    assert "河湾镇 · 柳庄村" in tab.inner_text("header")

    tab.click(".tabs a:has-text('我要办')")
    tab.click(".rows a:has-text('老年人补贴和优待')")
    tab.click("text=高龄津贴")
    assert tab.url == f"{live_server.url}/items/LC-LN-077/"
    assert tab.inner_text(".facts div:first-child dt") == "多久办好"
    tab.click("text=办事依据")
    assert tab.is_visible("details[open]")
    tab.click(".dock a:has-text('网上申报')")
    assert tab.url == f"{live_server.url}/apply/LC-LN-077/"
    context.close()
