"""The whole catalogue on its shelves: three taps to any guide, every count what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import import_items
from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.shipped import life_events, shipped_items
from tests.make import LONG_AGO
from tests.web.staff import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
HERE = "http://here"
LINKS = re.compile(r'<a [^>]*?href="([^"#]*)(?:#[^"]*)?"')
GUIDE = re.compile(r"/items/([A-Z0-9-]+)/")


@pytest.fixture(scope="module")
def _all(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        import_items(shipped_items(), by=SYSTEM, at=LONG_AGO)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def catalogue(_all: None, db: None) -> None:
    """The shipped items; no place is chosen."""


def links(client: Client, page: str) -> set[str]:
    """Where the catalogue's links of a page lead."""
    found = LINKS.findall(client.get(page).content.decode())
    told = {urljoin(f"{HERE}{page}", link.replace("&amp;", "&")) for link in found}
    return {link.removeprefix(HERE) for link in told if link.startswith(f"{HERE}/items/")}


def test_any_guide_is_three_taps_from_home(client: Client) -> None:
    """Every way is walked from the home page, by the links that stand there."""
    taps: dict[str, int] = {}
    pages, walked = {"/"}, set[str]()
    for tap in (1, 2, 3):
        ahead = {link for page in pages - walked for link in links(client, page)}
        walked |= pages
        for link in ahead:
            guide = GUIDE.fullmatch(link)
            if guide:
                taps.setdefault(guide[1], tap)
        pages = {link for link in ahead if not GUIDE.fullmatch(link)}
    codes = ServiceItem.objects.filter(status="active").values_list("code", flat=True)
    assert set(taps) == set(codes)
    assert len(codes) >= 100


def test_every_shelf_holds_as_many_as_it_says(client: Client) -> None:
    page = client.get("/items/").content.decode()
    told = r'href="(?:/items/)?\?((?:area|event|for)=[^"]+)"(?:(?!</a>).)*?(\d+) (?:项|件事)<'
    shelves = re.findall(told, page, re.S)
    assert len(shelves) >= 16 + len(life_events()) + 2
    for query, count in shelves:
        assert f"{count} 件能办的事" in text_of(client.get(f"/items/?{query}")), query


def test_what_serves_both_stands_on_both_shelves(client: Client) -> None:
    for audience, told in (("person", "自然人"), ("business", "法人")):
        held = ServiceItem.objects.filter(current__guide__audience__icontains=told)
        shown = client.get("/items/", {"for": audience})
        assert f"{held.count()} 件能办的事" in text_of(shown)
        assert held.filter(code="LC-SC-005").exists()
