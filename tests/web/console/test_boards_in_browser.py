"""In a browser: the board at every level is accessible, fits, and needs no script."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests.cases.paths import Path
from tests.web.chromium import chromium, looks_right, tab_of
from tests.world import World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]


@pytest.fixture
def world(db: Any) -> World:
    made = build()
    path = Path(made, made.townships["河湾镇"], at=timezone.now())
    for state in (State.DELIVERED, State.NOT_ACCEPTED, State.REVIEW):
        path.into(state)
    path.propose(path.into(State.RECEIVED), Action.REFUSE_ACCEPTANCE, RoleKind.CLERK)
    return made


def test_from_the_city_down_to_the_cases_without_a_script(
    chromium: Any, live_server: Any, world: World
) -> None:
    supervisor = world.staff["聊城市", RoleKind.SUPERVISOR]
    tab = tab_of(chromium, live_server, supervisor, width=1366)
    tab.route("**/*.js", lambda route: route.abort())
    tab.goto(f"{live_server.url}/console/")
    looks_right(tab, "board-city")
    tab.get_by_text("口径").first.click()
    definition = tab.locator(".kpi details p").first
    assert definition.is_visible()
    assert definition.inner_text() == "期内提交或窗口收件的办件数，含后来撤回的"
    for name, level in (
        ("东昌府区", "unit"),
        ("河湾镇", "township"),
        ("河湾镇便民服务中心", "site"),
    ):
        tab.locator(".heat").get_by_role("link", name=name).click()
        assert tab.get_by_role("heading", level=1).inner_text() == f"{name}运行监测"
        looks_right(tab, f"board-{level}")
    tab.set_viewport_size({"width": 1920, "height": 1080})
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.locator("#cases tbody tr").count() == 2
    tab.get_by_role("link", name="全市").click()
    assert tab.url.startswith(f"{live_server.url}/console/city/")
    tab.context.close()
