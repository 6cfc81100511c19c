"""In a browser: the words of the search are taught without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from bianmin.catalogue.commands.words import count_empty_search
from bianmin.catalogue.finding import found
from bianmin.rules.roles import RoleKind
from tests.web.chromium import DESKTOP, chromium, looks_right, tab_of
from tests.world import World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]


@pytest.fixture
def world(db: Any) -> World:
    made = build()
    for asked in ("孝心红包", "火星移民"):
        count_empty_search(asked, at=timezone.now())
    return made


def test_two_taps_make_a_word_of_what_nobody_found(
    chromium: Any, live_server: Any, world: World
) -> None:
    editor = world.staff["聊城市", RoleKind.CITY_BUREAU]
    tab = tab_of(chromium, live_server, editor, width=DESKTOP)
    tab.route("**/*.js", lambda route: route.abort())
    tab.goto(f"{live_server.url}/console/catalogue/words/")
    looks_right(tab, "console-words")
    line = tab.locator(".mend > li").filter(has_text="孝心红包")
    line.locator("summary").click()
    line.get_by_label("指哪个事项").fill(world.version.item.code)
    line.get_by_role("button", name="以后这样找").click()
    tab.get_by_text("以后搜“孝心红包”就能找到了").wait_for()
    looks_right(tab, "console-words-taught")
    assert [item.pk for item in found("孝心红包")] == [world.version.item_id]
    tab.context.close()
