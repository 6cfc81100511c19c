"""No page escapes: axe finds nothing, each says who publishes it and who helps, and is light."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from django.test import Client
from torture import matrix
from torture._matrix.walk import nine_on_monday

from tests.web.budgets import budget_of
from tests.web.chromium import chromium, looks_right
from tests.web.every_page import Page, every_page
from tests.web.public.weight import weigh

__all__ = ["chromium"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.journey,
    pytest.mark.skipif(
        "EVERY_PAGE" not in os.environ, reason="takes minutes; ask for it with EVERY_PAGE=1"
    ),
]
SITE = "http://bianmin.test"
FOOT = re.compile(r"<footer class=\"foot.*?</footer>", re.S)
MAIN = re.compile(r"<main .*?</main>", re.S)
FILES = {"/readyz", "console:print-pack-file", "console:person-photo"}
"""What is not there in the cast: a running worker, a bound pack, a portrait."""
LEAD_ELSEWHERE = {
    *("hall:over", "hall:taken", "hall:sheet"),
    *("public:place_chosen", "public:text_size", "public:short_list", "public:resume"),
    *("console:start", "console:workforce", "console:people-start", "console:training-start"),
}
PARTS = {"desk:queue-panel", "hall:line"}
"""What a page asks for to put into itself."""
WHOLE_SCREENS = {
    *(
        "hall:kiosk",
        "hall:screen",
        "hall:arrivals",
        "hall:case",
        "hall:rating",
        "hall:guides",
        *("hall:info", "me:duty-screen"),
    ),
}
"""What hangs or stands in a hall: no foot, and whoever stands before it is helped by the hall."""
ON_THE_WAY = {
    *("public:identity", "public:check", "public:resubmission", "entrance:code"),
    *("entrance:factor", "field:check", "field:resubmission", "me:attempt", "me:attempt-check"),
    "me:print-pack",
}
"""Pages between two others, which the tests in a browser walk through and look at."""


def test_every_page_is_accessible_light_and_says_who_publishes_it_and_who_helps(
    chromium: Any,
) -> None:
    found = every_page()
    unseen = found.without.keys() - FILES - LEAD_ELSEWHERE - ON_THE_WAY
    assert not unseen, {name: found.without[name] for name in unseen}
    pages = [page for page in found.pages if page.route.name not in PARTS]
    wrong = [f"{page}: {words}" for page in pages for words in faults(page)]
    tab = chromium.new_context().new_page()
    for page in pages:
        show(tab, page)
        try:
            looks_right(tab, page.route.name.replace(":", "-"))
        except AssertionError as finding:
            wrong.append(f"{page}: {finding}")
    assert wrong == [], "\n".join(wrong)


def faults(page: Page) -> list[str]:
    """Return what every page must say and this one does not, and in what it is too heavy."""
    foot = FOOT.findall(page.html)
    missing = {
        "one foot": len(foot) == 1,
        "the publisher": "主办：" in "".join(foot),
        "whom to call": 'href="tel:' in page.html,
        "that it is a demonstration": 'class="demo"' in page.html,
        "one heading": len(re.findall(r"<h1[ >]", page.html)) == 1,
    }
    if page.is_for_citizens:
        missing["who helps"] = 'href="tel:' in "".join(MAIN.findall(page.html))
    if page.route.name in WHOLE_SCREENS:
        missing = {what: missing[what] for what in ("that it is a demonstration", "one heading")}
    found = [f"does not say {what}" for what, holds in missing.items() if not holds]
    budget, weight = budget_of(page.route.name, page.path), weigh(page.answer)
    return found + [f"weighs too much {what}: {weight}" for what in weight.beyond(budget)]


def show(tab: Any, page: Page) -> None:
    """Let the browser have this very answer, and from the product what the page asks for."""
    tab.unroute_all()
    tab.set_viewport_size({"width": page.width, "height": 844})

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(SITE)
        got = page.answer if path == page.path else fetch(page, path)
        body = b"".join(got.streaming_content) if got.streaming else got.content
        route.fulfill(status=got.status_code, headers=dict(got.items()), body=body)

    tab.route("**/*", answer)
    tab.goto(f"{SITE}{page.path}")


def fetch(page: Page, path: str) -> Any:
    client = Client() if path.startswith("/static/") else page.walker.client
    with matrix.quiet(), nine_on_monday():
        return client.get(path)
