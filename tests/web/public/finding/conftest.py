from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import import_items, offer_by_path
from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.wire.middleware import ServerTime
from tests.make import DAY, LONG_AGO, MONDAY_9AM
from tests.world import Township, World, build

AREAS = ("老年人优待", "户籍管理", "开具证明")


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The cast, with the shipped items of three areas instead of the cast's own item.

    Made once for a module and rolled back after it; what a test writes is rolled back before.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        ServiceItem.objects.filter(pk=world.version.item_id).update(status="cancelled")
        import_items([i for i in shipped_items() if i["area"] in AREAS], by=SYSTEM, at=LONG_AGO)
        offer_by_path(units=(1, 2, 9), by=SYSTEM, at=LONG_AGO, today=DAY)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(cast: World, db: None) -> World:
    return cast


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


@pytest.fixture
def monday() -> Iterator[None]:
    """Monday, nine in the morning: every site is open."""
    with mock.patch.object(ServerTime, "now", staticmethod(lambda: MONDAY_9AM)):
        yield


@pytest.fixture
def villager(client: Client, town: Township, monday: None) -> Client:
    """A visitor without an account who has chosen her village."""
    client.get(f"/place/{town.village.pk}/")
    return client
