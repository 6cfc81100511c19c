"""一链办理 as a citizen reads it: once for all, who decides what, and honest about the rest."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands.bundles import load_bundles
from bianmin.catalogue.models import Bundle, ServiceItem
from tests import make
from tests.make import MONDAY_9AM
from tests.web.public.resident import Resident
from tests.web.public.test_weight import FINDING, assert_within
from tests.web.staff import text_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(world: World) -> Bundle:
    split = make.split_version(code="T-SPLIT")
    steps = [{"item": world.version.item.code}, {"item": split.item.code, "note": "看情况办"}]
    content = {
        "code": "matter", "name": "一件大事", "plain_name": "大事", "says": "一起办",
        "theme": "birth", "icon": "baby", "lead": "县审批局", "steps": steps,
    }  # fmt: skip
    load_bundles([content], by=SYSTEM, at=MONDAY_9AM)
    return Bundle.objects.get()


def test_it_says_what_to_bring_once_and_who_decides(world: World, bundle: Bundle) -> None:
    page = Resident().get("/bundles/matter/")
    told = text_of(page)
    assert page.status_code == 200
    for words in ("一件大事", "牵头：县审批局", "一次带齐", "少填", "看情况办", "逐件申请"):
        assert words in told
    assert f"/items/{world.version.item.code}/" in page.content.decode()
    assert_within(FINDING, Resident(), "/bundles/matter/", "/bundles/")


def test_a_paused_item_and_a_withdrawn_bundle_are_said(world: World, bundle: Bundle) -> None:
    ServiceItem.objects.filter(pk=world.version.item_id).update(status="paused")
    assert "暂停办理" in text_of(Resident().get("/bundles/matter/"))
    Bundle.objects.update(is_withdrawn=True)
    assert "已经停用" in text_of(Resident().get("/bundles/matter/"))
    assert "还没有一链办理的事" in text_of(Resident().get("/bundles/"))


def test_an_old_version_stays_readable(bundle: Bundle) -> None:
    content: dict[str, Any] = bundle.current.content  # type: ignore[union-attr]
    new = content | {"code": "matter", "says": "换了说法"}
    load_bundles([new], by=SYSTEM, at=MONDAY_9AM)
    old = text_of(Resident().get("/bundles/matter/v1/"))
    assert "已经换了新的" in old and "一起办" in old
    assert "换了说法" in text_of(Resident().get("/bundles/matter/"))
    for gone in ("/bundles/none/", "/bundles/matter/v9/", "/bundles/matter/v99999/"):
        assert Resident().get(gone).status_code == 404


def test_shelves_and_the_matter_of_life_lead_to_it(bundle: Bundle) -> None:
    assert "大事" in text_of(Resident().get("/items/"))
    assert "大事：一链办理" in text_of(Resident().get("/items/?event=birth"))
    assert "一链办理" not in text_of(Resident().get("/items/?event=marriage"))
