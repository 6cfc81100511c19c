"""Every page stands on the same foot: who publishes, help, and no link that leads nowhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.staff import text_of
from tests.world import World

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/items/",
    "/items/?all",
    "/items/LC-LN-077/",
    "/place/",
    "/sites/",
    "/sitemap/",
    "/accessibility/",
    "/privacy/",
    "/report-error/",
)


@pytest.mark.parametrize("path", [*PAGES, "/elder/"])
def test_every_page_has_foot_help_and_the_mark_of_the_demonstration(
    villager: Client, path: str
) -> None:
    page = villager.get(path).content.decode()
    assert "演示数据" in page
    assert "主办：" in page
    assert 'href="tel:' in page.split("<main")[1]
    assert page.count("<h1") == 1


def test_no_link_of_ours_leads_nowhere(villager: Client) -> None:
    """Everything that is linked from the public pages answers, but for what wants a sign-in."""
    seen: set[str] = set()
    for path in [*PAGES, "/elder/"]:
        found = re.findall(r'href="(/[^"#]*)', villager.get(path).content.decode())
        seen |= {address.replace("&amp;", "&") for address in found}
    other = ("/static/", "/place/", "/size/")
    links = {a for a in seen if not a.startswith(other) and not a.endswith(".pdf")}
    assert len(links) > 15
    for address in sorted(links):
        assert villager.get(address).status_code in (200, 302), address


def test_what_is_kept_is_told_from_the_table_that_erases(client: Client, world: World) -> None:
    page = text_of(client.get("/privacy/"))
    assert "30 天" in page
    assert "10 年" in page


def test_a_mistake_is_told_with_its_page(client: Client, world: World) -> None:
    page = client.get("/report-error/", {"page": "/items/LC-LN-077/"}).content.decode()
    assert "/items/LC-LN-077/" in page
    assert 'href="tel:12345"' in page
    evil = client.get("/report-error/", {"page": "//evil.example/"}).content.decode()
    assert "evil.example" not in evil
