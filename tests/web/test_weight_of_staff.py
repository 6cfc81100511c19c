"""The pages of those who work here stay within the budget of their surface, on a first visit.

The citizens' pages are weighed in `public/test_weight.py`, all of them in `test_every_page.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import resolve

from bianmin.rules.roles import RoleKind
from tests.web.budgets import AGENT, BOARD, DESK, budget_of
from tests.web.public.weight import Weight, weigh
from tests.web.staff import Browser
from tests.workforce.house import House, build
from tests.world import build as world

K = 1024


@pytest.fixture
def house(db: Any) -> House:
    return build(world())


def assert_within(budget: Weight, browser: Browser, *paths: str) -> None:
    for path in paths:
        page = browser.get(path)
        assert page.status_code == 200, path
        assert budget_of(resolve(path.partition("?")[0]).view_name, path) is budget, path
        found = weigh(page)
        assert found.css and found.js, f"{path} was not weighed whole: {found}"
        assert not found.beyond(budget), f"{path} in {found.beyond(budget)}: {found}"


def test_the_desk_is_light(house: House) -> None:
    case = house.case(house.a)
    item = f"/desk/intake/?item={house.world.version.item.code}"
    pages = ("/desk/", "/desk/intake/", item, f"/desk/cases/{case.number}/", "/desk/queue/")
    assert_within(DESK, Browser(house.a), *pages, "/desk/cards/")
    head = Browser(house.town.staff[RoleKind.CENTER_HEAD])
    assert_within(DESK, head, "/desk/approvals/")


def test_an_agent_and_a_persons_own_pages_are_light(house: House) -> None:
    agent = Browser(house.town.staff[RoleKind.AGENT])
    item = f"/field/new/?item={house.world.version.item.code}"
    assert_within(AGENT, agent, "/field/", "/field/new/", item, "/me/", "/me/leave/")
    assert_within(AGENT, Browser(house.a), "/me/", "/me/leave/now/", "/me/learning/")


def test_the_console_is_light(house: House) -> None:
    head = Browser(house.town.staff[RoleKind.CENTER_HEAD])
    town, site = house.town.center.region_id, house.town.center.pk
    assert_within(BOARD, head, f"/console/townships/{town}/", f"/console/sites/{site}/")
    assert_within(
        BOARD,
        head,
        f"/console/workforce/places/{town}/",
        f"/console/workforce/posts/{house.post.pk}/",
    )


def test_the_budgets_are_those_agreed_on() -> None:
    """HTML, styles and scripts in KB gzipped, and requests: the table of the design."""
    agreed = {"desk:case": (25, 10, 25, 8), "console:city": (40, 10, 15, 8)}
    agreed |= dict.fromkeys(("field:case", "me:home"), (12, 8, 20, 6))
    agreed |= {"public:apply": (10, 8, 18, 6), "public:home": (12, 8, 6, 7)}
    at = {"public:apply": "/apply/x/", "public:home": "/"}
    for name, (html, css, js, requests) in agreed.items():
        wanted = Weight(html * K, css * K, js * K, 6 * K, requests)
        assert budget_of(name, at.get(name, "/x/")) == wanted, name
